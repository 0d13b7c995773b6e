// The demo on a user's own table: one that is refused costs nothing and starts nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/integration/demo_run.hpp"

namespace sotto {
namespace {

class RefusedTable : public testing::Test {
 protected:
  /// The demo on that file: ends at once, with one sentence, and leaves the directory unmade.
  void expect_refused(const std::string& sentence, const std::string& hide = "age") {
    DemoRun demo({"--data", file_, "--reveal", "income", "--hide", hide}, directory_ / "run");
    EXPECT_EQ(demo.wait(20s), 2);
    EXPECT_EQ(demo.process().output(), "");
    EXPECT_EQ(demo.process().errors(), "sotto-demo: " + sentence + "\n");
    EXPECT_FALSE(std::filesystem::exists(demo.directory()));
  }

  const TemporaryDirectory directory_;
  const std::string file_ = directory_ / "t.csv";
};

TEST_F(RefusedTable, MalformedStartsNothing) {
  std::ofstream(file_) << "age,income\n20,1\n30\n";
  expect_refused("table '" + file_ + "', line 3: has 1 field, expected 2 as in the header");
}

TEST_F(RefusedTable, OfAHundredMegabytesStartsNothing) {
  std::ofstream(file_).flush();
  std::filesystem::resize_file(file_, 100 << 20);
  expect_refused("table '" + file_ + "' is too large, expected at most 32 MiB");
}

TEST_F(RefusedTable, WithoutTheColumnStartsNothing) {
  std::filesystem::copy_file(SOTTO_EXAMPLES "/income.csv", file_);
  expect_refused("table '" + file_ +
                     "' has no column 'wage', expected one of 'age', 'education_years', "
                     "'hours_per_week', 'sector', 'experience_years', 'income'",
                 "wage");
}

TEST(OwnTable, GoesByItsDigestAndTheRelayNeverSeesIt) {
  const std::string file = SOTTO_EXAMPLES "/income.csv";
  DemoRun demo({"--data", file, "--reveal", "income", "--hide", "age", "--seed", "3", "--steps",
                "60", "--minibatch", "40", "--until", "steps", "--record"});
  ASSERT_EQ(demo.wait(), 0) << demo.said();
  EXPECT_NE(demo.said().find("table '" + file +
                             "' (4000 rows, to reveal 'income' and to hide "
                             "'age')"),
            std::string::npos)
      << demo.said();
  const auto config = demo.report().at("config");
  EXPECT_EQ(config.at("task"), "selective");
  EXPECT_EQ(config.at("table").get<std::string>().size(), 64U);
  for (const auto* seen_by_relay : {"wire.record", "relay.log", "journal.sqlite"})
    for (const auto* of_table : {"income", "education_years", "technology"})
      EXPECT_EQ(contents(demo.file(seen_by_relay)).find(of_table), std::string::npos)
          << of_table << " in " << seen_by_relay;
}

}  // namespace
}  // namespace sotto
