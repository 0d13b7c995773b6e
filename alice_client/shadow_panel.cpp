#include "alice_client/shadow_panel.hpp"

#include "shared/nn/feature_matching.hpp"
#include "shared/nn/perceptron.hpp"
#include "shared/nn/products_of_two.hpp"

namespace sotto {
namespace {

NetworkShape shape_of(ShadowKind kind, std::int64_t bits) {
  NetworkShape shape{.bits = bits,
                     .keyed = false,
                     .kind = NetworkKind::perceptron,
                     .units = ShadowPanel::kUnits,
                     .message = bits};
  if (kind == ShadowKind::pairs) shape.bits = bits * (bits - 1) / 2;
  if (kind == ShadowKind::distinguisher) {
    shape.bits = 1;
    shape.keyed = true;
    shape.key = bits;
  }
  return shape;
}

/// What a shadow is shown of a minibatch, and what it is to tell of it.
struct Shown {
  torch::Tensor features;      ///< [B, N]: of the ciphertext
  torch::Tensor slope = {};    ///< [B, N]: how they change with the ciphertext; undefined: 1
  torch::Tensor message = {};  ///< [B, N]: shown beside them; undefined: none
  torch::Tensor target;        ///< [B, T] of -1 and +1
};

/// Mean and deviation are taken for constants: one example among B moves them little.
Shown amplitudes(const torch::Tensor& ciphertext, const torch::Tensor& plaintext) {
  constexpr double kLeast = 1e-3;  // of a number whose magnitude does not vary
  const auto magnitude = ciphertext.abs();
  const auto scale = 1 / (magnitude.std(0, /*unbiased=*/false) + kLeast);
  return {.features = ((magnitude - magnitude.mean(0)) * scale).contiguous(),
          .slope = ciphertext.sign() * scale,
          .target = plaintext};
}

/// Every second ciphertext beside its own message, the others beside that of the one before.
Shown messages_beside(const torch::Tensor& ciphertext, const torch::Tensor& plaintext) {
  const auto own = torch::arange(plaintext.size(0)).remainder(2).eq(0).unsqueeze(1);
  return {.features = ciphertext,
          .message = torch::where(own, plaintext, plaintext.roll(1, 0)).contiguous(),
          .target = own.to(torch::kFloat32) * 2 - 1};
}

Shown shown(ShadowKind kind, const torch::Tensor& ciphertext, const torch::Tensor& plaintext) {
  switch (kind) {
    case ShadowKind::amplitudes:
      return amplitudes(ciphertext, plaintext);
    case ShadowKind::pairs:
      return {.features = ciphertext, .target = products_of_two(plaintext)};
    case ShadowKind::distinguisher:
      return messages_beside(ciphertext, plaintext);
    case ShadowKind::values:
      break;
  }
  return {.features = ciphertext, .target = plaintext};
}

/// The gradient of feature_matching() by the features, [B, N].
torch::Tensor matching_gradient(const Learner& learner, const Shown& seen) {
  const auto features = seen.features.detach().requires_grad_(true);
  const auto input = seen.message.defined() ? torch::cat({features, seen.message}, 1) : features;
  const auto hidden = learner.network()->as<Perceptron>()->hidden(input);
  return torch::autograd::grad({feature_matching(hidden, seen.target)}, {features})[0];
}

}  // namespace

ShadowPanel::ShadowPanel(const std::vector<ShadowKind>& kinds, std::int64_t bits,
                         const NumberStream& stream, EngineKind engine)
    : stream_(stream) {
  for (const auto kind : kinds) {
    const auto place = static_cast<std::int64_t>(shadows_.size());
    auto& made = shadows_.emplace_back(Shadow{kind, Learner(shape_of(kind, bits), engine)});
    made.learner.initialise(stream_, Purpose::init_shadows, /*gain=*/1, place);
  }
}

void ShadowPanel::learn(const torch::Tensor& ciphertext, const torch::Tensor& plaintext,
                        double rate) {
  for (auto& [kind, learner] : shadows_) {
    const auto seen = shown(kind, ciphertext, plaintext);
    learner.engine().train(seen.features, seen.message, seen.target, CrossEntropy(), {});
    learner.step(rate);
  }
}

void ShadowPanel::add_gradient(const torch::Tensor& ciphertext, const torch::Tensor& plaintext,
                               const Terms& terms, torch::Tensor& d_ciphertext) {
  auto d_features = torch::empty_like(ciphertext);
  for (auto& [kind, learner] : shadows_) {
    const auto seen = shown(kind, ciphertext, plaintext);
    learner.engine().train(seen.features, seen.message, seen.target, terms.at_chance,
                           {.weights = false, .message = &d_features});
    d_features.mul_(terms.weight);
    if (terms.feature_matching > 0)
      d_features.add_(matching_gradient(learner, seen), terms.feature_matching);
    if (seen.slope.defined()) d_features.mul_(seen.slope);
    d_ciphertext.add_(d_features);
  }
}

void ShadowPanel::reset(std::int64_t number) {
  const auto count = static_cast<std::int64_t>(shadows_.size());
  if (count == 0) return;
  shadows_[static_cast<std::size_t>(number % count)].learner.initialise(
      stream_, Purpose::init_shadows, /*gain=*/1, count + number);
}

std::vector<Learner*> ShadowPanel::learners() {
  std::vector<Learner*> all;
  for (auto& shadow : shadows_) all.push_back(&shadow.learner);
  return all;
}

}  // namespace sotto
