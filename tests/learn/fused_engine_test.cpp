#include "shared/nn/fused_kernels/fused_network.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "hwy/highway.h"

namespace sotto::fused {
namespace {

using Floats = std::vector<float>;
using Kind = Objective::Kind;

/// Parameters and a minibatch, reproducible from the seed.
struct Problem {
  Shape shape;
  std::size_t size;
  Floats theta, a, b, bits, d_out;

  Problem(Shape the_shape, std::size_t the_size, unsigned seed, float gain = 1.0F)
      : shape(the_shape), size(the_size) {
    std::mt19937 random(seed);
    const std::size_t n = shape.outputs();
    const Layout at = layout(shape);
    theta.resize(at.count);
    const auto fill = [&](std::size_t first, std::size_t count, std::size_t fans) {
      const float limit = gain * std::sqrt(6.0F / static_cast<float>(fans));
      std::uniform_real_distribution<float> weight(-limit, limit);
      std::generate_n(theta.begin() + static_cast<std::ptrdiff_t>(first), count,
                      [&] { return weight(random); });
    };
    fill(at.fc_weight, at.conv1_weight - at.fc_weight, shape.inputs() + shape.units());
    fill(at.conv1_weight, at.conv2_weight - at.conv1_weight, 4 + 8);
    fill(at.conv2_weight, at.conv3_weight - at.conv2_weight, 4 + 8);
    fill(at.conv3_weight, at.conv4_weight - at.conv3_weight, 4 + 4);
    fill(at.conv4_weight, at.count - at.conv4_weight, 4 + 1);

    std::bernoulli_distribution coin;
    std::uniform_real_distribution<float> real(-1.0F, 1.0F);
    a.resize(size * n);
    for (float& x : a) x = real(random);  // Eve's input is a ciphertext: reals
    if (shape.keyed) b.resize(size * n);
    for (float& x : b) x = coin(random) ? 1.0F : -1.0F;
    bits.resize(size * n);
    for (float& x : bits) x = coin(random) ? 1.0F : -1.0F;
    d_out.resize(size * n);
    for (float& x : d_out) x = real(random);
  }

  Inputs inputs() const { return {a.data(), shape.keyed ? b.data() : nullptr, size}; }
};

/// What a call gave.
struct Answer {
  Floats out, d_theta, d_a;
  Loss loss;
};

Answer forward_and_back(FusedNetwork& engine, const Problem& problem) {
  Answer answer;
  answer.out.resize(problem.a.size());
  answer.d_theta.resize(problem.theta.size());
  answer.d_a.resize(problem.a.size());
  engine.forward(problem.theta.data(), problem.inputs(), answer.out.data());
  engine.backward(problem.theta.data(), problem.inputs(), problem.d_out.data(),
                  {answer.d_theta.data(), answer.d_a.data()});
  return answer;
}

Answer train(FusedNetwork& engine, const Problem& problem, Objective objective) {
  Answer answer;
  answer.d_theta.resize(problem.theta.size());
  answer.d_a.resize(problem.a.size());
  answer.loss = engine.train(problem.theta.data(), problem.inputs(), problem.bits.data(), objective,
                             {answer.d_theta.data(), answer.d_a.data()});
  return answer;
}

/// The same network by LibTorch, differentiated by it.
struct Reference {
  const Problem& problem;
  torch::Dtype precision;
  torch::Tensor theta, a, out;

  explicit Reference(const Problem& the_problem, torch::Dtype the_precision = torch::kDouble)
      : problem(the_problem), precision(the_precision) {
    namespace F = torch::nn::functional;
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
    auto y = torch::sigmoid(F::linear(x, fc, take({2 * n}))).unsqueeze(1);
    const auto convolve = [&](std::vector<std::int64_t> shape, std::int64_t stride) {
      const auto weight = take(shape);
      const auto bias = take({shape[0]});
      y = F::conv1d(y, weight, F::Conv1dFuncOptions().bias(bias).stride(stride));
    };
    y = F::pad(y, F::PadFuncOptions({1, 2}));
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

/// Plain double-precision forward pass of one example, written from the definition.
std::vector<double> naive_outputs(Shape shape, const std::vector<double>& theta,
                                  const std::vector<double>& input) {
  const Layout at = layout(shape);
  const std::size_t n = shape.outputs();
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  std::vector<double> h0(2 * n + 3);
  for (std::size_t u = 0; u < 2 * n; ++u) {
    double sum = theta[at.fc_bias + u];
    for (std::size_t i = 0; i < input.size(); ++i) {
      sum += theta[at.fc_weight + u * input.size() + i] * input[i];
    }
    h0[1 + u] = sigmoid(sum);
  }
  std::vector<double> h1[2] = {std::vector<double>(2 * n), std::vector<double>(2 * n)};
  for (std::size_t c = 0; c < 2; ++c) {
    for (std::size_t p = 0; p < 2 * n; ++p) {
      double sum = theta[at.conv1_bias + c];
      for (std::size_t k = 0; k < 4; ++k) sum += theta[at.conv1_weight + 4 * c + k] * h0[p + k];
      h1[c][p] = sigmoid(sum);
    }
  }
  std::vector<double> out(n);
  for (std::size_t p = 0; p < n; ++p) {
    double h2[4], h3[4];
    for (std::size_t c = 0; c < 4; ++c) {
      double sum = theta[at.conv2_bias + c];
      for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t k = 0; k < 2; ++k) {
          sum += theta[at.conv2_weight + 4 * c + 2 * i + k] * h1[i][2 * p + k];
        }
      }
      h2[c] = sigmoid(sum);
    }
    for (std::size_t c = 0; c < 4; ++c) {
      double sum = theta[at.conv3_bias + c];
      for (std::size_t i = 0; i < 4; ++i) sum += theta[at.conv3_weight + 4 * c + i] * h2[i];
      h3[c] = sigmoid(sum);
    }
    double sum = theta[at.conv4_bias];
    for (std::size_t i = 0; i < 4; ++i) sum += theta[at.conv4_weight + i] * h3[i];
    out[p] = std::tanh(sum);
  }
  return out;
}

/// Every test runs once for each instruction set of this machine.
class EngineTest : public testing::TestWithParam<std::int64_t> {
 protected:
  void SetUp() override { hwy::SetSupportedTargetsForTest(GetParam()); }
  void TearDown() override { hwy::SetSupportedTargetsForTest(0); }
};

std::vector<std::int64_t> targets() {
  std::vector<std::int64_t> present;
  for (const std::int64_t target : {HWY_AVX3, HWY_AVX2, HWY_NEON}) {
    if ((hwy::SupportedTargets() & target) != 0) present.push_back(target);
  }
  present.push_back(HWY_STATIC_TARGET);
  return present;
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, EngineTest, testing::ValuesIn(targets()),
                         [](const auto& tested) {
                           return std::string(hwy::TargetName(tested.param));
                         });

constexpr int kBits[] = {4, 6, 16, 30, 32, 64, 128};
constexpr std::size_t kSizes[] = {1, 2, 3, 63, 64, 65, 100, 512, 1000};

TEST_P(EngineTest, UsesTheChosenInstructionSet) {
  EXPECT_STREQ(instruction_set(), hwy::TargetName(GetParam()));
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

TEST_P(EngineTest, AgreesWithLibTorch) {
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

TEST_P(EngineTest, AgreesWithCentralDifferences) {
  for (const bool keyed : {false, true}) {
    const Shape shape{6, keyed};
    Problem problem(shape, 5, 7);
    std::fill(problem.bits.begin(), problem.bits.end(), 1.0F);  // no cancelling of examples
    FusedNetwork engine(shape);
    const Answer answer = train(engine, problem, {Kind::kMeanError, 1.0F});
    const std::size_t n = shape.outputs();
    std::vector<double> theta(problem.theta.begin(), problem.theta.end());
    const auto loss = [&] {
      double sum = 0;
      for (std::size_t i = 0; i < problem.size; ++i) {
        std::vector<double> input(&problem.a[i * n], &problem.a[i * n] + n);
        if (keyed) input.insert(input.end(), &problem.b[i * n], &problem.b[i * n] + n);
        const auto out = naive_outputs(shape, theta, input);
        for (std::size_t j = 0; j < n; ++j) sum += std::abs(problem.bits[i * n + j] - out[j]) / 2;
      }
      return sum / static_cast<double>(problem.size);
    };
    EXPECT_NEAR(answer.loss.error_bits, loss(), 1e-6 * loss());
    double greatest = 0;
    for (const float d : answer.d_theta) greatest = std::max(greatest, std::abs(double{d}));
    for (std::size_t i = 0; i < theta.size(); ++i) {
      const double step = 1e-5;
      const double middle = theta[i];
      theta[i] = middle + step;
      const double above = loss();
      theta[i] = middle - step;
      const double below = loss();
      theta[i] = middle;
      EXPECT_NEAR(answer.d_theta[i], (above - below) / (2 * step), 1e-5 * greatest) << i;
    }
  }
}

TEST_P(EngineTest, RepeatsBitForBit) {
  const Shape shape{30, true};
  const Problem problem(shape, 131, 11);
  FusedNetwork engine(shape);
  const Answer first = train(engine, problem, {});

  // Another engine history: other sizes, other data, infinities left in the scratch.
  train(engine, Problem(shape, 1, 12), {});
  Problem wild(shape, 200, 13);
  std::fill(wild.a.begin(), wild.a.end(), std::numeric_limits<float>::infinity());
  train(engine, wild, {});

  for (std::size_t shift = 0; shift < 4; ++shift) {
    const auto moved = [shift](const Floats& values, Floats& room) {
      room.assign(values.size() + 8, -7.0F);
      std::copy(values.begin(), values.end(), room.begin() + static_cast<std::ptrdiff_t>(shift));
      return room.data() + shift;
    };
    Floats rooms[6];
    const Floats nothing_theta(problem.theta.size());
    const Floats nothing_a(problem.a.size());
    float* d_theta = moved(nothing_theta, rooms[4]);
    float* d_a = moved(nothing_a, rooms[5]);
    const Loss loss =
        engine.train(moved(problem.theta, rooms[0]),
                     {moved(problem.a, rooms[1]), moved(problem.b, rooms[2]), problem.size},
                     moved(problem.bits, rooms[3]), {}, {d_theta, d_a});
    EXPECT_EQ(std::memcmp(d_theta, first.d_theta.data(), first.d_theta.size() * sizeof(float)), 0);
    EXPECT_EQ(std::memcmp(d_a, first.d_a.data(), first.d_a.size() * sizeof(float)), 0);
    EXPECT_EQ(loss.error_bits, first.loss.error_bits);
    EXPECT_EQ(loss.hard_errors, first.loss.hard_errors);
    EXPECT_EQ(d_theta[problem.theta.size()], -7.0F);  // nothing past the end
    EXPECT_EQ(d_a[problem.a.size()], -7.0F);
  }
}

TEST_P(EngineTest, TrainIsForwardAndBackward) {
  for (const int bits : {6, 16}) {
    const Shape shape{bits, true};
    Problem problem(shape, 128, 17);
    FusedNetwork engine(shape);
    const Answer trained = train(engine, problem, {});
    // Powers of two in the factor, so that it is exact either way.
    for (std::size_t i = 0; i < problem.bits.size(); ++i) {
      problem.d_out[i] = -0.5F / 128.0F * problem.bits[i];
    }
    const Answer apart = forward_and_back(engine, problem);
    EXPECT_EQ(apart.d_theta, trained.d_theta);
    EXPECT_EQ(apart.d_a, trained.d_a);
    const Loss loss = engine.evaluate(problem.theta.data(), problem.inputs(), problem.bits.data());
    EXPECT_EQ(loss.error_bits, trained.loss.error_bits);
    EXPECT_EQ(loss.chance, trained.loss.chance);
    EXPECT_EQ(loss.hard_errors, trained.loss.hard_errors);
  }
}

TEST_P(EngineTest, SkippedGradientsChangeNothing) {
  const Shape shape{16, false};
  const Problem problem(shape, 70, 19);
  FusedNetwork engine(shape);
  const Answer both = train(engine, problem, {});
  Floats d_theta(problem.theta.size());
  Floats d_a(problem.a.size());
  engine.train(problem.theta.data(), problem.inputs(), problem.bits.data(), {},
               {d_theta.data(), nullptr});
  engine.train(problem.theta.data(), problem.inputs(), problem.bits.data(), {},
               {nullptr, d_a.data()});
  EXPECT_EQ(d_theta, both.d_theta);
  EXPECT_EQ(d_a, both.d_a);
}

TEST_P(EngineTest, SaturatesWithoutNaN) {
  const Shape shape{4, false};
  Problem problem(shape, 9, 23);
  FusedNetwork engine(shape);
  for (const float size : {0.0F, 1e-30F, 80.0F, 1e4F, 1e30F, 3e38F}) {
    // One non-zero input, so that the sums themselves stay finite.
    for (std::size_t i = 0; i < problem.a.size(); ++i) {
      problem.a[i] = i % 4 == 0 ? (i % 8 == 0 ? size : -size) : 0.0F;
    }
    for (std::size_t i = 0; i < 8 * 4; ++i) problem.theta[i] = i % 3 == 0 ? 1.0F : -1.0F;
    const Answer answer = forward_and_back(engine, problem);
    EXPECT_LT(difference(answer.out, Reference(problem).out), 1e-5) << size;
    const auto finite = [](float x) { return std::isfinite(x); };
    EXPECT_TRUE(std::all_of(answer.d_theta.begin(), answer.d_theta.end(), finite)) << size;
  }
  // The tanh alone: conv4 without weights puts its bias on every output.
  const Layout at = layout(shape);
  std::fill_n(&problem.theta[at.conv4_weight], 4, 0.0F);
  for (const float x : {0.0F, 1e-30F, 1e-5F, 0.1F, 0.39F, 0.41F, 2.0F, 9.0F, 50.0F, 3e38F}) {
    for (const float bias : {x, -x}) {
      problem.theta[at.conv4_bias] = bias;
      const float out = forward_and_back(engine, problem).out[0];
      EXPECT_NEAR(out, std::tanh(double{bias}), 1e-6 * std::abs(std::tanh(double{bias})));
    }
  }
}

TEST_P(EngineTest, CountsZeroAsWrong) {
  const Shape shape{4, false};
  Problem problem(shape, 3, 29);
  FusedNetwork engine(shape);
  std::fill(problem.theta.begin(), problem.theta.end(), 0.0F);
  const Loss loss = engine.evaluate(problem.theta.data(), problem.inputs(), problem.bits.data());
  EXPECT_EQ(loss.hard_errors, 12);
  EXPECT_EQ(loss.error_bits, 2.0);
  EXPECT_EQ(loss.chance, 0.0);
}

TEST(FusedNetwork, RefusesWhatItCannotServe) {
  EXPECT_THROW(FusedNetwork({5, true}), std::invalid_argument);
  EXPECT_THROW(FusedNetwork({2, true}), std::invalid_argument);
  EXPECT_THROW(FusedNetwork({130, true}), std::invalid_argument);
  const Problem problem({4, true}, 3, 31);
  FusedNetwork eve({4, false});
  Floats out(12);
  EXPECT_THROW(eve.forward(problem.theta.data(), problem.inputs(), out.data()),
               std::invalid_argument);
  EXPECT_THROW(eve.forward(problem.theta.data(), {problem.a.data(), nullptr, 0}, out.data()),
               std::invalid_argument);
}

}  // namespace
}  // namespace sotto::fused
