#include "shared/nn/linear_reader.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace sotto {
namespace {

constexpr std::int64_t kReaderBits = 8;
constexpr std::int64_t kReaderMinibatch = 100;

torch::Tensor message_bits() {
  return torch::randint(0, 2, {kReaderMinibatch, kReaderBits}, torch::kFloat).mul_(2).sub_(1);
}

/// What it gets wrong of the last of so many minibatches that it hears.
double wrong_of(const std::function<torch::Tensor(const torch::Tensor&)>& encrypt) {
  torch::manual_seed(1);
  LinearReader reader(kReaderBits);
  double wrong = -1;
  for (int i = 0; i < 400; ++i) {
    const auto plaintext = message_bits();
    wrong = reader.judge_and_learn(encrypt(plaintext), plaintext).value_or(wrong);
  }
  return wrong;
}

TEST(LinearReader, ReadsWhatIsLinearAndGuessesTheRest) {
  const auto mixed = [](const torch::Tensor& p) { return 0.6 * p + 0.3 * p.roll(1, 1); };
  EXPECT_EQ(wrong_of(mixed), 0);
  EXPECT_NEAR(wrong_of([](const torch::Tensor& p) { return p * message_bits(); }), 4, 0.5);
}

TEST(LinearReader, SaysWhatEveryFourthMinibatchTellsOnceItHasHeardFive) {
  LinearReader reader(kReaderBits);
  for (int i = 0; i < 40; ++i) {
    const auto plaintext = message_bits();
    const auto wrong = reader.judge_and_learn(plaintext, plaintext);
    EXPECT_EQ(wrong.has_value(), i >= 20 && i % 4 == 0) << "minibatch " << i;
    if (wrong) {
      EXPECT_EQ(*wrong, 0);
    }
  }
}

TEST(LinearReader, FollowsACipherThatChanges) {
  LinearReader reader(kReaderBits);
  double wrong = 0;
  for (int i = 0; i < 600; ++i) {
    const auto plaintext = message_bits();
    const auto turned = i < 200 ? plaintext : -plaintext;
    wrong = reader.judge_and_learn(turned, plaintext).value_or(wrong);
    if (i == 200) {
      EXPECT_EQ(wrong, kReaderBits) << "the old cipher is still what it knows";
    }
  }
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace sotto
