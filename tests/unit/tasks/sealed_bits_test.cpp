// The description of the task, and its goal.
#include "shared/tasks/sealed_bits/sealed_bits.hpp"

#include <gtest/gtest.h>

#include "shared/session/cycle_schedule.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/registry.hpp"
#include "shared/tasks/sealed_bits/sealed_criterion.hpp"

namespace sotto {
namespace {

TEST(SealedBits, IsBitSecrecyWithAReaderOfTheKeyBesideBob) {
  const auto* task = find_task(kSealedBits);
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(task->frames.size(), bit_secrecy().frames.size());
  ASSERT_TRUE(task->find_series(kKeySeries).has_value());
  EXPECT_EQ(task->series[*task->find_series(kKeySeries)].from, Role::bob);
  EXPECT_EQ(task->networks.back().name, kKeyReaderNetwork);
  EXPECT_EQ(task->networks.back().holder, Role::bob);
}

TEST(SealedBits, ItsPresetIsPlayableAndSendsHardBits) {
  const auto* sealed = find_preset("sealed");
  ASSERT_NE(sealed, nullptr);
  EXPECT_FALSE(why_not_playable(sealed->config));
  EXPECT_EQ(sealed->config.ciphertext, CiphertextForm::hard_bits);
  EXPECT_TRUE(find_task(kSealedBits)->certifies(sealed->config));
}

TEST(SealedBits, MayRunUntilItIsCertifiedWhichNothingElseMay) {
  auto config = find_preset("sealed")->config;
  config.until = std::string(kUntilCertified);
  EXPECT_FALSE(why_not_playable(config));
  config.ciphertext = CiphertextForm::floats;
  EXPECT_TRUE(why_not_playable(config));
  config = {};
  config.until = std::string(kUntilCertified);
  EXPECT_TRUE(why_not_playable(config));
}

TEST(SealedBits, FloatsAreCertifiedByNobody) {
  auto config = find_preset("sealed")->config;
  config.ciphertext = CiphertextForm::floats;
  EXPECT_FALSE(find_task(kSealedBits)->certifies(config))
      << "a number of 24 bits may tell more than the bits that the bound counts";
  EXPECT_FALSE(find_task(kBitSecrecy)->certifies(SessionConfig{}));
}

TEST(SealedBits, OfFloatsTheGoalIsThatOfBitSecrecy) {
  const auto& task = *find_task(kSealedBits);
  const auto config = find_preset("live64")->config;
  EXPECT_FALSE(why_not_playable(config));
  EXPECT_EQ(task.goal(config).bounds.size(), 2U) << "what the key's reader errs bounds no float";
  EXPECT_TRUE(task.make_criterion(task, config)->report().contains("eve_had_her_chance"));
}

TEST(SealedBits, OfSixtyFourBitsARunThatIsStuckBeginsAnewSevenTimes) {
  auto config = find_preset("live64")->config;
  config.until = find_task(config.task)->goal(config).name;
  set_default_limit(config);
  const CycleSchedule schedule(config.cycle);
  EXPECT_EQ(schedule.count_before(kAliceBobPhase, config.steps), 8 * config.restart_every);
  EXPECT_FALSE(restarts(config, config.restart_every - 2));
  EXPECT_TRUE(restarts(config, config.restart_every - 1));
}

class SealedCriterionTest : public testing::Test {
 protected:
  void judge(int count, double bob, double key, double eve) {
    for (int i = 0; i < count; ++i) {
      JudgedStep step{.step = next_++, .phase = std::string(kAliceBobPhase)};
      step.values[*task_.find_series(kBobSeries)] = bob;
      step.values[*task_.find_series(kKeySeries)] = key;
      step.values[*task_.find_series(kEveSeries)] = eve;
      criterion_.add(step);
    }
  }
  bool met() const { return criterion_.met_since().has_value(); }

  const Task& task_ = *find_task(kSealedBits);
  SealedCriterion criterion_{task_, find_preset("sealed")->config};
  std::int64_t next_ = 0;
};

TEST_F(SealedCriterionTest, IsMetWhenAHundredMinibatchesAreReadWithoutAKeyWrong) {
  judge(99, 0, 0, 8);
  EXPECT_FALSE(met());
  EXPECT_EQ(criterion_.standing(), "no secret yet");
  judge(1, 0, 0, 8);
  EXPECT_TRUE(met());
  EXPECT_EQ(criterion_.standing(),
            "since step 99 ciphertext and message tell the key, and so the ciphertext alone does "
            "not tell the message");
}

TEST_F(SealedCriterionTest, IsNotMetWhereOneKeyInAFewThousandIsWrong) {
  judge(99, 0, 0, 8);
  judge(1, 0, 2.0 / 512, 8);
  EXPECT_FALSE(met());
}

TEST_F(SealedCriterionTest, IsNotMetByAKeyReadFromAMessageThatBobDoesNotRead) {
  judge(200, 1, 0, 8);
  EXPECT_FALSE(met());
}

TEST_F(SealedCriterionTest, IsNotMetWhereEveReads) {
  judge(200, 0, 0, 4);
  EXPECT_FALSE(met());
}

}  // namespace
}  // namespace sotto
