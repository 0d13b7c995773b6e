#include "launcher/recorded_report.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "server/observers/journal/journal.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

class RecordedReport : public testing::Test {
 protected:
  /// A session of a relay's, with that report; without: it has not ended.
  void record(const std::string& report) {
    Journal journal(file_);
    const auto run = journal.open(
        JournalRun{"live", "2026-11-22T16:03:12Z", R"({"bits":16})",
                   R"({"phases": ["main"], "series": [{"name": "bob", "phase": "main"}]})"});
    if (!report.empty()) journal.write(run, JournalEnd{report});
  }

  TemporaryDirectory directory_;
  std::filesystem::path file_ = directory_ / "journal.sqlite";
};

TEST_F(RecordedReport, IsThatOfTheRunsOwnSession) {
  const auto before = newest_recorded(file_);
  EXPECT_EQ(before, "");
  record(R"({"outcome":"secret"})");
  EXPECT_EQ(recorded_report(file_, before), (Json{{"outcome", "secret"}}));
}

// The relay was killed before it wrote that the session began.
TEST_F(RecordedReport, OfAnEarlierRunIsNotTaken) {
  record(R"({"outcome":"secret"})");
  const auto before = newest_recorded(file_);
  EXPECT_EQ(before, "live-2026-11-22T16-03-12");
  EXPECT_FALSE(recorded_report(file_, before));
  record("");
  EXPECT_FALSE(recorded_report(file_, before)) << "it has not ended";
  record(R"({"outcome":"no_secret"})");
  EXPECT_EQ(recorded_report(file_, before), (Json{{"outcome", "no_secret"}}));
}

TEST_F(RecordedReport, IsOfNoSessionWhereTheJournalCannotBeRead) {
  std::ofstream(file_) << "no journal";
  EXPECT_EQ(newest_recorded(file_), "");
}

}  // namespace
}  // namespace sotto
