#include "alice_client/shadow_panel.hpp"

namespace sotto {
namespace {

/// What a shadow sees of a minibatch, and how that changes with the ciphertext, both [B, N].
struct Seen {
  torch::Tensor features;
  torch::Tensor slope;  ///< undefined: 1
};

/// Mean and deviation are taken for constants: one example among B moves them little.
Seen seen(ShadowView view, const torch::Tensor& ciphertext) {
  if (view == ShadowView::values) return {ciphertext, {}};
  constexpr double kLeast = 1e-3;  // of a number whose magnitude does not vary
  const auto magnitude = ciphertext.abs();
  const auto scale = 1 / (magnitude.std(0, /*unbiased=*/false) + kLeast);
  return {((magnitude - magnitude.mean(0)) * scale).contiguous(), ciphertext.sign() * scale};
}

}  // namespace

ShadowPanel::ShadowPanel(const std::vector<ShadowView>& views, std::int64_t bits,
                         const NumberStream& stream, EngineKind kind) {
  for (const auto view : views) {
    auto& made = shadows_.emplace_back(Shadow{
        view,
        Learner({.bits = bits, .keyed = false, .kind = NetworkKind::perceptron, .units = kUnits},
                kind)});
    made.learner.initialise(stream, Purpose::init_shadows, /*gain=*/1,
                            static_cast<std::int64_t>(shadows_.size()) - 1);
  }
}

void ShadowPanel::learn(const torch::Tensor& ciphertext, const torch::Tensor& plaintext,
                        double rate) {
  for (auto& [view, learner] : shadows_) {
    learner.engine().train(seen(view, ciphertext).features, {}, plaintext, CrossEntropy(), {});
    learner.step(rate);
  }
}

void ShadowPanel::add_gradient(const torch::Tensor& ciphertext, const torch::Tensor& plaintext,
                               const AtChance& term, double weight, torch::Tensor& d_ciphertext) {
  auto d_features = torch::empty_like(ciphertext);
  for (auto& [view, learner] : shadows_) {
    const auto [features, slope] = seen(view, ciphertext);
    learner.engine().train(features, {}, plaintext, term,
                           {.weights = false, .message = &d_features});
    if (slope.defined()) d_features.mul_(slope);
    d_ciphertext.add_(d_features, weight);
  }
}

std::vector<Learner*> ShadowPanel::learners() {
  std::vector<Learner*> all;
  for (auto& shadow : shadows_) all.push_back(&shadow.learner);
  return all;
}

}  // namespace sotto
