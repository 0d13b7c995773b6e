#include "shared/nn/linear_reader.hpp"

namespace sotto {
namespace {

/// It hears one of so many minibatches: the others would tell it little more, and a step waits for
/// it.
constexpr std::int64_t kHearsOneOf = 4;
/// What is left of a minibatch's weight when the next one is heard: the last 25 heard count most.
constexpr double kForgetting = 0.96;
/// Heard minibatches from one fit to the next, and before the first.
constexpr std::int64_t kBetweenFits = 5;
/// Of the mean square of an input: so small that it only keeps numbers that never vary from making
/// the system singular.
constexpr double kRidge = 1e-5;

}  // namespace

LinearReader::LinearReader(std::int64_t bits)
    : bits_(bits), sums_(torch::zeros({2 * bits + 1, 2 * bits + 1}, torch::kDouble)) {}

std::optional<double> LinearReader::judge_and_learn(const torch::Tensor& ciphertext,
                                                    const torch::Tensor& plaintext) {
  if (offered_++ % kHearsOneOf != 0) return std::nullopt;
  const torch::NoGradGuard none;
  const auto rows = ciphertext.size(0);
  if (!joined_.defined() || joined_.size(0) != rows) joined_ = torch::ones({rows, 2 * bits_ + 1});
  joined_.slice(1, 0, bits_).copy_(ciphertext);
  joined_.slice(1, bits_ + 1).copy_(plaintext);
  std::optional<double> wrong;
  if (weights_.defined()) {
    const auto guess = joined_.slice(1, 0, bits_ + 1).mm(weights_);
    const auto* guesses = guess.data_ptr<float>();
    const auto* bits = plaintext.data_ptr<float>();
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < rows * bits_; ++i) count += guesses[i] * bits[i] > 0 ? 0 : 1;
    wrong = static_cast<double>(count) / static_cast<double>(rows);
  }
  sums_.mul_(kForgetting).add_(joined_.t().mm(joined_));
  if (++heard_ % kBetweenFits == 0) fit();
  return wrong;
}

void LinearReader::fit() {
  const auto inputs = bits_ + 1;
  const auto squares = sums_.slice(0, 0, inputs).slice(1, 0, inputs);
  const auto products = sums_.slice(0, 0, inputs).slice(1, inputs);
  const auto ridge = kRidge * squares.diagonal().mean() * torch::eye(inputs, torch::kDouble);
  weights_ = torch::linalg_solve(squares + ridge, products).to(torch::kFloat).contiguous();
}

}  // namespace sotto
