// Alice, Bob and Eve on a table of their own, in memory.
#include <gtest/gtest.h>

#include "shared/party/session_examples.hpp"
#include "shared/tasks/registry.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

std::shared_ptr<const OwnTable> income(const std::string& hide = "age") {
  return std::make_shared<const OwnTable>(
      read_own_table(SOTTO_SOURCES "/examples/income.csv", {.reveal = "income", .hide = hide}));
}

SessionConfig config_about(const OwnTable& table, std::int64_t steps) {
  auto config = find_preset("selective")->config;
  config.minibatch = 40;
  config.product_units = 4;
  config.until = std::string(kUntilSteps);
  config.steps = steps;
  config.table = table.data.digest;
  config.useful_blind = table.data.useful_blind;
  config.hidden_blind = table.data.hidden_blind;
  return config;
}

Json run(const SessionConfig& config, const std::shared_ptr<const OwnTable>& table,
         EngineKind engine = EngineKind::fused) {
  return make_session(config, engine, true, {}, table).run();
}

TEST(TableSession, RepeatsItselfBitForBitWithEitherEngine) {
  const auto table = income();
  for (const auto engine : {EngineKind::fused, EngineKind::reference}) {
    const auto once = run(config_about(*table, 40), table, engine);
    EXPECT_EQ(digests(once), digests(run(config_about(*table, 40), income(), engine)));
    EXPECT_TRUE(once.at("public_distance").is_number());
  }
}

TEST(TableSession, TwinShadowIsEveBitForBit) {
  const auto table = income();
  const auto report = run(config_about(*table, 31), table);
  EXPECT_EQ(digests(report).at("eve"), digests(report).at("shadow"));
  EXPECT_EQ(report.at("twin_in_step"), true);
}

TEST(TableSession, LearnsSomethingElseOfOtherColumns) {
  const auto age = income();
  const auto experience = income("experience_years");
  EXPECT_NE(digests(run(config_about(*age, 150), age)).at("public"),
            digests(run(config_about(*experience, 150), experience)).at("public"));
}

/// With what sentence the session ends.
std::string refusal(const SessionConfig& config, const std::shared_ptr<const OwnTable>& table) {
  try {
    run(config, table);
  } catch (const PlayerError& error) {
    return error.what();
  }
  return "played";
}

TEST(TableSession, EndsAPlayerWhoHasReadAnotherTable) {
  const auto asked = income();
  const auto read = income("experience_years");
  EXPECT_EQ(refusal(config_about(*asked, 9), read),
            "this party has read " + told(*read) + " of digest " + read->data.digest +
                ", expected the session's file and columns, of digest " + asked->data.digest);
}

TEST(TableSession, EndsAPlayerWhoHasReadNone) {
  const auto asked = income();
  EXPECT_EQ(refusal(config_about(*asked, 9), nullptr),
            "the session is about the table of digest " + asked->data.digest +
                ", and this party has read none: expected --data, --reveal and --hide");
}

TEST(TableSession, EndsAPlayerWhoHasReadOneForASessionAboutNone) {
  const auto read = income();
  auto config = config_about(*read, 9);
  config.table = "none";
  const auto sentence = "this party has read " + told(*read) +
                        ", and the session is about none: expected a session about the table of "
                        "digest " +
                        read->data.digest;
  EXPECT_EQ(refusal(config, read), sentence);
  EXPECT_EQ(refusal(small_config(9), read), sentence) << "in another task, too";
}

TEST(TableSession, EndsAPlayerWhereTheSessionsFiguresAreNotTheTables) {
  const auto read = income();
  auto config = config_about(*read, 9);
  config.hidden_blind = 0.25;
  const auto sentence = refusal(config, read);
  EXPECT_TRUE(sentence.starts_with("hidden_blind of the session is 0.25, expected 0.")) << sentence;
  EXPECT_TRUE(sentence.ends_with(", that of " + told(*read))) << sentence;
}

}  // namespace
}  // namespace sotto
