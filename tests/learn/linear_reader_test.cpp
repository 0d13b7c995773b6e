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

/// What it gets wrong of minibatch 200.
double wrong_of(const std::function<torch::Tensor(const torch::Tensor&)>& encrypt) {
  torch::manual_seed(1);
  LinearReader reader(kReaderBits);
  std::optional<double> wrong;
  for (int i = 0; i < 200; ++i) {
    const auto plaintext = message_bits();
    wrong = reader.judge_and_learn(encrypt(plaintext), plaintext);
  }
  return wrong.value();
}

TEST(LinearReader, ReadsWhatIsLinearAndGuessesTheRest) {
  const auto mixed = [](const torch::Tensor& p) { return 0.6 * p + 0.3 * p.roll(1, 1); };
  EXPECT_EQ(wrong_of(mixed), 0);
  EXPECT_NEAR(wrong_of([](const torch::Tensor& p) { return p * message_bits(); }), 4, 0.5);
}

TEST(LinearReader, SaysNothingUntilItHasHeardEnough) {
  LinearReader reader(kReaderBits);
  for (int i = 0; i < 10; ++i) {
    const auto plaintext = message_bits();
    EXPECT_FALSE(reader.judge_and_learn(plaintext, plaintext)) << "minibatch " << i;
  }
  const auto plaintext = message_bits();
  EXPECT_EQ(reader.judge_and_learn(plaintext, plaintext), 0);
}

TEST(LinearReader, FollowsACipherThatChanges) {
  LinearReader reader(kReaderBits);
  std::optional<double> wrong;
  for (int i = 0; i < 400; ++i) {
    const auto plaintext = message_bits();
    const auto turned = i < 100 ? plaintext : -plaintext;
    wrong = reader.judge_and_learn(turned, plaintext);
    if (i == 100) {
      EXPECT_EQ(wrong, kReaderBits) << "the old cipher is still what it knows";
    }
  }
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace sotto
