// The fused network against LibTorch, which differentiates the same network by itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "shared/nn/torch.hpp"
#include "tests/support/fused_problem.hpp"

namespace sotto::fused {
namespace {

using FusedEngine = InstructionSetTest;
using Kind = Objective::Kind;

INSTANTIATE_TEST_SUITE_P(InstructionSets, FusedEngine, testing::ValuesIn(targets()), target_name);

/// The same network by LibTorch, differentiated by it.
struct Reference {
  const Problem& problem;
  torch::Dtype precision;
  torch::Tensor theta, a, out;

  explicit Reference(const Problem& the_problem, torch::Dtype the_precision = torch::kDouble)
      : problem(the_problem), precision(the_precision) {
    const auto n = static_cast<std::int64_t>(problem.shape.outputs());
    theta = tensor(problem.theta, {-1}).requires_grad_();
    a = tensor(problem.a, {-1, n}).requires_grad_();
    const auto x = problem.shape.keyed ? torch::cat({a, tensor(problem.b, {-1, n})}, 1) : a;
    std::int64_t next = 0;
    const auto take = [&](std::vector<std::int64_t> shape) {
      std::int64_t count = 1;
      for (const auto extent : shape) count *= extent;
      next += count;
      return theta.slice(0, next - count, next).view(shape);
    };
    const auto fc = take({2 * n, x.size(1)});
    auto y = torch::sigmoid(torch::linear(x, fc, take({2 * n}))).unsqueeze(1);
    const auto convolve = [&](std::vector<std::int64_t> shape, std::int64_t stride) {
      const auto weight = take(shape);
      const auto bias = take({shape[0]});
      y = torch::conv1d(y, weight, bias, stride);
    };
    y = torch::constant_pad_nd(y, {1, 2});
    convolve({2, 1, 4}, 1);
    y = torch::sigmoid(y);
    convolve({4, 2, 2}, 2);
    y = torch::sigmoid(y);
    convolve({4, 4, 1}, 1);
    y = torch::sigmoid(y);
    convolve({1, 4, 1}, 1);
    out = torch::tanh(y).squeeze(1);
  }

  torch::Tensor tensor(const Floats& values, std::vector<std::int64_t> shape) const {
    return torch::tensor(values).view(shape).to(precision);
  }

  /// The error of each example, in bits: [size].
  torch::Tensor errors() const {
    const auto n = static_cast<std::int64_t>(problem.shape.outputs());
    return ((tensor(problem.bits, {-1, n}) - out).abs() / 2).sum(1);
  }

  torch::Tensor objective(Kind kind) const {
    if (kind == Kind::kMeanError) return errors().mean();
    const double half = 0.5 * problem.shape.bits;
    return ((half - errors()) / half).square().mean();
  }
};

/// The greatest difference, relative to the greatest magnitude.
double difference(const Floats& got, const torch::Tensor& tensor) {
  const auto want = tensor.detach().contiguous().flatten();
  EXPECT_EQ(static_cast<std::int64_t>(got.size()), want.numel());
  double worst = 0;
  double greatest = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double expected = want.data_ptr<double>()[i];
    worst = std::max(worst, std::abs(got[i] - expected));
    greatest = std::max(greatest, std::abs(expected));
    if (std::isnan(got[i])) return std::numeric_limits<double>::infinity();
  }
  return worst / greatest;
}

/// Of each parameter tensor on its own, so that small ones are not hidden by large ones.
double parameter_difference(Shape shape, const Floats& got, const torch::Tensor& tensor) {
  const Layout at = layout(shape);
  const std::size_t starts[] = {at.fc_weight,    at.fc_bias,    at.conv1_weight, at.conv1_bias,
                                at.conv2_weight, at.conv2_bias, at.conv3_weight, at.conv3_bias,
                                at.conv4_weight, at.conv4_bias, at.count};
  double worst = 0;
  // A lone bias may cancel to nearly nothing: weights and biases of a layer together.
  for (std::size_t i = 0; i + 2 < std::size(starts); i += 2) {
    const auto first = static_cast<std::ptrdiff_t>(starts[i]);
    const auto last = static_cast<std::ptrdiff_t>(starts[i + 2]);
    worst = std::max(worst, difference(Floats(got.begin() + first, got.begin() + last),
                                       tensor.slice(0, first, last)));
  }
  return worst;
}

/// Expects the engine within 1e-5 of LibTorch in double precision; more where saturated outputs
/// make single precision itself bad, judged by LibTorch in single precision.
void expect_close(const Answer& answer, const Reference& exact, const Reference& rounded) {
  const auto flat = [](const torch::Tensor& tensor) {
    const auto values = tensor.detach().contiguous();
    return Floats(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
  };
  const auto allowed = [](double own) { return 1e-5 + 10 * own; };
  const Shape shape = exact.problem.shape;
  if (!answer.out.empty()) {
    EXPECT_LT(difference(answer.out, exact.out), 1e-5);
  }
  EXPECT_LT(difference(answer.d_a, exact.a.grad()),
            allowed(difference(flat(rounded.a.grad()), exact.a.grad())));
  EXPECT_LT(parameter_difference(shape, answer.d_theta, exact.theta.grad()),
            allowed(parameter_difference(shape, flat(rounded.theta.grad()), exact.theta.grad())));
}

TEST_P(FusedEngine, AgreesWithLibTorch) {
  unsigned seed = 0;
  for (const int bits : kBits) {
    for (const std::size_t size : kSizes) {
      ++seed;
      const Shape shape{bits, seed % 2 == 0};
      const Problem problem(shape, size, seed, 1.0F + static_cast<float>(seed % 3));
      SCOPED_TRACE(testing::Message() << bits << " bits, " << size << " examples");
      FusedNetwork engine(shape);

      const auto reference = [&](auto differentiate) {
        const Reference exact(problem);
        const Reference rounded(problem, torch::kFloat);
        differentiate(exact);
        differentiate(rounded);
        return std::pair(exact, rounded);
      };
      const auto n = static_cast<std::int64_t>(shape.outputs());
      const auto [exact, rounded] = reference([&](const Reference& r) {
        r.out.backward(r.tensor(problem.d_out, {-1, n}));
      });
      expect_close(forward_and_back(engine, problem), exact, rounded);

      for (const Kind kind : {Kind::kMeanError, Kind::kChance}) {
        const auto [exact_loss, rounded_loss] =
            reference([&](const Reference& r) { (r.objective(kind) * 0.25).backward(); });
        const Answer answer = train(engine, problem, {kind, 0.25F});
        expect_close(answer, exact_loss, rounded_loss);
        const double error = exact.objective(Kind::kMeanError).item<double>();
        const double chance = exact.objective(Kind::kChance).item<double>();
        EXPECT_NEAR(answer.loss.error_bits, error, 1e-5 * error);
        EXPECT_NEAR(answer.loss.chance, chance, 1e-5 * chance + 1e-7);
        const auto wrong = exact.out * exact.tensor(problem.bits, {-1, n}) <= 0;
        EXPECT_EQ(answer.loss.hard_errors, wrong.sum().item<std::int64_t>());
      }
    }
  }
}

}  // namespace
}  // namespace sotto::fused
