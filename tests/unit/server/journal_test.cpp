#include "server/observers/journal/journal.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <fstream>

#include "server/observers/change_json.hpp"
#include "server/observers/journal/journal_reader.hpp"
#include "shared/base/utf8_text.hpp"
#include "shared/session/config_json.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

constexpr auto kCreated = "2026-11-22T16:03:12Z";

/// A step in which the task's first series had that value.
JournalStep step_figures(std::int64_t step, std::optional<double> bob = {}) {
  return {.step = step, .t = static_cast<double>(step), .values = {bob}};
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

  void set_version(int version) const {
    SQLite::Database database(file_.string(), SQLite::OPEN_READWRITE);
    database.exec("PRAGMA user_version = " + std::to_string(version));
  }

  TemporaryDirectory directory_;
  std::filesystem::path file_ = directory_ / "journal.sqlite";
  Json config_ = to_json(SessionConfig{});
  JournalRun run_{"live", kCreated, config_.dump(),
                  R"({"phases": ["main"], "series": [{"name": "bob", "phase": "main"},
                                                     {"name": "eve", "phase": "main"}]})"};
};

TEST_F(JournalTest, GivesBackWhatWasWritten) {
  const Change change{.at_step = 3, .kind = ChangeKind::freeze};
  {
    Journal journal(file_);
    const auto run = journal.open(run_);
    for (std::int64_t step = 0; step < 10; ++step)
      journal.write(run, step_figures(step, step == 4 ? 5.0 : 1.0));
    using Type = JournalEventType;
    journal.write(run, JournalEvent{Type::notice, R"({"text":"frozen"})"});
    journal.write(run, JournalEvent{Type::change, to_json(change).dump()});
    journal.write(run, JournalEvent{Type::reading, R"({"bytes":"aGk="})"});
    journal.write(run, JournalEvent{Type::ciphertext, R"({"step":2})"});
    journal.write(run, JournalEvent{Type::ciphertext, R"({"step":4})"});
    journal.write(run, JournalEnd{R"({"outcome":"secret","steps":10})"});
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
  EXPECT_EQ(buckets[0].series[0].max, 5);
  EXPECT_EQ(buckets[0].series[0].mean(), 2);
  EXPECT_EQ(buckets[1].series[0].max, 1);
  EXPECT_EQ(buckets[1].series[1].count, 0);
  EXPECT_EQ(run->series(), (std::vector<std::string>{"bob", "eve"}));
  const auto told = Json::parse(reader.chronicle(*run));
  EXPECT_EQ(told, Json::parse(R"({"notices":[{"text":"frozen"}],"messages":[],
      "readings":[{"bytes":"aGk="}],"ciphertexts":[{"step":2},{"step":4}],"probes":[],
      "findings":[],"cut":[]})"));
}

TEST_F(JournalTest, GivesTheNewestEventsWhereThereAreTooManyForOneAnswer) {
  const std::string filling(60'000, 'x');
  constexpr int kMany = 100;
  {
    Journal journal(file_);
    const auto run = journal.open(run_);
    for (int i = 0; i < kMany; ++i)
      journal.write(run, JournalEvent{JournalEventType::notice,
                                      Json{{"number", i}, {"text", filling}}.dump()});
    journal.write(run, JournalEvent{JournalEventType::message, R"({"number":7})"});
  }
  const JournalReader reader(file_);
  const auto text = reader.chronicle(*reader.run(""));
  EXPECT_LE(text.size(), JournalReader::kMaxListed + 1'000);
  EXPECT_GT(text.size(), JournalReader::kMaxListed - filling.size() - 1'000) << "not fewer";
  const auto told = Json::parse(text);
  EXPECT_EQ(told["cut"], Json::array({"notices"}));
  EXPECT_EQ(told["notices"].back()["number"], kMany - 1);
  EXPECT_EQ(told["notices"].front()["number"], kMany - static_cast<int>(told["notices"].size()));
  EXPECT_EQ(told["messages"], Json::parse(R"([{"number":7}])"));
}

TEST_F(JournalTest, RunsOfOneNameAreKeptApart) {
  for (int i = 0; i < 3; ++i) {
    Journal journal(file_);
    journal.write(journal.open(run_), step_figures(i));
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
    const auto run = journal.open(run_);
    for (std::int64_t step = 0; step < 10; ++step) journal.write(run, step_figures(step, 1.0));
    journal.write(run, JournalRewind{5});
    journal.write(run, step_figures(5, 2.0));
  }
  const JournalReader reader(file_);
  const auto buckets = reader.history(*reader.run(""), 0, 100, 100);
  ASSERT_EQ(buckets.size(), 6U);
  EXPECT_EQ(buckets.back().series[0].max, 2);
}

// ---- Long sessions ----

/// Of a journal that folds by tens what comes before the newest fifty.
class LongJournal : public JournalTest {
 protected:
  static constexpr JournalOptions kOptions{.folding = {.one_by_one = 50, .bucket = 10}};

  /// When each session in the file began, the newest first.
  std::vector<std::string> created() const {
    std::vector<std::string> all;
    for (const auto& each : JournalReader(file_).recorded({})) all.push_back(each.at("created"));
    return all;
  }

  std::int64_t rows(const std::string& table) const {
    SQLite::Database database(file_.string());
    return database.execAndGet("SELECT count(*) FROM " + table).getInt64();
  }
};

TEST_F(LongJournal, KeepsTheNewestStepsOneByOneAndTheOlderOnesInBuckets) {
  {
    Journal journal(file_, kOptions);
    const auto run = journal.open(run_);
    for (std::int64_t step = 0; step < 1'000; ++step)
      journal.write(run, step_figures(step, step == 123 ? 9.0 : 1.0));
  }
  EXPECT_LT(rows("step"), 70);
  EXPECT_GE(rows("step"), 50);
  EXPECT_EQ(rows("bucket"), (1'000 - rows("step")) / 10);
  const JournalReader reader(file_);
  const auto run = *reader.run("");
  EXPECT_EQ(reader.folded_before(run), 1'000 - rows("step"));
  EXPECT_EQ(reader.recorded({})[0]["steps"], 1'000);
  const auto buckets = reader.history(run, 0, 999, 10);
  ASSERT_EQ(buckets.size(), 10U);
  std::int64_t count = 0;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    EXPECT_EQ(buckets[i].first, 100 * static_cast<std::int64_t>(i));
    EXPECT_EQ(buckets[i].last, buckets[i].first + 99);
    EXPECT_EQ(buckets[i].series[0].max, i == 1 ? 9 : 1) << "no extreme is lost";
    count += buckets[i].series[0].count;
  }
  EXPECT_EQ(count, 1'000);
  const auto close = reader.history(run, 115, 134, 100);
  ASSERT_EQ(close.size(), 3U) << "no finer than it is kept";
  EXPECT_EQ(close[1].first, 120);
  EXPECT_EQ(close[1].last, 129);
}

TEST_F(LongJournal, StepsThatAreTakenAgainAreNotCountedTwice) {
  {
    Journal journal(file_, kOptions);
    const auto run = journal.open(run_);
    for (std::int64_t step = 0; step < 200; ++step) journal.write(run, step_figures(step, 1.0));
    journal.write(run, JournalRewind{95, 1});
    for (std::int64_t step = 95; step < 300; ++step) journal.write(run, step_figures(step, 1.0));
    journal.write(run, JournalRewind{0, 2});
    for (std::int64_t step = 0; step < 300; ++step) journal.write(run, step_figures(step, 2.0));
  }
  const JournalReader reader(file_);
  const auto all = reader.history(*reader.run(""), 0, 999, 1);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].series[0].count, 300);
  EXPECT_EQ(all[0].series[0].min, 2);
}

TEST_F(LongJournal, OldSessionsAreDeletedAndTheFileBecomesSmaller) {
  auto recent = run_;
  recent.created = "2999-01-01T00:00:00Z";
  {
    Journal journal(file_);
    const auto old = journal.open(run_);
    for (std::int64_t step = 0; step < 5'000; ++step) journal.write(old, step_figures(step, 1.0));
  }
  const auto before = std::filesystem::file_size(file_);
  {
    Journal journal(file_, {.keep = std::chrono::days(1)});
    journal.write(journal.open(recent), step_figures(0));
    EXPECT_TRUE(eventually([&] { return created() == std::vector{recent.created}; }, 10s));
  }
  EXPECT_EQ(rows("step"), 1);
  EXPECT_LT(std::filesystem::file_size(file_), before / 2);
}

TEST_F(LongJournal, ASessionThatGoesOnIsNotDeletedHoweverOldItIs) {
  for (const auto* when : {"2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"}) {
    auto old = run_;
    old.created = when;
    Journal(file_).open(old);
  }
  Journal journal(file_, {.keep = std::chrono::days(0)});
  EXPECT_FALSE(eventually([&] { return created().size() < 2; }, 300ms))
      << "nothing is deleted before it is known which one goes on";
  const auto second = JournalReader(file_).run("")->id;
  const auto run = journal.open(JournalReturn{second});
  EXPECT_TRUE(eventually([&] { return created().size() < 2; }, 10s)) << "the other one is";
  journal.write(run, step_figures(0));
  EXPECT_TRUE(eventually([&] { return rows("step") == 1; }, 10s));
  EXPECT_EQ(created(), std::vector<std::string>{"2026-11-21T00:00:00Z"});
  EXPECT_EQ(journal.lost(), 0);
}

TEST_F(JournalTest, IsReadWhileItIsWritten) {
  Journal journal(file_);
  const auto run = journal.open(run_);
  ASSERT_TRUE(eventually([&] { return !journal.name_of(run).empty(); }, 10s));
  const JournalReader reader(file_);
  for (std::int64_t step = 0; step < 500; ++step) {
    journal.write(run, step_figures(step));
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
  set_version(kJournalSchema + 1);
  EXPECT_NE(complaint(file_).find("version 5, this program knows version 4"), std::string::npos)
      << complaint(file_);
  EXPECT_THROW(JournalReader{file_}, JournalError);
}

TEST_F(JournalTest, OneOfAnOlderVersionIsPutAsideAndANewOneBegins) {
  const auto aside = directory_ / "journal.sqlite.version-1";
  for (int i = 0; i < 2; ++i) {
    { Journal journal(file_); }
    set_version(1);
    EXPECT_THROW(JournalReader{file_}, JournalError);
    EXPECT_EQ(complaint(file_), "");
    EXPECT_TRUE(JournalReader(file_).recorded({}).empty());
    EXPECT_TRUE(std::filesystem::exists(i == 0 ? aside : directory_ / "journal.sqlite.version-1-2"))
        << "none replaces another";
  }
  SQLite::Database old(aside.string());
  EXPECT_EQ(old.execAndGet("PRAGMA user_version").getInt(), 1);
  EXPECT_EQ(old.execAndGet("SELECT count(*) FROM run").getInt(), 0);
}

// A relay that was killed leaves what SQLite keeps beside the file.
TEST_F(JournalTest, WhatLiesBesideAnOlderOneGoesWithIt) {
  { Journal journal(file_); }
  const auto copy = directory_ / "copy";
  std::filesystem::create_directory(copy);
  {
    SQLite::Database writer(file_.string(), SQLite::OPEN_READWRITE);
    writer.exec("PRAGMA wal_autocheckpoint = 0");
    writer.exec("PRAGMA user_version = 1");
    writer.exec(
        "INSERT INTO run (name, session, created, config, task) VALUES "
        "('a', 'a', '', '{}', '{}')");
    for (const auto* ending : {"", "-wal", "-shm"})
      std::filesystem::copy(file_.string() + ending, copy / (std::string("journal") + ending));
  }
  EXPECT_EQ(complaint(copy / "journal"), "");
  EXPECT_TRUE(JournalReader(copy / "journal").recorded({}).empty());
  SQLite::Database old((copy / "journal.version-1").string());
  EXPECT_EQ(old.execAndGet("SELECT count(*) FROM run").getInt(), 1);
}

/// A journal with a run, an event and two steps, in which some rows are then changed.
class DamagedJournal : public JournalTest {
 protected:
  DamagedJournal() {
    Journal journal(file_);
    const auto run = journal.open(run_);
    journal.write(run, step_figures(1, 1.0));
    journal.write(run, step_figures(2, 1.0));
    journal.write(run, JournalEvent{JournalEventType::notice, R"({"text":"frozen"})"});
  }

  void change(const std::string& sql) const {
    SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec(sql);
  }

  JournalReader::Run run(const JournalReader& reader) const { return reader.run("").value(); }
};

TEST_F(DamagedJournal, BitsThatAreNoNumberAreAJournalError) {
  const JournalReader reader(file_);
  for (const auto* config : {R"({"bits":"16"})", R"({"bits":1e28})", "[16]"}) {
    change("UPDATE run SET config = '" + std::string(config) + "'");
    EXPECT_THROW((void)run(reader).bits(), JournalError) << config;
    EXPECT_THROW((void)reader.recorded({}), JournalError) << config;
  }
  change("UPDATE run SET config = '{}'");
  EXPECT_EQ(run(reader).bits(), 0);
}

TEST_F(DamagedJournal, AnEventThatIsNoJsonIsAJournalError) {
  for (const auto* body : {"'frozen'", "''", "CAST(x'7B7D0078' AS TEXT)", "x'22FF22'"}) {
    change("UPDATE event SET body = " + std::string(body));
    const JournalReader reader(file_);
    EXPECT_THROW((void)reader.chronicle(run(reader)), JournalError) << body;
  }
}

TEST_F(DamagedJournal, WhatIsSaidOfItIsPrintable) {
  change(R"(UPDATE run SET report = CAST(x'7B221B5B33316DFF' AS TEXT))");
  const JournalReader reader(file_);
  try {
    (void)reader.run("");
    FAIL() << "was read";
  } catch (const JournalError& error) {
    EXPECT_EQ(printable(error.what()), error.what());
  }
}

TEST_F(DamagedJournal, AFigureThatIsNotFiniteIsAJournalError) {
  for (const auto* what : {"v0 = 9e999", "t = -9e999", "v0 = 1.7e308"}) {
    change("UPDATE step SET t = 1, v0 = 1");
    change("UPDATE step SET " + std::string(what));
    const JournalReader reader(file_);
    EXPECT_THROW((void)reader.history(run(reader), 0, 9, 1), JournalError) << what;
  }
}

TEST_F(DamagedJournal, StepsThatAreNoneAreNotRead) {
  change("UPDATE step SET step = 9223372036854775807 WHERE step = 2");
  change("INSERT INTO step (run, step, t, phase) VALUES (1, -9223372036854775808, 0, 0)");
  const JournalReader reader(file_);
  const auto buckets = reader.history(run(reader), INT64_MIN, INT64_MAX, 1);
  ASSERT_EQ(buckets.size(), 1U);
  EXPECT_EQ(buckets[0].first, 1);
  EXPECT_EQ(buckets[0].last, 1);
}

TEST_F(JournalTest, LosesNothingToAProgramThatHoldsItForAWhile) {
  // No patience at all once it is to be closed: it must be the other one that is at work.
  Journal journal(file_, {.patience = {.at_end = 0ms}});
  const auto run = journal.open(run_);
  ASSERT_TRUE(eventually([&] { return !journal.name_of(run).empty(); }, 10s));
  {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE, 5'000);
    other.exec("BEGIN EXCLUSIVE");
    for (std::int64_t step = 0; step < 5; ++step) journal.write(run, step_figures(step));
    EXPECT_TRUE(eventually([&] { return journal.found_busy() >= 5; }, 10s));
    EXPECT_EQ(journal.lost(), 0);
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

TEST_F(JournalTest, GivesUpOnAProgramThatHoldsItForEver) {
  Journal journal(file_, {.patience = {.running = 0ms}});
  SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE, 5'000);
  other.exec("BEGIN EXCLUSIVE");
  journal.open(run_);
  EXPECT_TRUE(eventually([&] { return journal.lost() == 1; }, 10s));
  other.exec("COMMIT");
}

// Without patience at the end it would wait for as long as it waits while it runs: for ever.
TEST_F(JournalTest, IsClosedInTimeWhileAnotherProgramHoldsIt) {
  std::optional<Journal> journal(std::in_place, file_,
                                 JournalOptions{.patience = {.running = 24h, .at_end = 0ms}});
  SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE, 5'000);
  other.exec("BEGIN EXCLUSIVE");
  journal->open(run_);
  journal.reset();
  other.exec("COMMIT");
}

TEST_F(JournalTest, WhatCannotBeWrittenIsCountedAndNobodyWaits) {
  Journal journal(file_);
  const auto run = journal.open(run_);
  ASSERT_TRUE(eventually([&] { return !journal.name_of(run).empty(); }, 10s));
  {
    SQLite::Database vandal(file_.string(), SQLite::OPEN_READWRITE, 5'000);
    vandal.exec("DROP TABLE step");
  }
  for (std::int64_t step = 0; step < 5; ++step) journal.write(run, step_figures(step));
  EXPECT_TRUE(eventually([&] { return journal.lost() == 5; }, 10s));
}

}  // namespace
}  // namespace sotto
