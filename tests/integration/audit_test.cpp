// sotto-lab audit, on what sotto-lab train has saved.
#include <gtest/gtest.h>

#include <fstream>

#include "shared/base/json_fields.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

class AuditCommand : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    networks_ = std::make_unique<TemporaryDirectory>();
    for (const auto* of_an_earlier_run : {"public_estimate.pt", "key_reader.pt", "mine.txt"})
      std::ofstream(networks_->path() / of_an_earlier_run) << "kept";
    Process train("sotto-lab", {"train", "--bits", "4", "--minibatch", "16", "--steps", "30",
                                "--until", "steps", "--save", networks_->path().string()});
    ASSERT_EQ(train.wait(60s), 0) << train.errors();
  }
  static void TearDownTestSuite() { networks_.reset(); }

  /// Runs it on the directory; its exit code.
  int audit(const std::filesystem::path& directory, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"audit", directory.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    process_ = std::make_unique<Process>("sotto-lab", arguments);
    return process_->wait(300s);
  }
  Json report(const std::vector<std::string>& more) {
    auto arguments = more;
    arguments.insert(arguments.end(), {"--report", folder_ / "audit.json"});
    audit(networks_->path(), arguments);
    return Json::parse(contents(folder_ / "audit.json"));
  }
  void expect_refused(const std::string& sentence) {
    EXPECT_NE(process_->errors().find(sentence), std::string::npos) << process_->errors();
  }

  static std::unique_ptr<TemporaryDirectory> networks_;
  TemporaryDirectory folder_;
  std::unique_ptr<Process> process_;
};

std::unique_ptr<TemporaryDirectory> AuditCommand::networks_;

TEST_F(AuditCommand, SaysWhatTheSecretOfAnUntrainedCipherIsWorth) {
  EXPECT_EQ(audit(networks_->path(), {"--budget", "quick", "--attackers", "linear,affine,mlp16"}),
            1);
  EXPECT_NE(process_->output().find("Hollow: "), std::string::npos) << process_->output();
  EXPECT_NE(process_->output().find("leak, bits, exactly"), std::string::npos)
      << "a cipher of 4 bits is enumerated";
}

TEST_F(AuditCommand, GivesTheSameFindingsForTheSameSeed) {
  const auto without_times = [](Json report) {
    report.erase("seconds");
    for (auto& finding : report.at("findings")) finding.erase("seconds");
    return report;
  };
  const std::vector<std::string> arguments{"--budget",     "quick",  "--attackers",
                                           "linear,mlp16", "--seed", "4"};
  const auto first = without_times(report(arguments));
  EXPECT_EQ(first, without_times(report(arguments)));
  EXPECT_EQ(first.at("findings").size(), 2U);
  EXPECT_GT(first.at("exact").at(0).at("leak_bits"), 0.5);
}

TEST_F(AuditCommand, ReadsNoNetworkOfAnEarlierRun) {
  EXPECT_FALSE(std::filesystem::exists(networks_->path() / "public_estimate.pt"));
  EXPECT_FALSE(std::filesystem::exists(networks_->path() / "key_reader.pt"));
  EXPECT_EQ(contents(networks_->path() / "mine.txt"), "kept");
}

TEST_F(AuditCommand, OfHardBitsGivesACertificate) {
  const auto hard = report({"--budget", "quick", "--attackers", "linear", "--hard-bits"});
  EXPECT_TRUE(hard.at("leak_bits_at_most").is_number());
}

TEST_F(AuditCommand, OfWhatIsNoCipherIsBadUsage) {
  EXPECT_EQ(audit(folder_.path()), 2);
  expect_refused("there is no file '");
  std::filesystem::copy(networks_->path() / "eve.pt", folder_ / "alice.pt");
  EXPECT_EQ(audit(folder_.path()), 2);
  expect_refused("takes no key: expected Alice's or Bob's");
  std::filesystem::copy(networks_->path() / "alice.pt", folder_ / "bob.pt");
  std::ofstream(folder_ / "alice.pt") << "no archive";
  EXPECT_EQ(audit(folder_.path()), 2);
  expect_refused("is no TorchScript archive");
}

TEST_F(AuditCommand, WithAnAttackerThatThereIsNotIsBadUsage) {
  EXPECT_EQ(audit(networks_->path(), {"--attackers", "linear,lineal"}), 2);
  expect_refused("no attacker 'lineal', expected one of linear, ");
  EXPECT_EQ(audit(networks_->path(), {"--budget", "endless"}), 2);
  expect_refused("--budget");
}

}  // namespace
}  // namespace sotto
