#include "shared/session/config_json.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

/// The sentence with which reading fails, or nothing.
std::string complaint(const std::string& text) {
  try {
    (void)config_from_json(Json::parse(text));
  } catch (const FieldError& error) {
    return error.what();
  }
  return "";
}

TEST(ConfigJson, ArrivesAsItWasSent) {
  EXPECT_EQ(config_from_json(Json::parse(to_json(SessionConfig{}).dump())), SessionConfig{});
  SessionConfig config;
  config.task = "another_task";
  config.learning_rate = 0.1;
  config.public_seed = kMaxSeed;
  config.shadow = Shadow::independent;
  config.until = "secret";
  config.table = std::string(kTableDigits, '7');
  config.hidden_blind = 0.1;
  config.cycle = {{"eve", 1}, {"alice_bob", 3}};
  EXPECT_EQ(config_from_json(Json::parse(to_json(config).dump())), config);
}

TEST(ConfigJson, HasOneFieldForEachOfTheStruct) {
  const auto object = to_json(SessionConfig{});
  std::size_t count = 0;
  const SessionConfig config;
  visit_fields(config, [&](const char* name, const auto&, const char*) {
    EXPECT_TRUE(object.contains(name)) << name;
    ++count;
  });
  EXPECT_EQ(object.size(), count);
}

TEST(ConfigJson, WhatIsMissingStaysAsItWas) {
  SessionConfig base;
  base.minibatch = 4096;
  base.eve_term = EveTerm::example;
  const auto config =
      config_from_json(Json::parse(R"({"bits": 32, "shadow": "independent"})"), base);
  auto expected = base;
  expected.bits = 32;
  expected.shadow = Shadow::independent;
  EXPECT_EQ(config, expected);
  EXPECT_EQ(config_from_json(Json::object(), base), base);
}

TEST(ConfigJson, AFieldThatNobodyKnowsIsRefused) {
  EXPECT_NE(complaint(R"({"bit": 16})").find("'bit'"), std::string::npos);
  EXPECT_NE(complaint(R"({"secret": "00"})").find("'secret'"), std::string::npos);
}

TEST(ConfigJson, AFieldOfAnotherTypeIsRefusedByName) {
  for (const auto& [field, value] : std::initializer_list<std::pair<std::string, std::string>>{
           {"bits", "\"16\""},
           {"bits", "16.5"},
           {"bits", "16.0"},
           {"bits", "null"},
           {"bits", "true"},
           {"public_seed", "18446744073709551615"},
           {"gain", "\"2\""},
           {"gain", "null"},
           {"eve_term", "1"},
           {"eve_term", "\"mean\""},
           {"cycle", "\"eve\""},
           {"cycle", "[]"},
           {"cycle", "{\"eve\":1}"},
           {"shadow", "\"Twin\""},
           {"until", "null"},
           {"until", "\"Secret\""},
           {"task", "7"},
           {"table", "\"income.csv\""},
           {"table", "64"},
           {"task", "\"\""},
           {"learning_rate", "[0.1]"}}) {
    const auto sentence = complaint("{\"" + field + "\":" + value + "}");
    EXPECT_NE(sentence.find(field), std::string::npos) << field << "=" << value << ": " << sentence;
  }
}

TEST(ConfigJson, AValueOutOfItsRangeIsRefusedWithWhatWasExpected) {
  for (const auto* text : {R"({"bits": 15})", R"({"minibatch": 0})", R"({"minibatch": 65537})",
                           R"({"gain": 0})", R"({"learning_rate": -1})", R"({"cycle": "eve:0"})",
                           R"({"public_seed": 9007199254740992})", R"({"reply_deadline_ms": 0})"})
    EXPECT_NE(complaint(text).find("expected"), std::string::npos) << text;
}

TEST(ConfigJson, AnythingButAnObjectIsRefused) {
  for (const auto* text : {"[]", "null", "1", "\"live\""}) EXPECT_FALSE(complaint(text).empty());
}

TEST(ConfigJson, HasRoomForAsManyFurtherShadowsAsThereMayBe) {
  SessionConfig config;
  config.shadows = "distinguisher";
  for (std::size_t i = 1; i < kMaxShadows; ++i) config.shadows += ",distinguisher";
  EXPECT_EQ(config_from_json(to_json(config)), config);
}

TEST(ConfigJson, ARefusalIsPrintable) {
  for (const auto* field : {"task", "until", "table", "shadows", "cycle", "network"}) {
    try {
      config_from_json(Json{{field, "a\x1B[31m"}});
      FAIL() << field << " was accepted";
    } catch (const FieldError& error) {
      EXPECT_EQ(printable(error.what()), error.what());
    }
  }
}

}  // namespace
}  // namespace sotto
