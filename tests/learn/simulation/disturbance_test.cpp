#include "simulation/faults/disturbance.hpp"

#include <gtest/gtest.h>

#include "shared/tasks/registry.hpp"
#include "simulation/faults/simulation_plan.hpp"

namespace sotto {
namespace {

TEST(DisturbanceText, IsReadAsItWasWritten) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto drawn = draw_plan(seed).disturbances;
    EXPECT_EQ(parse_disturbances(to_text(drawn)), drawn) << to_text(drawn);
  }
  EXPECT_EQ(to_text(Disturbance{.kind = DisturbanceKind::crash,
                                .who = "bob",
                                .step = 57,
                                .after_us = 1200,
                                .for_ms = 800}),
            "crash-bob@57+1200/800");
}

TEST(DisturbanceText, OfAnotherFormIsNone) {
  for (const auto* text :
       {"", "crash", "crash-bob", "crash-bob@", "crash-bob@5", "crash-bob@5+1", "crash-bob@5+1/",
        "crash-bob@-5+1/2", "crash-bob@5+1/2=", "crash-bob@5+1/2=3x", "fall-bob@5+1/2",
        "crash-bob@5+1/2,", "none,none", "crash-bob@99999999999999999999+1/2"})
    EXPECT_FALSE(parse_disturbances(text)) << text;
}

TEST(DisturbanceText, ThatHappensToNobodyIsAMisfit) {
  const auto plan = draw_plan(1);
  for (const auto* text : {"crash-mallory@5+1/2", "crash@5+1/2", "pause-bob@5+1/2",
                           "cycle@5+1/2=99", "pace@5+1/2=99999"})
    EXPECT_TRUE(misfit(plan, *parse_disturbances(text))) << text;
  EXPECT_FALSE(misfit(plan, plan.disturbances));
}

TEST(SimulationPlan, OfASeedIsTheSameEveryTimeAndPlayable) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto plan = draw_plan(seed);
    EXPECT_EQ(plan.disturbances, draw_plan(seed).disturbances);
    EXPECT_EQ(plan.config, draw_plan(seed).config);
    EXPECT_EQ(why_not_playable(plan.config), std::nullopt);
    EXPECT_FALSE(misfit(plan, plan.disturbances));
  }
}

}  // namespace
}  // namespace sotto
