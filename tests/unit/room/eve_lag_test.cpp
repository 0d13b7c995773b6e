#include "shared/room/eve_lag.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

using Late = EveLag::Late;

TEST(EveLag, Behind_UntilTheDoneOfTheLastStepThatSheHeard) {
  EveLag eve;
  EXPECT_FALSE(eve.behind());
  EXPECT_EQ(eve.answer(3), Late::not_late);
  eve.fall_behind(5);
  EXPECT_TRUE(eve.behind());
  EXPECT_EQ(eve.answer(4), Late::still_behind);
  EXPECT_EQ(eve.answer(6), Late::not_late) << "she cannot answer what she did not hear";
  EXPECT_EQ(eve.answer(5), Late::caught_up);
  EXPECT_FALSE(eve.behind());
  EXPECT_EQ(eve.answer(5), Late::not_late);
}

TEST(EveLag, WithoutAFrame_SheOwesNothing) {
  EveLag eve;
  eve.fall_behind(std::nullopt);
  EXPECT_FALSE(eve.behind());
}

TEST(EveLag, Forgiven_SheIsBackAtOnce) {
  EveLag eve;
  eve.fall_behind(5);
  eve.forgive();
  EXPECT_FALSE(eve.behind());
}

TEST(EveLag, WhatGoesByHer_IsAGapThatSheIsToldOfOnce) {
  EveLag eve;
  EXPECT_FALSE(eve.take_gap());
  for (const std::int64_t step : {6, 7, 9}) eve.miss(step);
  EXPECT_EQ(eve.take_gap(), (protocol::Gap{6, 9}));
  EXPECT_FALSE(eve.take_gap());
  EXPECT_EQ(eve.missed(), 3);
  eve.miss(12);
  EXPECT_EQ(eve.take_gap(), (protocol::Gap{12, 12}));
}

TEST(EveLag, AForgottenGap_IsStillCounted) {
  EveLag eve;
  eve.miss(6);
  eve.forget_gap();
  EXPECT_FALSE(eve.take_gap());
  EXPECT_EQ(eve.missed(), 1);
}

}  // namespace
}  // namespace sotto
