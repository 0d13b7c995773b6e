#include "launcher/lab_audit.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>

#include "tests/support/process.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

namespace fs = std::filesystem;

/// With a script in the place of sotto-lab, which finds the report's file in $6.
class LabAuditTest : public testing::Test {
 protected:
  LabAuditTest() { fs::create_directory(directory_); }

  void lab_does(const std::string& script) {
    const auto program = programs_ / "sotto-lab";
    std::ofstream(program) << "#!/bin/sh\n" << script << "\n";
    fs::permissions(program, fs::perms::owner_all);
    audit_.start([this](const std::string& line) { said_ += line + "\n"; },
                 [this] { network_.stop(); });
  }
  void end() { network_.run_for(30s); }

  std::string complaint() const {
    try {
      (void)audit_.report();
    } catch (const LabAuditError& error) {
      return error.what();
    }
    return "";
  }

  TemporaryDirectory programs_;
  fs::path directory_ = programs_ / "run";
  net::io_context network_;
  LabAudit audit_{network_, programs_.path(), directory_, "quick"};
  std::string said_;
};

TEST_F(LabAuditTest, TellsWhatWasFoundAndEveryLine) {
  lab_does("echo \"$@\"; echo '{\"grade\": \"certified\"}' > $6; echo over; exit 0");
  end();
  EXPECT_EQ(audit_.report().at("grade"), "certified");
  EXPECT_EQ(said_, "audit " + directory_.string() + " --budget quick --report " +
                       (directory_ / "audit.json").string() + "\nover\n");
}

TEST_F(LabAuditTest, ThatFindsASecretHollowHasComeToItsEnd) {
  lab_does("echo '{\"grade\": \"hollow\"}' > $6; exit 1");
  end();
  EXPECT_EQ(audit_.report().at("grade"), "hollow");
}

TEST_F(LabAuditTest, ThatFailsIsNotBelieved) {
  lab_does("echo '{\"grade\": \"certified\"}' > $6; exit 3");
  end();
  EXPECT_EQ(complaint(), "the audit ended with 3, expected 0 or 1");
}

TEST_F(LabAuditTest, DoesNotTakeTheReportOfAnEarlierOne) {
  std::ofstream(directory_ / "audit.json") << R"({"grade": "certified"})";
  lab_does("exit 0");
  end();
  EXPECT_NE(complaint().find("has left no '"), std::string::npos) << complaint();
}

TEST_F(LabAuditTest, WithoutAGradeIsNoAudit) {
  for (const auto* report : {"", "certified", "[]", R"({"hidden": true})", R"({"grade": 1})"}) {
    std::ofstream(directory_ / "found") << report;
    lab_does("cp '" + (directory_ / "found").string() + "' $6");
    network_.restart();
    end();
    EXPECT_NE(complaint().find("audit.json' "), std::string::npos) << report << ": " << complaint();
  }
}

TEST_F(LabAuditTest, EndsWhenItIsAskedTo) {
  lab_does("exec sleep 600");
  EXPECT_TRUE(audit_.running());
  audit_.signal(SIGTERM);
  end();
  EXPECT_FALSE(audit_.running());
  EXPECT_EQ(complaint(), "the audit was ended by signal 15");
}

}  // namespace
}  // namespace sotto
