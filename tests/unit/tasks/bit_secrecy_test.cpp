// The description of the task: what its goal, frames and presets are.
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"

#include <gtest/gtest.h>

#include "shared/tasks/registry.hpp"

namespace sotto {
namespace {

SessionConfig bits(std::int64_t bits) {
  SessionConfig config;
  config.bits = bits;
  return config;
}

TEST(SecrecyGoal, Bounds_ScaleWithTheBits) {
  const auto at_16 = secrecy_goal(bits(16));
  EXPECT_EQ(at_16.name, "secret");
  EXPECT_EQ(at_16.window, 20);
  ASSERT_EQ(at_16.bounds.size(), 2U);
  EXPECT_DOUBLE_EQ(*at_16.bounds[0].at_most, 0.05);
  EXPECT_DOUBLE_EQ(*at_16.bounds[1].at_least, 7.3);
  const auto at_64 = secrecy_goal(bits(64));
  EXPECT_DOUBLE_EQ(*at_64.bounds[0].at_most, 0.2);
  EXPECT_DOUBLE_EQ(*at_64.bounds[1].at_least, 29.2);
}

TEST(BitSecrecy, Presets_HaveThePapersNumbersAndTheDefaults) {
  const auto* live = find_preset("live");
  const auto* paper = find_preset("paper");
  ASSERT_NE(live, nullptr);
  ASSERT_NE(paper, nullptr);
  const auto* live32 = find_preset("live32");
  ASSERT_NE(live32, nullptr);
  EXPECT_EQ(live32->config.bits, 32);
  EXPECT_EQ(live32->config.restart_every, 3'000);
  EXPECT_EQ(live->config, SessionConfig{});
  EXPECT_EQ(paper->config.minibatch, 4096);
  EXPECT_DOUBLE_EQ(paper->config.learning_rate, 0.0008);
  EXPECT_EQ(paper->config.decay_steps, 0);
  EXPECT_EQ(paper->config.eve_term, EveTerm::example);
  EXPECT_EQ(to_text(paper->config.cycle), "alice_bob:1,eve:2");
  for (const auto* preset : {live, paper, live32}) EXPECT_FALSE(why_not_playable(preset->config));
}

TEST(BitSecrecy, AliceHidesFromWhomeverSheHeeds) {
  EXPECT_TRUE(hides_from_learners({}));
  EXPECT_FALSE(hides_from_learners(find_preset("sealed")->config));
  auto from_shadows = find_preset("sealed")->config;
  from_shadows.shadows = "pairs";
  from_shadows.shadows_weight = 1;
  EXPECT_TRUE(hides_from_learners(from_shadows));
}

TEST(BitSecrecy, Frames_AreMinibatchesOfTheSessionsShape) {
  const auto task = bit_secrecy();
  auto config = bits(32);
  config.minibatch = 7;
  for (const auto kind : {kCiphertextKind, kFeedbackKind}) {
    const auto* frame = task.find_frame(kind);
    ASSERT_NE(frame, nullptr);
    EXPECT_EQ(frame->shape(config), (FrameShape{7, 32}));
  }
  EXPECT_EQ(task.find_frame(std::uint16_t{0}), nullptr) << "0 is chat";
  EXPECT_EQ(task.probe.bytes(config), 2U * 32 * 32);
}

TEST(BitSecrecy, Series_AreWithinTheBitsAndHalfOfThemIsChance) {
  const auto task = bit_secrecy();
  for (const auto& series : task.series) {
    EXPECT_EQ(series.max(bits(32)), 32) << series.name;
    EXPECT_EQ(series.chance(bits(32)), 16) << series.name;
    EXPECT_NE(task.find_phase(series.phase), nullptr) << series.name;
  }
}

TEST(BitSecrecy, Phases_TrainWhomTheySay) {
  const auto task = bit_secrecy();
  const auto* alice_bob = task.find_phase(kAliceBobPhase);
  EXPECT_TRUE(alice_bob->changes_weights_of(Role::alice));
  EXPECT_FALSE(alice_bob->changes_weights_of(Role::eve));
  const auto* eve = task.find_phase(kEvePhase);
  EXPECT_TRUE(eve->changes_weights_of(Role::eve));
  EXPECT_FALSE(eve->changes_weights_of(Role::bob));
  EXPECT_EQ(eve->find(Role::bob, kFeedback), nullptr);
  EXPECT_TRUE(alice_bob->find(Role::alice, kCiphertext)->tapped);
  EXPECT_FALSE(alice_bob->find(Role::bob, kFeedback)->tapped) << "feedback is not for Eve";
}

}  // namespace
}  // namespace sotto
