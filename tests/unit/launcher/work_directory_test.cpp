#include "launcher/work_directory.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/process.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

class WorkDirectoryOfARun : public testing::Test {
 protected:
  WorkDirectoryOfARun() {
    write("alice.pt", "old"), write("attacker-mlp.log", "old"), write("audit.json", "old");
  }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(directory_ / name) << text;
  }
  std::string read(const std::string& name) { return contents(directory_ / name); }
  bool has(const std::string& name) { return fs::exists(directory_ / name); }

  TemporaryDirectory directory_;
};

TEST_F(WorkDirectoryOfARun, IsFreeOfTheRunBefore) {
  WorkDirectory work(directory_.path());
  EXPECT_FALSE(has("alice.pt"));
  EXPECT_FALSE(has("attacker-mlp.log"));
  EXPECT_FALSE(has("audit.json"));
  work.begin();
  EXPECT_FALSE(fs::exists(work.aside()));
}

TEST_F(WorkDirectoryOfARun, IsAsBeforeWhereTheNewRunIsRefused) {
  {
    WorkDirectory work(directory_.path());
    write("alice.pt", "new");
    write("relay.log", "new");
    work.put_back();
  }
  EXPECT_EQ(read("alice.pt"), "old");
  EXPECT_EQ(read("attacker-mlp.log"), "old");
  EXPECT_FALSE(has("relay.log"));
  EXPECT_FALSE(has("before"));
}

TEST_F(WorkDirectoryOfARun, IsLeftAsItIsWhereThatRunGoesOn) {
  {
    WorkDirectory work(directory_.path(), /*resume=*/true);
    EXPECT_EQ(read("alice.pt"), "old");
    work.put_back();
  }
  EXPECT_EQ(read("alice.pt"), "old");
}

// The run that was ended before it had begun is the one that goes on, not the one before it.
TEST_F(WorkDirectoryOfARun, ThatHadNotBegunGoesOn) {
  { WorkDirectory work(directory_.path()); }
  write("alice.pt", "new");
  WorkDirectory work(directory_.path(), /*resume=*/true);
  EXPECT_EQ(read("alice.pt"), "new");
  work.begin();
  EXPECT_FALSE(work.has_aside());
  EXPECT_EQ(read("alice.pt"), "new");
}

TEST_F(WorkDirectoryOfARun, SetsNothingAsideWhereThereIsNothing) {
  const TemporaryDirectory empty;
  WorkDirectory work(empty.path());
  EXPECT_FALSE(work.has_aside());
  std::ofstream(empty / "alice.pt") << "new";
  work.put_back();
  EXPECT_FALSE(fs::exists(empty / "alice.pt"));
}

TEST_F(WorkDirectoryOfARun, KeepsWhatABegunRunMade) {
  WorkDirectory work(directory_.path());
  write("alice.pt", "new");
  work.begin();
  work.put_back();
  EXPECT_EQ(read("alice.pt"), "new");
}

TEST_F(WorkDirectoryOfARun, LosesNothingByARunThatWasKilledBeforeItBegan) {
  { const WorkDirectory killed(directory_.path()); }
  WorkDirectory work(directory_.path());
  work.put_back();
  EXPECT_EQ(read("alice.pt"), "old");
}

TEST_F(WorkDirectoryOfARun, LeavesOtherFilesAndTheJournalAlone) {
  write("notes.log", "mine");
  write("journal.sqlite", "rows");
  WorkDirectory work(directory_.path());
  work.begin();
  EXPECT_EQ(read("notes.log"), "mine");
  EXPECT_EQ(read("journal.sqlite"), "rows");
}

TEST_F(WorkDirectoryOfARun, BelongsToOneRunAtATime) {
  const WorkDirectory work(directory_.path());
  EXPECT_THROW(WorkDirectory(directory_.path()), fs::filesystem_error);
}

}  // namespace
}  // namespace sotto
