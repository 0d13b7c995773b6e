#include "shared/attack/attacker_models.hpp"

#include <cmath>
#include <numbers>
#include <tuple>

#include "shared/nn/learner.hpp"

namespace sotto {
namespace {

/// With a column of ones, in double precision.
torch::Tensor with_one(const torch::Tensor& features) {
  const auto doubles = features.to(torch::kDouble);
  return torch::cat({doubles, torch::ones({doubles.size(0), 1}, torch::kDouble)}, 1);
}

/// So small that it only keeps features that never vary from making the system singular.
torch::Tensor ridge(const torch::Tensor& squares) {
  return squares + 1e-6 * squares.diagonal().mean() * torch::eye(squares.size(0), torch::kDouble);
}

}  // namespace

void LinearModel::learn(const torch::Tensor& features, const torch::Tensor& targets, double) {
  const auto x = with_one(features);
  const auto squares = x.t().mm(x);
  const auto products = x.t().mm(targets.to(torch::kDouble));
  squares_ = squares_.defined() ? squares_ + squares : squares;
  products_ = products_.defined() ? products_ + products : products;
}

void LinearModel::finish() { weights_ = torch::linalg_solve(ridge(squares_), products_); }

torch::Tensor LinearModel::guess(const torch::Tensor& features) {
  return with_one(features).mm(weights_);
}

void RememberingModel::learn(const torch::Tensor& features, const torch::Tensor& targets, double) {
  if (examples_ >= most_) return;
  examples_ += features.size(0);
  features_.push_back(features);
  targets_.push_back(targets);
}

std::pair<torch::Tensor, torch::Tensor> RememberingModel::take_remembered() {
  std::pair remembered{torch::cat(features_), torch::cat(targets_)};
  features_.clear();
  targets_.clear();
  return remembered;
}

void LogisticModel::finish() {
  const auto [features, targets] = take_remembered();
  const auto x = with_one(features);
  const auto all = targets.to(torch::kDouble);
  std::vector<torch::Tensor> columns;
  for (std::int64_t j = 0; j < all.size(1); ++j) {
    const auto y = all.select(1, j);
    auto w = torch::zeros({x.size(1)}, torch::kDouble);
    // Separable data have no optimum: the ridge of 1 keeps the weights finite.
    for (int i = 0; i < 12; ++i) {
      const auto p = torch::sigmoid(y * x.mv(w));
      const auto gradient = x.t().mv((1 - p) * y) - w;
      const auto curvature = (p * (1 - p)).unsqueeze(1);
      const auto hessian = x.t().mm(x * curvature) + torch::eye(x.size(1), torch::kDouble);
      const auto step = torch::linalg_solve(hessian, gradient);
      w = w + step;
      if (step.abs().max().item<double>() < 1e-6) break;
    }
    columns.push_back(w);
  }
  weights_ = torch::stack(columns, 1);
}

torch::Tensor LogisticModel::guess(const torch::Tensor& features) {
  return with_one(features).mm(weights_);
}

void NeighbourModel::finish() { std::tie(features_, targets_) = take_remembered(); }

torch::Tensor NeighbourModel::guess(const torch::Tensor& features) {
  const auto near = std::get<1>(torch::cdist(features, features_)
                                    .topk(std::min(kNeighbours, features_.size(0)), 1,
                                          /*largest=*/false, /*sorted=*/false));
  return targets_.index({near}).sum(1);
}

PerceptronModel::PerceptronModel(const std::vector<std::int64_t>& widths,
                                 const NumberStream& stream, std::int64_t number,
                                 PerceptronLoss loss)
    : outputs_(widths.back()),
      loss_(loss),
      network_({widths.begin(), widths.end()}),
      theta_(torch::zeros({static_cast<std::int64_t>(network_.layout().count)})),
      adam_({theta_}, torch::optim::AdamOptions(kRate)) {
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    auto weight = theta_.narrow(0, static_cast<std::int64_t>(network_.layout().layers[i].weight),
                                widths[i + 1] * widths[i]);
    stream.fill_uniform(Purpose::init_attacker, number + static_cast<std::int64_t>(i),
                        {weight.data_ptr<float>(), static_cast<std::size_t>(weight.numel())});
    weight *= std::sqrt(6.0 / static_cast<double>(widths[i]));
  }
  theta_.mutable_grad() = torch::empty_like(theta_);
}

/// Sets the gradient of the loss, a mean over the minibatch.
void PerceptronModel::differentiate(const torch::Tensor& features, const torch::Tensor& targets) {
  const auto size = static_cast<std::size_t>(features.size(0));
  if (loss_ == PerceptronLoss::cross_entropy)
    return network_.train(theta_.data_ptr<float>(), features.data_ptr<float>(),
                          targets.data_ptr<float>(), size, theta_.grad().data_ptr<float>());
  const auto d_out = ((guess(features) - targets).sign() / static_cast<double>(size)).contiguous();
  network_.backward(theta_.data_ptr<float>(), features.data_ptr<float>(), d_out.data_ptr<float>(),
                    size, theta_.grad().data_ptr<float>(), nullptr);
}

void PerceptronModel::learn(const torch::Tensor& features, const torch::Tensor& targets,
                            double progress) {
  differentiate(features.contiguous(), targets.contiguous());
  static_cast<torch::optim::AdamOptions&>(adam_.param_groups()[0].options())
      .lr(kRate * 0.5 * (1 + std::cos(std::numbers::pi * progress)));
  const torch::InferenceMode without_records;
  adam_.step();
}

torch::Tensor PerceptronModel::guess(const torch::Tensor& features) {
  const auto inputs = features.contiguous();
  auto out = torch::empty({inputs.size(0), outputs_});
  network_.forward(theta_.data_ptr<float>(), inputs.data_ptr<float>(),
                   static_cast<std::size_t>(inputs.size(0)), out.data_ptr<float>());
  return out;
}

namespace {

class PaperModel : public Model {
 public:
  PaperModel(std::int64_t bits, const NumberStream& stream, std::int64_t number)
      : eve_({.bits = bits, .keyed = false}, EngineKind::fused) {
    eve_.initialise(stream, Purpose::init_attacker, kGain, number);
  }
  void learn(const torch::Tensor& features, const torch::Tensor& targets,
             double progress) override {
    eve_.engine().train(features, {}, targets, MeanError(), {});
    eve_.step(kRate * std::pow(kLastOfRate, progress));
  }
  torch::Tensor guess(const torch::Tensor& features) override {
    auto out = torch::empty_like(features);
    eve_.engine().forward(features, {}, out);
    return out;
  }

 private:
  // As in preset `live`.
  static constexpr double kGain = 2;
  static constexpr double kRate = 0.003;
  static constexpr double kLastOfRate = 0.05;
  Learner eve_;
};

}  // namespace

std::unique_ptr<Model> paper_model(std::int64_t bits, const NumberStream& stream,
                                   std::int64_t number) {
  return std::make_unique<PaperModel>(bits, stream, number);
}

}  // namespace sotto
