#include "shared/session/session_config.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>

#include "shared/session/plan.hpp"
#include "shared/session/role.hpp"

namespace sotto {
namespace {

TEST(Cycle, IsTheSameAfterPrintingAndParsing) {
  const Cycle cycle{{"alice_bob", 1}, {"eve", 2}, {"alice_bob", 1000}};
  EXPECT_EQ(to_text(cycle), "alice_bob:1,eve:2,alice_bob:1000");
  EXPECT_EQ(parse_cycle(to_text(cycle)), cycle);
}

TEST(Cycle, TextOfAnotherFormIsNoCycle) {
  for (const auto* text : {"", ",", "alice_bob", "alice_bob:", ":1", "alice_bob:1,", ",alice_bob:1",
                           "alice_bob:1,,eve:2", "alice_bob:one", "alice_bob:1.5", "alice_bob:+1",
                           "alice_bob: 1", "alice_bob:1 ", "Eve:1", "eve-1:1", "alice_bob:1;eve:2",
                           "alice_bob:1:2", "alice_bob:99999999999999999999"})
    EXPECT_FALSE(parse_cycle(text)) << "'" << text << "'";
}

TEST(Validate, AcceptsTheDefaultsAndTheEndsOfEveryRange) {
  EXPECT_FALSE(validate(SessionConfig{}));
  SessionConfig low;
  low.bits = kMinBits;
  low.minibatch = 1;
  low.decay_steps = low.steps = low.public_seed = low.join_deadline_ms = 0;
  low.reply_deadline_ms = low.eve_deadline_ms = 1;
  low.cycle = {{"alice_bob", 1}};
  EXPECT_FALSE(validate(low));
  SessionConfig high;
  high.bits = kMaxBits;
  high.minibatch = kMaxMinibatch;
  high.learning_rate = high.learning_rate_final = 1;
  high.gain = 100;
  high.decay_steps = high.steps = kMaxSteps;
  high.public_seed = kMaxSeed;
  high.join_deadline_ms = high.reply_deadline_ms = high.eve_deadline_ms = kMaxDeadlineMs;
  high.cycle = {{"alice_bob", kMaxCycleSteps}};
  high.table = std::string(kTableDigits, 'f');
  EXPECT_FALSE(validate(high));
}

// One sentence: the field, what it is, what was expected.
TEST(Validate, SaysWhichFieldIsWrongAndWhatWasExpected) {
  struct Wrong {
    const char* field;
    std::function<void(SessionConfig&)> set;
  };
  const Wrong all[] = {
      {"bits", [](auto& c) { c.bits = 15; }},
      {"bits", [](auto& c) { c.bits = 2; }},
      {"bits", [](auto& c) { c.bits = 130; }},
      {"bits", [](auto& c) { c.bits = -16; }},
      {"minibatch", [](auto& c) { c.minibatch = 0; }},
      {"minibatch", [](auto& c) { c.minibatch = 65'537; }},
      {"learning_rate", [](auto& c) { c.learning_rate = 0; }},
      {"learning_rate", [](auto& c) { c.learning_rate = 1.01; }},
      {"learning_rate", [](auto& c) { c.learning_rate = NAN; }},
      {"learning_rate_final", [](auto& c) { c.learning_rate_final = -1; }},
      {"learning_rate_final", [](auto& c) { c.learning_rate_final = INFINITY; }},
      {"decay_steps", [](auto& c) { c.decay_steps = -1; }},
      {"decay_steps", [](auto& c) { c.decay_steps = kMaxSteps + 1; }},
      {"gain", [](auto& c) { c.gain = 0; }},
      {"gain", [](auto& c) { c.gain = 101; }},
      {"block_bits", [](auto& c) { c.block_bits = -1; }},
      {"block_bits", [](auto& c) { c.block_bits = 8; }},  // not of a product network
      {"block_bits",
       [](auto& c) {
         c.network = NetworkKind::product;
         c.block_bits = 5;
       }},
      {"eve_return_ms", [](auto& c) { c.eve_return_ms = -1; }},
      {"checkpoint_every", [](auto& c) { c.checkpoint_every = -1; }},
      {"cycle", [](auto& c) { c.cycle = {}; }},
      {"task", [](auto& c) { c.task = ""; }},
      {"task", [](auto& c) { c.task = "Bit secrecy"; }},
      {"task", [](auto& c) { c.task = std::string(kMaxTaskName + 1, 'a'); }},
      {"until", [](auto& c) { c.until = ""; }},
      {"table", [](auto& c) { c.table = ""; }},
      {"table", [](auto& c) { c.table = std::string(kTableDigits, 'A'); }},
      {"table", [](auto& c) { c.table = std::string(kTableDigits - 1, 'a'); }},
      {"table", [](auto& c) { c.table = std::string(kTableDigits + 1, 'a'); }},
      {"useful_blind", [](auto& c) { c.useful_blind = 0; }},
      {"useful_blind", [](auto& c) { c.useful_blind = 1.5; }},
      {"hidden_blind", [](auto& c) { c.hidden_blind = NAN; }},
      {"turns_ahead", [](auto& c) { c.turns_ahead = 0; }},
      {"turns_ahead", [](auto& c) { c.turns_ahead = kMaxTurnsAhead + 1; }},
      {"cycle",
       [](auto& c) {
         c.cycle = {{"alice_bob", 0}};
       }},
      {"cycle",
       [](auto& c) {
         c.cycle = {{"alice_bob", -1}, {"eve", 5}};
       }},
      {"cycle",
       [](auto& c) {
         c.cycle = {{"alice_bob", 1}, {"eve", 1000}};
       }},
      {"steps", [](auto& c) { c.steps = -1; }},
      {"steps", [](auto& c) { c.steps = kMaxSteps + 1; }},
      {"public_seed", [](auto& c) { c.public_seed = -1; }},
      {"public_seed", [](auto& c) { c.public_seed = kMaxSeed + 1; }},
      {"join_deadline_ms", [](auto& c) { c.join_deadline_ms = -1; }},
      {"reply_deadline_ms", [](auto& c) { c.reply_deadline_ms = 0; }},
      {"eve_deadline_ms", [](auto& c) { c.eve_deadline_ms = kMaxDeadlineMs + 1; }},
  };
  for (const auto& wrong : all) {
    SessionConfig config;
    wrong.set(config);
    const auto sentence = validate(config);
    ASSERT_TRUE(sentence) << wrong.field;
    EXPECT_TRUE(sentence->starts_with(std::string(wrong.field) + " is ")) << *sentence;
    EXPECT_NE(sentence->find(", expected "), std::string::npos) << *sentence;
    EXPECT_EQ(sentence->find('\n'), std::string::npos) << *sentence;
  }
}

TEST(ParseShadows, TakesKindsByCommasOrNone) {
  EXPECT_EQ(parse_shadows("none")->size(), 0U);
  const std::vector<ShadowKind> four{ShadowKind::values, ShadowKind::pairs,
                                     ShadowKind::distinguisher, ShadowKind::values};
  EXPECT_EQ(parse_shadows("values,pairs,distinguisher,values"), four);
  for (const auto* wrong : {"", "value", "values,", ",values", "none,values", "values, amplitudes",
                            "values,values,values,values,values,values,values,values,values"})
    EXPECT_FALSE(parse_shadows(wrong)) << wrong;
}

TEST(Validate, SaysWhichShadowsThereAre) {
  SessionConfig config;
  config.shadows = "values,linear";
  EXPECT_EQ(validate(config),
            "shadows is 'values,linear', expected 'none', or up to 8 of 'values', 'amplitudes', "
            "'pairs' and 'distinguisher' by commas");
  config.shadows = "values";
  EXPECT_FALSE(validate(config));
  config.shadows_weight = -1;
  EXPECT_TRUE(validate(config));
  config.shadows_weight = 1;
  config.shadows_rise = -1;
  EXPECT_TRUE(validate(config));
  config.shadows_rise = 1;
  config.feature_matching = 101;
  EXPECT_EQ(validate(config), "feature_matching is 101, expected a weight from 0 to 100");
  config.feature_matching = 100;
  config.shadows_reset_every = -1;
  EXPECT_EQ(validate(config), "shadows_reset_every is -1, expected 0 (never) to 10^12");
}

TEST(VisitFields, NamesEveryFieldOnceAndExplainsIt) {
  SessionConfig config;
  std::set<std::string> names;
  visit_fields(config, [&](const std::string& name, auto&, const std::string& help) {
    EXPECT_TRUE(names.insert(name).second) << name << " twice";
    EXPECT_FALSE(help.empty()) << name;
  });
  EXPECT_EQ(names.size(), 41U);
}

// A field that visit_fields() forgets would be lost on its way to the parties.
TEST(VisitFields, ReachesWhateverMakesTwoConfigurationsDiffer) {
  SessionConfig other;
  other.task = "another";
  other.bits = 32;
  other.minibatch = 7;
  other.learning_rate = 0.5;
  other.learning_rate_final = 0.25;
  other.decay_steps = 3;
  other.gain = 1.5;
  other.network = NetworkKind::product;
  other.product_units = 4;
  other.block_bits = 16;
  other.ciphertext = CiphertextForm::hard_bits;
  other.bob_loss = BobLoss::cross_entropy;
  other.adversary = 0;
  other.eve_term = EveTerm::example;
  other.key_equivocation = 2;
  other.protect = 0.5;
  other.table = std::string(kTableDigits, 'a');
  other.useful_blind = 0.25;
  other.hidden_blind = 0.125;
  other.noise = 0.05;
  other.noise_final = 0.3;
  other.restart_every = 800;
  other.cycle = {{"alice_bob", 5}};
  other.steps = 9;
  other.until = "secret";
  other.turns_ahead = 4;
  other.public_seed = 8;
  other.shadow = Shadow::independent;
  other.shadows = "values";
  other.shadows_weight = 10;
  other.shadows_rise = 100;
  other.feature_matching = 2;
  other.shadows_reset_every = 50;
  other.join_deadline_ms = 1;
  other.reply_deadline_ms = 2;
  other.eve_deadline_ms = 3;
  other.eve_return_ms = 5;
  other.checkpoint_every = 7;
  // Swapping field by field must make one configuration of the other.
  SessionConfig copy;
  visit_fields(copy, [&](const std::string& name, auto& to, const char*) {
    visit_fields(other, [&](const std::string& same, const auto& from, const char*) {
      if constexpr (std::is_same_v<std::decay_t<decltype(to)>, std::decay_t<decltype(from)>>)
        if (name == same) to = from;
    });
  });
  EXPECT_EQ(copy, other);
}

TEST(Names, LeadThereAndBack) {
  const auto check = []<class E>(E) {
    for (std::size_t i = 0; i < Names<E>::values.size(); ++i) {
      const auto value = static_cast<E>(i);
      EXPECT_EQ(named<E>(name(value)), value);
      EXPECT_NE(all_names<E>().find(name(value)), std::string::npos);
    }
    EXPECT_FALSE(named<E>("nobody"));
    EXPECT_FALSE(named<E>(""));
  };
  check(Role{});
  check(EveTerm{});
  check(ShadowKind{});
  check(Shadow{});
  check(ChangeKind{});
  EXPECT_EQ(all_names<Shadow>(), "twin, independent");
  EXPECT_FALSE(named<Role>("Alice")) << "names are exact";
}

}  // namespace
}  // namespace sotto
