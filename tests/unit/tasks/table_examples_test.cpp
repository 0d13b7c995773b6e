// Whoever draws the examples of a step draws the same, and of a table only what is learned from.
#include "shared/tasks/selective/table_examples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "shared/tasks/selective/blind_distance.hpp"
#include "shared/tasks/selective/normal_examples.hpp"
#include "shared/tasks/selective/own_table.hpp"

namespace sotto {
namespace {

/// A minibatch of a source.
struct Minibatch {
  Minibatch(const ExampleSource& source, std::size_t count, std::int64_t step)
      : seen(static_cast<std::size_t>(source.seen_values()) * count), hidden(count), useful(count) {
    source.draw(step, {seen, hidden, useful});
  }
  bool operator==(const Minibatch&) const = default;
  std::vector<float> seen, hidden, useful;
};

/// Of two inputs; every value says which row it is of.
std::shared_ptr<const DataTable> numbered_rows(std::int64_t rows, std::int64_t training) {
  DataTable table{.inputs = {"a", "b"}, .rows = rows, .training = training};
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto number = static_cast<float>(row);
    table.values.insert(table.values.end(), {number, number + 0.5F});
    table.hide.push_back(number + 0.25F);
    table.reveal.push_back(number + 0.75F);
  }
  return std::make_shared<const DataTable>(std::move(table));
}

TEST(NormalExamples, AreThoseOfDrawExamples) {
  const auto stream = NumberStream::public_stream(5);
  const Minibatch drawn(NormalExamples(stream), 50, 7);
  auto expected = drawn;
  std::ranges::fill(expected.seen, 9.0F);
  draw_examples(stream, 7, {expected.seen, expected.hidden, expected.useful});
  EXPECT_EQ(drawn, expected);
  EXPECT_EQ(NormalExamples(stream).seen_values(), 3);
}

TEST(TableExamples, AreWholeRowsThatAreLearnedFromAndEachOfThem) {
  const TableExamples examples(numbered_rows(100, 80), NumberStream::public_stream(5));
  ASSERT_EQ(examples.seen_values(), 2);
  std::set<float> rows;
  for (std::int64_t step = 0; step < 20; ++step) {
    const Minibatch drawn(examples, 64, step);
    for (std::size_t i = 0; i < 64; ++i) {
      const auto row = drawn.seen[2 * i];
      EXPECT_EQ(drawn.seen[2 * i + 1], row + 0.5F);
      EXPECT_EQ(drawn.hidden[i], row + 0.25F);
      EXPECT_EQ(drawn.useful[i], row + 0.75F);
      rows.insert(row);
    }
  }
  EXPECT_EQ(rows.size(), 80U);
  EXPECT_EQ(*rows.rbegin(), 79.0F) << "the others are held out";
}

TEST(TableExamples, AreTheSameWhoeverDrawsThemAndOthersInEveryStep) {
  const TableExamples alices(numbered_rows(100, 80), NumberStream::public_stream(5));
  const TableExamples bobs(numbered_rows(100, 80), NumberStream::public_stream(5));
  const TableExamples of_another_session(numbered_rows(100, 80), NumberStream::public_stream(6));
  EXPECT_EQ(Minibatch(alices, 40, 3), Minibatch(bobs, 40, 3));
  EXPECT_NE(Minibatch(alices, 40, 3), Minibatch(bobs, 40, 4));
  EXPECT_NE(Minibatch(alices, 40, 3), Minibatch(of_another_session, 40, 3));
}

// Of two values of which one is rare, chance is nearer than of numbers.
TEST(TableExamples, AreKeptFromWhoeverHasHeardNothing) {
  auto table = std::make_shared<DataTable>();
  table->hidden_blind = 0.1;
  table->hidden_sign_blind = 0.2;
  const TableExamples examples(table, NumberStream::public_stream(5));
  EXPECT_DOUBLE_EQ(examples.kept_distance({}), 0.1 + 0.2);
}

TEST(OwnTable, SplitsTheSameWayEachTimeAndSaysWhatItIs) {
  const std::string file = SOTTO_SOURCES "/examples/income.csv";
  const auto table = read_own_table(file, {.reveal = "income", .hide = "age"});
  const auto again = read_own_table(file, {.reveal = "income", .hide = "age"});
  EXPECT_EQ(table.data.values, again.data.values);
  EXPECT_EQ(told(table), "table '" + file + "' (4000 rows, to reveal 'income' and to hide 'age')");
  EXPECT_NEAR(table.data.useful_blind, 0.5, 1e-3);
  EXPECT_NEAR(table.data.hidden_blind, 0.5, 1e-3);
}

TEST(BlindDistance, IsTheMeanDistanceFromTheMedian) {
  EXPECT_DOUBLE_EQ(blind_distance(std::vector<float>{-0.75F, -0.25F, 0.25F, 0.75F}), 0.5);
  EXPECT_DOUBLE_EQ(blind_distance(std::vector<float>{-1, 0, 0.5F}), 0.5);
  EXPECT_DOUBLE_EQ(blind_distance(std::vector<float>{0.25F}), 0);
  std::vector<float> rare(100, -0.5F);
  std::fill_n(rare.begin(), 10, 0.5F);
  EXPECT_DOUBLE_EQ(blind_distance(rare), 0.1) << "of two values, the rarer one's share";
}

}  // namespace
}  // namespace sotto
