#include "shared/attack/wide_deep_paper_model.hpp"

#include <cmath>

#include "shared/nn/objective.hpp"

namespace sotto {
namespace {

constexpr std::size_t kConvolutions = 4;
constexpr double kScaledGain = 2;
/// Of what is stacked on top: with 4 a sigmoid hands on the spread that comes in (its slope is
/// 1/4).
constexpr double kDeepGain = 4;
constexpr double kScaledRate = 0.003;
constexpr double kScaledLastOfRate = 0.05;

}  // namespace

ScaledPaperModel::ScaledPaperModel(const PaperScale& scale, std::int64_t bits,
                                   const NumberStream& stream, std::int64_t number)
    : scale_(scale) {
  const auto row = 2 * bits;
  const auto w = scale.width;
  std::vector<std::vector<std::int64_t>> shapes{{w * row, bits}};
  for (std::int64_t i = 0; i < scale.depth; ++i) shapes.push_back({row, row});
  shapes.insert(shapes.end(), {{2 * w, w, 4}, {4 * w, 2 * w, 2}, {4 * w, 4 * w, 1}, {1, 4 * w, 1}});
  for (const auto& shape : shapes) {
    auto weight = torch::empty(shape);
    stream.fill_uniform(Purpose::init_attacker, number++,
                        {weight.data_ptr<float>(), static_cast<std::size_t>(weight.numel())});
    // What goes into and comes out of one row: rows beside it make none of its sums larger.
    const auto out = weights_.empty() ? row : shape[0];
    const auto window = shape.size() == 3 ? shape[2] : 1;
    const bool further = shape.size() == 2 && !weights_.empty();
    weight *= (further ? kDeepGain : kScaledGain) *
              std::sqrt(6.0 / static_cast<double>((out + shape[1]) * window));
    weights_.push_back(weight.set_requires_grad(true));
    biases_.push_back(torch::zeros({shape[0]}).set_requires_grad(true));
  }
  auto all = weights_;
  all.insert(all.end(), biases_.begin(), biases_.end());
  adam_ = std::make_unique<torch::optim::Adam>(all, torch::optim::AdamOptions(kScaledRate));
}

torch::Tensor ScaledPaperModel::run(const torch::Tensor& features) const {
  const auto first = weights_.size() - kConvolutions;
  auto x = torch::sigmoid(torch::linear(features, weights_[0], biases_[0]));
  x = x.view({features.size(0), scale_.width, -1});  // [B, W, 2N]
  for (std::size_t i = 1; i < first; ++i)
    x = torch::sigmoid(torch::linear(x, weights_[i], biases_[i]));
  x = torch::constant_pad_nd(x, {1, 2});  // the window of 4 keeps the length
  for (std::size_t i = 0; i < kConvolutions; ++i) {
    x = torch::conv1d(x, weights_[first + i], biases_[first + i], /*stride=*/i == 1 ? 2 : 1);
    x = i + 1 < kConvolutions ? torch::sigmoid(x) : torch::tanh(x);
  }
  return x.squeeze(1);
}

void ScaledPaperModel::learn(const torch::Tensor& features, const torch::Tensor& targets,
                             double progress) {
  static_cast<torch::optim::AdamOptions&>(adam_->param_groups()[0].options())
      .lr(kScaledRate * std::pow(kScaledLastOfRate, progress));
  adam_->zero_grad();
  MeanError().loss(run(features), targets).backward();
  adam_->step();
}

torch::Tensor ScaledPaperModel::guess(const torch::Tensor& features) {
  const torch::NoGradGuard none;
  return run(features);
}

}  // namespace sotto
