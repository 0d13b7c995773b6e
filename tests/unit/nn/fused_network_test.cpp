#include "shared/nn/fused_kernels/fused_network.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <vector>

#include "tests/support/fused_problem.hpp"

namespace sotto::fused {
namespace {

using FusedNetworkTest = InstructionSetTest;
using Kind = Objective::Kind;

INSTANTIATE_TEST_SUITE_P(InstructionSets, FusedNetworkTest, testing::ValuesIn(targets()),
                         target_name);

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

/// The same of one example of the problem's minibatch.
std::vector<double> naive_outputs(const Problem& problem, std::size_t example) {
  const std::size_t n = problem.shape.outputs();
  const std::vector<double> theta(problem.theta.begin(), problem.theta.end());
  const auto* a = &problem.a[example * n];
  std::vector<double> input(a, a + n);
  if (problem.shape.keyed) {
    const auto* b = &problem.b[example * n];
    input.insert(input.end(), b, b + n);
  }
  return naive_outputs(problem.shape, theta, input);
}

/// Whether the outputs of that example are those of the definition.
void expect_as_defined(const Problem& problem, const Answer& answer, std::size_t example) {
  const auto wanted = naive_outputs(problem, example);
  for (std::size_t j = 0; j < wanted.size(); ++j)
    EXPECT_NEAR(answer.out[example * wanted.size() + j], wanted[j], 1e-5) << "example " << example;
}

TEST_P(FusedNetworkTest, UsesTheChosenInstructionSet) {
  EXPECT_STREQ(instruction_set(), hwy::TargetName(GetParam()));
}

TEST_P(FusedNetworkTest, AgreesWithItsDefinition) {
  const auto finite = [](float x) { return std::isfinite(x); };
  unsigned seed = 0;
  for (const int bits : kBits) {
    for (const std::size_t size : kSizes) {
      ++seed;
      const Problem problem({bits, seed % 2 == 0}, size, seed, 1.0F + static_cast<float>(seed % 3));
      SCOPED_TRACE(testing::Message() << bits << " bits, " << size << " examples");
      FusedNetwork network(problem.shape);
      const Answer answer = forward_and_back(network, problem);
      for (const auto example : {std::size_t{0}, size / 2, size - 1})
        expect_as_defined(problem, answer, example);
      EXPECT_TRUE(std::ranges::all_of(answer.d_theta, finite));
      EXPECT_TRUE(std::ranges::all_of(answer.d_a, finite));
    }
  }
}

TEST_P(FusedNetworkTest, AgreesWithCentralDifferences) {
  for (const Shape shape : {Shape{6, false}, Shape{6, true}, Shape{6, false, 11},
                            Shape{6, false, 3}, Shape{4, false, 70}}) {
    Problem problem(shape, 5, 7);
    std::fill(problem.bits.begin(), problem.bits.end(), 1.0F);  // no cancelling of examples
    FusedNetwork engine(shape);
    const Answer answer = train(engine, problem, {Kind::kMeanError, 1.0F});
    const std::size_t n = shape.outputs();
    const std::size_t values = shape.a();
    std::vector<double> theta(problem.theta.begin(), problem.theta.end());
    const auto loss = [&] {
      double sum = 0;
      for (std::size_t i = 0; i < problem.size; ++i) {
        std::vector<double> input(&problem.a[i * values], &problem.a[i * values] + values);
        if (shape.keyed) input.insert(input.end(), &problem.b[i * n], &problem.b[i * n] + n);
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

TEST_P(FusedNetworkTest, RepeatsBitForBit) {
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

TEST_P(FusedNetworkTest, TrainIsForwardAndBackward) {
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

TEST_P(FusedNetworkTest, SkippedGradientsChangeNothing) {
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

TEST_P(FusedNetworkTest, SaturatesWithoutNaN) {
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
    for (std::size_t example = 0; example < problem.size; ++example)
      expect_as_defined(problem, answer, example);
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

TEST_P(FusedNetworkTest, CountsZeroAsWrong) {
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
