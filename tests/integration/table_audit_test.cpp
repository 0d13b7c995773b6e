// sotto-lab audit, on what a session about a table has saved.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "shared/base/json_fields.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

const std::string kIncome = SOTTO_EXAMPLES "/income.csv";

std::vector<std::string> table_options(const std::string& file, const std::string& hide) {
  return {"--data", file, "--reveal", "income", "--hide", hide};
}

void train(const TemporaryDirectory& networks, const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"train",   "--minibatch", "16",
                                     "--steps", "30",          "--until",
                                     "steps",   "--save",      networks.path().string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  Process process("sotto-lab", arguments);
  ASSERT_EQ(process.wait(60s), 0) << process.errors();
}

class TableAuditCommand : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    networks_ = std::make_unique<TemporaryDirectory>();
    train(*networks_, table_options(kIncome, "age"));
  }
  static void TearDownTestSuite() { networks_.reset(); }

  /// Runs it on the directory, with a report and, where there is a table, rows to write; its exit
  /// code.
  int audit(const std::filesystem::path& directory, std::vector<std::string> more) {
    std::vector<std::string> arguments{"audit", directory.string(), "--budget",
                                       "1",     "--report",         report_.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    process_ = std::make_unique<Process>("sotto-lab", arguments);
    return process_->wait(120s);
  }
  void expect_refused(const std::filesystem::path& directory, std::vector<std::string> more,
                      const std::string& sentence) {
    more.insert(more.end(), {"--rows", rows_.string()});
    EXPECT_EQ(audit(directory, more), 2);
    EXPECT_EQ(process_->output(), "");
    EXPECT_TRUE(process_->errors().starts_with("sotto-lab: ")) << process_->errors();
    EXPECT_NE(process_->errors().find(sentence), std::string::npos) << process_->errors();
    EXPECT_EQ(std::ranges::count(process_->errors(), '\n'), 1) << process_->errors();
    EXPECT_FALSE(std::filesystem::exists(report_));
    EXPECT_FALSE(std::filesystem::exists(rows_));
  }

  static std::unique_ptr<TemporaryDirectory> networks_;
  TemporaryDirectory folder_;
  const std::filesystem::path report_ = folder_ / "audit.json";
  const std::filesystem::path rows_ = folder_ / "rows.csv";
  std::unique_ptr<Process> process_;
};

std::unique_ptr<TemporaryDirectory> TableAuditCommand::networks_;

TEST_F(TableAuditCommand, ReportsWhatIsSoOnHeldOutRowsAndWritesThem) {
  auto options = table_options(kIncome, "age");
  options.insert(options.end(), {"--rows", rows_.string()});
  const int code = audit(networks_->path(), options);
  EXPECT_TRUE(code == 0 || code == 1) << process_->errors();
  EXPECT_NE(process_->output().find("On the 800 rows that nobody has learned from, '"),
            std::string::npos)
      << process_->output();
  const auto report = Json::parse(contents(report_));
  EXPECT_EQ(report.at("held_out_rows"), 800);
  EXPECT_EQ(report.at("hide"), "age");
  EXPECT_EQ(report.at("findings").size(), 10U);
  EXPECT_EQ(report.at("outcome") == "hidden", code == 0);
  for (const auto* who : {"bob", "public"})
    EXPECT_TRUE(report.at(who).at("distance").is_number()) << who;
  const auto rows = contents(rows_);
  EXPECT_EQ(std::ranges::count(rows, '\n'), 1 + 8 * 4'000);
  EXPECT_EQ(rows.find("input age"), std::string::npos) << "what is hidden stands in one column";
}

TEST_F(TableAuditCommand, OfATablesNetworksWithoutTheTableIsBadUsage) {
  std::vector<std::string> arguments{"audit", networks_->path().string(), "--report",
                                     report_.string()};
  process_ = std::make_unique<Process>("sotto-lab", arguments);
  EXPECT_EQ(process_->wait(60s), 2);
  EXPECT_NE(process_->errors().find("are of a session about the table of digest "),
            std::string::npos)
      << process_->errors();
  EXPECT_NE(process_->errors().find(": expected --data, --reveal and --hide\n"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(report_));
  expect_refused(networks_->path(), {}, "--rows: needs a table");
}

TEST_F(TableAuditCommand, OfATableOfThreeInputsIsNotTakenForTheNumbersThatAreDrawn) {
  const std::string file = folder_ / "three.csv";
  std::ofstream out(file);
  out << "a,age,b,income\n";
  for (int i = 0; i < 100; ++i)
    out << i % 7 << "," << i % 11 << "," << i % 13 << "," << i % 7 + i % 11 << "\n";
  out.close();
  const TemporaryDirectory networks;
  train(networks, table_options(file, "age"));
  process_ = std::make_unique<Process>("sotto-lab",
                                       std::vector<std::string>{"audit", networks.path().string()});
  EXPECT_EQ(process_->wait(60s), 2);
  EXPECT_NE(process_->errors().find("are of a session about the table of digest "),
            std::string::npos)
      << process_->errors();
}

TEST_F(TableAuditCommand, WithAnotherTableIsBadUsage) {
  expect_refused(networks_->path(), table_options(kIncome, "experience_years"), ", expected ");
  expect_refused(networks_->path(), table_options(folder_ / "none.csv", "age"),
                 "cannot be read (No such file or directory)");
  expect_refused(networks_->path(), {"--data", kIncome, "--reveal", "income"},
                 "--hide: is missing");
}

TEST_F(TableAuditCommand, OfNetworksThatAreAboutNoTableIsBadUsage) {
  const TemporaryDirectory drawn;
  train(drawn, {"--task", "selective"});
  expect_refused(drawn.path(), table_options(kIncome, "age"), "are of no session about a table");
  const TemporaryDirectory bits;
  train(bits, {"--bits", "4"});
  expect_refused(bits.path(), table_options(kIncome, "age"), "holds no networks of task selective");
}

}  // namespace
}  // namespace sotto
