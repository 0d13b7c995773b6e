// Alice's further shadows: each kind reads what it is there for and nothing else, and shows by its
// gradient where the ciphertext tells it.
#include "alice_client/shadow_panel.hpp"

#include <gtest/gtest.h>

#include "shared/nn/weight_digest.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kBits = 4;
constexpr std::int64_t kExamples = 256;
constexpr std::int64_t kSteps = 600;

/// A cipher that anybody can think of: from the message [B, N], as many bits that nobody knows, and
/// noise in [-1, 1), without which a shadow would be so sure that its gradient vanishes.
using Encryption = torch::Tensor (*)(const torch::Tensor& message, const torch::Tensor& key,
                                     const torch::Tensor& noise);

torch::Tensor noisy(const torch::Tensor& bits, const torch::Tensor& noise) {
  return 0.5 * bits + 0.6 * noise;
}
torch::Tensor in_the_clear(const torch::Tensor& message, const torch::Tensor&,
                           const torch::Tensor& noise) {
  return noisy(message, noise);
}
torch::Tensor one_time_pad(const torch::Tensor& message, const torch::Tensor& key,
                           const torch::Tensor& noise) {
  return noisy(message * key, noise);
}
/// One bit hides all: a single bit tells nothing, two together do.
torch::Tensor one_key_bit(const torch::Tensor& message, const torch::Tensor& key,
                          const torch::Tensor& noise) {
  return noisy(message * key.narrow(1, 0, 1), noise);
}
/// The sign is random, the magnitude is the bit's.
torch::Tensor in_amplitudes(const torch::Tensor& message, const torch::Tensor& key,
                            const torch::Tensor& noise) {
  return key * (0.6 + 0.1 * message + 0.12 * noise);
}

class TrainedShadows {
 public:
  explicit TrainedShadows(const char* kinds)
      : panel_(*parse_shadows(kinds), kBits, NumberStream::public_stream(1), EngineKind::fused) {}

  /// How much the gradient asks the ciphertext to change once the shadows have read it for a while.
  double trouble(Encryption cipher,
                 const ShadowPanel::Terms& terms = {AtChance(EveTerm::bit), 1, 0}) {
    for (std::int64_t step = 0; step < kSteps; ++step) {
      draw(cipher, step);
      panel_.learn(ciphertext_, message_, 0.003);
    }
    draw(cipher, kSteps);
    auto gradient = torch::zeros_like(ciphertext_);
    panel_.add_gradient(ciphertext_, message_, terms, gradient);
    return gradient.norm().item<double>();
  }

  ShadowPanel& panel() { return panel_; }

 private:
  void draw(Encryption cipher, std::int64_t number) {
    message_ = torch::empty({kExamples, kBits});
    auto key = torch::empty({kExamples, kBits});
    auto noise = torch::empty({kExamples, kBits});
    const auto stream = NumberStream::public_stream(2);
    const auto size = static_cast<std::size_t>(message_.numel());
    stream.fill_bits(Purpose::plaintext, number, {message_.data_ptr<float>(), size});
    stream.fill_bits(Purpose::key, number, {key.data_ptr<float>(), size});
    stream.fill_uniform(Purpose::noise, number, {noise.data_ptr<float>(), size});
    ciphertext_ = cipher(message_, key, noise).contiguous();
  }

  ShadowPanel panel_;
  torch::Tensor message_;
  torch::Tensor ciphertext_;
};

double trouble(const char* kind, Encryption cipher) { return TrainedShadows(kind).trouble(cipher); }

TEST(ShadowPanel, ReadersSeeAMessageInTheClearAndNoneAOneTimePad) {
  for (const auto* kind : {"values", "pairs", "distinguisher"})
    EXPECT_GT(trouble(kind, in_the_clear), 3 * trouble(kind, one_time_pad)) << kind;
}

TEST(ShadowPanel, AmplitudesSeesABitInAMagnitude) {
  EXPECT_GT(trouble("amplitudes", in_amplitudes), 3 * trouble("amplitudes", one_time_pad));
}

TEST(ShadowPanel, PairsAndDistinguisherSeeOneKeyBitAndAReaderOfSingleBitsDoesNot) {
  for (const auto* kind : {"pairs", "distinguisher"})
    EXPECT_GT(trouble(kind, one_key_bit), 3 * trouble(kind, one_time_pad)) << kind;
  EXPECT_LT(trouble("values", one_key_bit), 2 * trouble("values", one_time_pad));
}

TEST(ShadowPanel, FeatureMatchingAloneSeesWhatHiddenUnitsTell) {
  const ShadowPanel::Terms matching{AtChance(EveTerm::bit), 0, 1};
  EXPECT_GT(TrainedShadows("values").trouble(in_the_clear, matching),
            3 * TrainedShadows("values").trouble(one_time_pad, matching));
}

TEST(ShadowPanel, ResetBeginsOneAnewEachInItsTurn) {
  TrainedShadows shadows("values,pairs");
  const auto weights = [&] {
    std::vector<std::string> all;
    for (auto* learner : shadows.panel().learners())
      all.push_back(weight_digest(*learner->network()));
    return all;
  };
  const auto first = weights();
  shadows.panel().reset(0);
  const auto second = weights();
  EXPECT_NE(second[0], first[0]);
  EXPECT_EQ(second[1], first[1]);
  shadows.panel().reset(1);
  const auto third = weights();
  EXPECT_EQ(third[0], second[0]);
  EXPECT_NE(third[1], second[1]);
  shadows.panel().reset(2);
  EXPECT_NE(weights()[0], third[0]) << "with weights of their own, not those of before";
  EXPECT_NE(weights()[0], first[0]);
}

TEST(ShadowPanel, WithNobodyInItAsksNothingAndForgetsNothing) {
  TrainedShadows nobody("none");
  EXPECT_EQ(nobody.trouble(in_the_clear), 0);
  nobody.panel().reset(5);
}

}  // namespace
}  // namespace sotto
