// What attackers make of the networks that a session about a table has left, on rows that nobody
// has learned from.
#include "shared/attack/table_audit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "shared/attack/archive_cipher.hpp"
#include "shared/attack/table_rows.hpp"
#include "shared/nn/threads.hpp"
#include "shared/tasks/registry.hpp"
#include "tests/support/process.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

const Budget kShort{"short", 40, 3'200, std::chrono::seconds(120)};

SessionConfig config_about(const OwnTable& table) {
  auto config = find_preset("selective")->config;
  config.minibatch = 64;
  config.product_units = 4;
  config.until = std::string(kUntilSteps);
  config.steps = 600;
  config.decay_steps = 200;
  config.protect = 0;  // so that there is something to find
  config.table = table.data.digest;
  config.useful_blind = table.data.useful_blind;
  config.hidden_blind = table.data.hidden_blind;
  return config;
}

/// The archives of a session about it.
SelectiveArchives archives_about(const std::shared_ptr<const OwnTable>& table) {
  use_one_thread();
  auto session = make_session(config_about(*table), EngineKind::fused, true, {}, table);
  session.run();
  const TemporaryDirectory directory;
  for (const auto role : {Role::alice, Role::bob})
    session.player(role).save(directory / (std::string(name(role)) + ".pt"));
  return SelectiveArchives(directory.path());
}

/// Of 1,000 rows, 800 to learn from, useful and hidden numbers are the same in those, and of
/// opposite sign in the others, where the useful one is always 0.5 or 0.25. Alice sees the useful
/// one alone, twice.
std::shared_ptr<const OwnTable> deceptive_table() {
  OwnTable table{.file = "deceptive.csv", .columns = {.reveal = "one", .hide = "other"}};
  auto& data = table.data;
  data.inputs = {"input", "other"};
  data.first_hidden_input = 1;
  data.hidden_inputs = 1;
  data.rows = 1'000;
  data.training = 800;
  for (std::int64_t i = 0; i < data.rows; ++i) {
    const bool held_out = i >= data.training;
    const float useful =
        held_out ? (i % 2 == 0 ? 0.5F : 0.25F) : static_cast<float>(i - 400) / 400.0F + 1.0F / 800;
    const float hidden = held_out ? -useful : useful;
    data.values.insert(data.values.end(), {useful, useful});
    data.reveal.push_back(useful);
    data.hide.push_back(hidden);
  }
  data.useful_blind = data.hidden_blind = 0.5;
  data.digest = std::string(64, 'a');
  return std::make_shared<const OwnTable>(std::move(table));
}

Json without_times(const TableAudit& audit) {
  auto json = json_of(audit);
  for (auto& finding : json.at("findings")) finding.erase("seconds");
  return json;
}

TEST(TableAuditTest, FindsTheSameForTheSameSeed) {
  const auto table = deceptive_table();
  const auto archives = archives_about(table);
  const Budget shorter{"shorter", 4, 400, kShort.attackers_s};
  const auto once = without_times(audit_table(archives, table, /*seed=*/4, shorter));
  EXPECT_EQ(once, without_times(audit_table(archives, table, /*seed=*/4, shorter)));
  EXPECT_NE(once, without_times(audit_table(archives, table, /*seed=*/5, shorter)));
}

TEST(TableAuditTest, JudgesAttackersOnRowsThatNobodyHasLearnedFrom) {
  const auto table = deceptive_table();
  const auto archives = archives_about(table);
  const auto audit = audit_table(archives, table, /*seed=*/4, kShort);
  EXPECT_EQ(audit.held_out, 200);
  EXPECT_EQ(audit.keys, 16) << "3,200 examples of 200 rows";
  EXPECT_NEAR(audit.estimate.blind, 0.375, 0.01) << "the training rows' median is nought";
  EXPECT_LT(audit.estimate.training, 0.2);
  const auto linear = std::ranges::find(audit.findings, "linear", &TableFinding::attacker);
  ASSERT_NE(linear, audit.findings.end());
  EXPECT_LT(linear->figure.training, 0.25) << "it has learned that they are the same";
  EXPECT_GT(linear->figure.distance.mean, 0.5) << "where they are the opposite";
  EXPECT_LT(linear->figure.nearer.high, 0);
  const auto logistic = std::ranges::find(audit.findings, "logistic", &TableFinding::attacker);
  ASSERT_NE(logistic, audit.findings.end());
  EXPECT_EQ(logistic->figure.blind, 0) << "all rows held out are on the side of the median";
  EXPECT_EQ(logistic->figure.nearer.low, -1) << "so that nothing can be told";
  EXPECT_EQ(logistic->figure.nearer.high, 1);
}

TEST(TableAuditTest, FindsWhatIsNotProtected) {
  const auto table = std::make_shared<const OwnTable>(read_own_table(
      SOTTO_SOURCES "/examples/income.csv", {.reveal = "age", .hide = "experience_years"}));
  const auto archives = archives_about(table);
  const auto audit = audit_table(archives, table, /*seed=*/4, kShort);
  EXPECT_EQ(audit.held_out, 800);
  EXPECT_EQ(audit.findings.size(), 10U);
  EXPECT_EQ(audit.verdict(), TableVerdict::told) << sentence(audit);
  EXPECT_NE(sentence(audit).find("somebody of the panel is more than 5 % nearer"),
            std::string::npos)
      << sentence(audit);
  ASSERT_TRUE(audit.bob.has_value());
  EXPECT_GT(audit.bob->nearer.low, 0.2) << "Bob reads rows that nobody has learned from";
  ASSERT_TRUE(audit.ciphertext.has_value());
  EXPECT_EQ(audit.ciphertext->tried, 800);
  const auto json = json_of(audit);
  EXPECT_EQ(json.at("outcome"), "told");
  EXPECT_EQ(json.at("held_out_rows"), 800);
}

/// An audit in which one attacker is nearer by that.
TableAudit with_gain(const Interval& nearer) {
  TableAudit audit{.reveal = "income", .hide = "age", .held_out = 20};
  audit.findings.resize(2);
  audit.findings[0].attacker = "logistic";
  audit.findings[0].part = HiddenPart::sign;
  audit.findings[0].figure.nearer = {0.9, 0.8, 1.0};  // of a sign: does not count
  audit.findings[1].attacker = "linear";
  audit.findings[1].counts = true;
  audit.findings[1].figure.nearer = nearer;
  return audit;
}

TEST(TableVerdictTest, SaysNoMoreThanSoManyRowsTell) {
  EXPECT_EQ(with_gain({0.01, -0.02, 0.04}).verdict(), TableVerdict::hidden);
  EXPECT_EQ(with_gain({0.01, -0.08, 0.10}).verdict(), TableVerdict::undecided);
  EXPECT_EQ(with_gain({0.08, 0.02, 0.14}).verdict(), TableVerdict::undecided);
  EXPECT_EQ(with_gain({0.10, 0.06, 0.14}).verdict(), TableVerdict::told);
  EXPECT_EQ(with_gain({0.01, -0.08, 0.10}).best().attacker, "linear");
  const auto text = sentence(with_gain({0.01, -0.08, 0.10}));
  EXPECT_NE(text.find("between -8.0 and 10.0 % (95 %). Whether somebody of the panel is more than "
                      "5 % nearer, so few rows do not tell"),
            std::string::npos)
      << text;
}

TEST(TableRows, HaveEachRowUnderFreshKeysAndNothingOfTheHiddenColumnAmongTheInputs) {
  const auto table = deceptive_table();
  const auto archives = archives_about(table);
  std::istringstream text(table_rows(archives, table->data, /*seed=*/4));
  std::string line;
  std::getline(text, line);
  EXPECT_EQ(line, "row,split,hidden,useful,estimate,bob,c1,c2,c3,c4,c5,c6,c7,c8,input input");
  std::vector<std::string> lines;
  while (std::getline(text, line)) lines.push_back(line);
  ASSERT_EQ(lines.size(), 32'000U) << "32 times 1,000 rows";
  EXPECT_TRUE(lines[1'799].starts_with("799,training,0.99875")) << lines[1'799];
  EXPECT_TRUE(lines[1'800].starts_with("800,held_out,-0.5,0.5,")) << lines[1'800];
  EXPECT_TRUE(lines[1'800].ends_with(",0.5")) << lines[1'800];
  EXPECT_TRUE(std::ranges::any_of(std::array{800, 2'800, 3'800}, [&](std::size_t other) {
    return lines[other] != lines[1'800];
  })) << "the ciphertext changes with the key";
}

/// With what sentence the archives refuse it.
std::string refusal(const SelectiveArchives& archives, const OwnTable* table) {
  try {
    archives.require_table(table);
  } catch (const ArchiveError& error) {
    const std::string text = error.what();
    return text.substr(text.find("' are ") + 6);
  }
  return "taken";
}

TEST(TableArchives, AreTakenWithTheirTableAlone) {
  const auto table = deceptive_table();
  const auto archives = archives_about(table);
  EXPECT_EQ(archives.seen_values(), 2);
  EXPECT_EQ(refusal(archives, table.get()), "taken");
  EXPECT_EQ(refusal(archives, nullptr), "of a session about the table of digest " +
                                            table->data.digest +
                                            ": expected --data, --reveal and --hide");
  auto other = *table;
  other.data.digest = std::string(64, 'b');
  EXPECT_EQ(refusal(archives, &other), "of a session about the table of digest " +
                                           table->data.digest + ", expected " + other.data.digest +
                                           ", that of " + told(other));
  other = *table;
  other.data.inputs.emplace_back("more");
  EXPECT_EQ(refusal(archives, &other),
            "for 2 values of an example, expected 3, as " + told(other) + " has");
}

}  // namespace
}  // namespace sotto
