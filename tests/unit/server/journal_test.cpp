#include "server/observers/journal/journal.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <fstream>

#include "server/observers/journal/journal_reader.hpp"
#include "shared/session/config_json.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

constexpr auto kCreated = "2026-11-22T16:03:12Z";

StepFigures figures(std::int64_t step, std::optional<double> bob = {}) {
  StepFigures made;
  made.step = step;
  made.t = static_cast<double>(step);
  made.bob = bob;
  return made;
}

class JournalTest : public testing::Test {
 protected:
  static std::string complaint(const std::filesystem::path& file) {
    try {
      Journal journal(file);
    } catch (const JournalError& error) {
      return error.what();
    }
    return {};
  }

  TemporaryDirectory directory_;
  std::filesystem::path file_ = directory_ / "journal.sqlite";
  Json config_ = to_json(SessionConfig{});
};

TEST_F(JournalTest, GivesBackWhatWasWritten) {
  const Change change{.at_step = 3, .kind = ChangeKind::freeze};
  {
    Journal journal(file_);
    const auto run = journal.open("live", kCreated, config_);
    for (std::int64_t step = 0; step < 10; ++step)
      journal.write(run, Tell{figures(step, step == 4 ? 5.0 : 1.0)});
    journal.write(run, Tell{Event{0.5, 2, EventKind::control, "frozen"}});
    journal.write(run, Tell{change});
    journal.write(run, Tell{ChatReading{1, Role::bob, 0, 0, "hi"}});
    journal.finish(run, {{"outcome", "secret"}, {"steps", 10}});
  }
  const JournalReader reader(file_);
  EXPECT_EQ(reader.recorded({}), (Json::array({{{"session", "live-2026-11-22T16-03-12"},
                                                {"created", kCreated},
                                                {"steps", 10},
                                                {"outcome", "secret"},
                                                {"bits", 16},
                                                {"live", false}}})));
  EXPECT_TRUE(reader.recorded({"live-2026-11-22T16-03-12"}).empty());
  const auto run = reader.run("live-2026-11-22T16-03-12");
  ASSERT_TRUE(run);
  EXPECT_EQ(run->config, config_);
  EXPECT_EQ(run->report["steps"], 10);
  EXPECT_EQ(run->changes, std::vector{change});
  EXPECT_FALSE(reader.run("dead"));
  EXPECT_EQ(reader.run("")->name, run->name);
  const auto buckets = reader.history(*run, 2, 9, 2);
  ASSERT_EQ(buckets.size(), 2U);
  EXPECT_EQ(buckets[0].first, 2);
  EXPECT_EQ(buckets[0].last, 5);
  EXPECT_EQ(buckets[0].bob.max, 5);
  EXPECT_EQ(buckets[0].bob.mean(), 2);
  EXPECT_EQ(buckets[1].bob.max, 1);
  EXPECT_EQ(buckets[1].eve.count, 0);
  const auto told = reader.chronicle(*run);
  EXPECT_EQ(told["events"][0]["text"], "frozen");
  EXPECT_EQ(told["readings"][0]["bytes"], "aGk=");
}

TEST_F(JournalTest, RunsOfOneNameAreKeptApart) {
  for (int i = 0; i < 3; ++i) {
    Journal journal(file_);
    journal.write(journal.open("live", kCreated, config_), Tell{figures(i)});
  }
  const auto list = JournalReader(file_).recorded({});
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0]["session"], "live-2026-11-22T16-03-12-3");
  EXPECT_EQ(list[2]["session"], "live-2026-11-22T16-03-12");
  EXPECT_TRUE(list[0]["outcome"].is_null());
}

TEST_F(JournalTest, StepsThatAreTakenAgainReplaceThemselves) {
  {
    Journal journal(file_);
    const auto run = journal.open("live", kCreated, config_);
    for (std::int64_t step = 0; step < 10; ++step) journal.write(run, Tell{figures(step, 1.0)});
    journal.write(run, Tell{Event{0, 5, EventKind::epoch, "epoch 1 begins at step 5"}});
    journal.write(run, Tell{figures(5, 2.0)});
  }
  const JournalReader reader(file_);
  const auto buckets = reader.history(*reader.run(""), 0, 100, 100);
  ASSERT_EQ(buckets.size(), 6U);
  EXPECT_EQ(buckets.back().bob.max, 2);
}

TEST_F(JournalTest, IsReadWhileItIsWritten) {
  Journal journal(file_);
  const auto run = journal.open("live", kCreated, config_);
  ASSERT_TRUE(eventually([&] { return !journal.name_of(run).empty(); }, 10s));
  const JournalReader reader(file_);
  for (std::int64_t step = 0; step < 500; ++step) {
    journal.write(run, Tell{figures(step)});
    if (step % 50 == 0) {
      EXPECT_TRUE(reader.run(journal.name_of(run)));
    }
  }
  EXPECT_TRUE(eventually(
      [&] {
        const auto all = reader.history(*reader.run(""), 0, 1'000, 1);
        return all.size() == 1 && all[0].last == 499;
      },
      10s));
  EXPECT_EQ(journal.lost(), 0);
}

TEST_F(JournalTest, WhatIsNoJournalIsRefusedAndLeftAlone) {
  std::ofstream(file_) << "These are the notes of somebody else, and no database at all.\n"
                       << std::string(2'000, '.');
  EXPECT_NE(complaint(file_).find("cannot be used"), std::string::npos) << complaint(file_);
  const auto other = directory_ / "other.sqlite";
  {
    SQLite::Database database(other.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("CREATE TABLE recipe (name TEXT)");
  }
  EXPECT_NE(complaint(other).find("no journal of Sotto's"), std::string::npos) << complaint(other);
  EXPECT_THROW(JournalReader{other}, JournalError);
  EXPECT_THROW(JournalReader{directory_ / "missing"}, JournalError);
  EXPECT_NE(complaint(directory_ / "nowhere" / "journal").find("nowhere"), std::string::npos);
}

TEST_F(JournalTest, OneOfANewerVersionIsRefused) {
  { Journal journal(file_); }
  {
    SQLite::Database database(file_.string(), SQLite::OPEN_READWRITE);
    database.exec("PRAGMA user_version = 2");
  }
  EXPECT_NE(complaint(file_).find("version 2, this program knows version 1"), std::string::npos)
      << complaint(file_);
  EXPECT_THROW(JournalReader{file_}, JournalError);
}

TEST_F(JournalTest, LosesNothingToAProgramThatHoldsItForAWhile) {
  Journal journal(file_);
  const auto run = journal.open("live", kCreated, config_);
  ASSERT_TRUE(eventually([&] { return !journal.name_of(run).empty(); }, 10s));
  {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE, 5'000);
    other.exec("BEGIN EXCLUSIVE");
    for (std::int64_t step = 0; step < 5; ++step) journal.write(run, Tell{figures(step)});
    // Longer than it waits for others when it is opened or closed.
    EXPECT_FALSE(eventually([&] { return journal.lost() > 0; }, 2'500ms));
    other.exec("COMMIT");
  }
  const auto read = [&] {
    const JournalReader reader(file_);
    const auto found = reader.run(journal.name_of(run));
    return found ? reader.history(*found, 0, 10, 10).size() : 0U;
  };
  EXPECT_TRUE(eventually([&] { return read() == 5; }, 10s));
  EXPECT_EQ(journal.lost(), 0);
}

TEST_F(JournalTest, IsClosedInTimeWhileAnotherProgramHoldsIt) {
  std::optional<Journal> journal(file_);
  SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE, 5'000);
  other.exec("BEGIN EXCLUSIVE");
  journal->open("live", kCreated, config_);
  const auto start = std::chrono::steady_clock::now();
  journal.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 20s);
}

TEST_F(JournalTest, WhatCannotBeWrittenIsCountedAndNobodyWaits) {
  Journal journal(file_);
  const auto run = journal.open("live", kCreated, config_);
  ASSERT_TRUE(eventually([&] { return !journal.name_of(run).empty(); }, 10s));
  {
    SQLite::Database vandal(file_.string(), SQLite::OPEN_READWRITE, 5'000);
    vandal.exec("DROP TABLE step");
  }
  for (std::int64_t step = 0; step < 5; ++step) journal.write(run, Tell{figures(step)});
  EXPECT_TRUE(eventually([&] { return journal.lost() == 5; }, 10s));
}

}  // namespace
}  // namespace sotto
