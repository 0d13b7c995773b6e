#include "shared/nn/fused_kernels/perceptron.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include "tests/support/fused_problem.hpp"

namespace sotto::fused {
namespace {

using FusedPerceptronTest = InstructionSetTest;

INSTANTIATE_TEST_SUITE_P(InstructionSets, FusedPerceptronTest, testing::ValuesIn(targets()),
                         target_name);

struct PerceptronProblem {
  PerceptronShape shape;
  std::size_t size;
  Floats theta, inputs, bits;

  PerceptronProblem(PerceptronShape the_shape, std::size_t the_size, unsigned seed)
      : shape(std::move(the_shape)),
        size(the_size),
        theta(PerceptronLayout(shape).count),
        inputs(size * shape.front()),
        bits(size * shape.back()) {
    std::mt19937 random(seed);
    std::bernoulli_distribution coin;
    std::uniform_real_distribution<float> weight(-0.4F, 0.4F);
    for (float& x : theta) x = weight(random);
    for (float& x : inputs) x = 2 * weight(random);
    for (float& x : bits) x = coin(random) ? 1.0F : -1.0F;
  }
};

Floats gradient(FusedPerceptron& network, const PerceptronProblem& problem) {
  Floats d_theta(problem.theta.size());
  network.train(problem.theta.data(), problem.inputs.data(), problem.bits.data(), problem.size,
                d_theta.data());
  return d_theta;
}

/// The outputs of one example, written from the definition.
std::vector<double> naive_outputs(const PerceptronProblem& problem,
                                  const std::vector<double>& theta, std::size_t example) {
  const auto& shape = problem.shape;
  const PerceptronLayout at(shape);
  std::vector<double> x(shape[0]);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = problem.inputs[example * shape[0] + i];
  for (std::size_t layer = 0; layer + 1 < shape.size(); ++layer) {
    std::vector<double> y(shape[layer + 1]);
    for (std::size_t j = 0; j < y.size(); ++j) {
      y[j] = theta[at.layers[layer].bias + j];
      for (std::size_t i = 0; i < x.size(); ++i)
        y[j] += theta[at.layers[layer].weight + j * x.size() + i] * x[i];
      if (layer + 2 < shape.size()) y[j] = std::max(y[j], 0.0);
    }
    x = y;
  }
  return x;
}

double naive_loss(const PerceptronProblem& problem, const std::vector<double>& theta) {
  double sum = 0;
  for (std::size_t i = 0; i < problem.size; ++i) {
    const auto out = naive_outputs(problem, theta, i);
    for (std::size_t j = 0; j < out.size(); ++j)
      sum += std::log1p(std::exp(-2 * problem.bits[i * out.size() + j] * out[j]));
  }
  return sum / static_cast<double>(problem.size);
}

TEST_P(FusedPerceptronTest, AgreesWithItsDefinition) {
  unsigned seed = 0;
  for (const PerceptronShape& shape : std::vector<PerceptronShape>{
           {1, 1}, {5, 3}, {16, 33, 16}, {16, 64, 48, 16}, {136, 40, 120}, {7, 6, 5, 4, 3}}) {
    for (const std::size_t size : kSizes) {
      const PerceptronProblem problem(shape, size, ++seed);
      SCOPED_TRACE(testing::Message() << shape.size() << " widths, " << size << " examples");
      FusedPerceptron network(shape);
      Floats out(problem.bits.size());
      network.forward(problem.theta.data(), problem.inputs.data(), size, out.data());
      for (const auto example : {std::size_t{0}, size / 2, size - 1}) {
        const auto wanted =
            naive_outputs(problem, {problem.theta.begin(), problem.theta.end()}, example);
        for (std::size_t j = 0; j < wanted.size(); ++j)
          EXPECT_NEAR(out[example * wanted.size() + j], wanted[j], 1e-4) << "example " << example;
      }
    }
  }
}

TEST_P(FusedPerceptronTest, AgreesWithCentralDifferences) {
  unsigned seed = 40;
  for (const PerceptronShape& shape :
       std::vector<PerceptronShape>{{5, 3}, {4, 7, 5}, {6, 9, 8, 3}}) {
    const PerceptronProblem problem(shape, 37, ++seed);
    FusedPerceptron network(shape);
    const Floats found = gradient(network, problem);
    std::vector<double> theta(problem.theta.begin(), problem.theta.end());
    for (std::size_t i = 0; i < theta.size(); ++i) {
      constexpr double kStep = 1e-6;
      const double middle = theta[i];
      theta[i] = middle + kStep;
      const double above = naive_loss(problem, theta);
      theta[i] = middle - kStep;
      const double below = naive_loss(problem, theta);
      theta[i] = middle;
      EXPECT_NEAR(found[i], (above - below) / (2 * kStep), 1e-5) << i;
    }
  }
}

/// Of the cross entropy, from the outputs' gradient.
TEST_P(FusedPerceptronTest, GoesBackFromAnyGradientOfItsOutputs) {
  unsigned seed = 60;
  for (const PerceptronShape& shape :
       std::vector<PerceptronShape>{{5, 3}, {16, 40, 24, 16}, {7, 6, 5, 4, 3}}) {
    for (const std::size_t size : kSizes) {
      const PerceptronProblem problem(shape, size, ++seed);
      FusedPerceptron network(shape);
      Floats d_out(problem.bits.size());
      network.forward(problem.theta.data(), problem.inputs.data(), size, d_out.data());
      for (std::size_t i = 0; i < d_out.size(); ++i)
        d_out[i] = (std::tanh(d_out[i]) - problem.bits[i]) / static_cast<float>(size);
      const Floats wanted = gradient(network, problem);
      Floats found(wanted.size());
      Floats d_inputs(problem.inputs.size());
      network.backward(problem.theta.data(), problem.inputs.data(), d_out.data(), size,
                       found.data(), d_inputs.data());
      for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_NEAR(found[i], wanted[i], 1e-5) << i;
      Floats alone(d_inputs.size());
      network.backward(problem.theta.data(), problem.inputs.data(), d_out.data(), size, nullptr,
                       alone.data());
      EXPECT_EQ(alone, d_inputs);

      // By central differences, of one example's inputs.
      const auto example = size / 2;
      const std::vector<double> theta(problem.theta.begin(), problem.theta.end());
      const auto at = example * shape.front();
      for (std::size_t i = at; i < at + shape.front(); ++i) {
        constexpr float kStep = 1e-3F;
        auto moved = problem;
        moved.inputs[i] += kStep;
        const auto above = naive_outputs(moved, theta, example);
        moved.inputs[i] -= 2 * kStep;
        const auto below = naive_outputs(moved, theta, example);
        double slope = 0;
        for (std::size_t j = 0; j < above.size(); ++j)
          slope += d_out[example * above.size() + j] * (above[j] - below[j]) / (2 * kStep);
        EXPECT_NEAR(d_inputs[i], slope, 1e-3) << i;
      }
    }
  }
}

TEST_P(FusedPerceptronTest, RepeatsBitForBitWhateverItSawBefore) {
  const PerceptronProblem problem({16, 40, 24, 16}, 131, 11);
  FusedPerceptron network(problem.shape);
  const Floats first = gradient(network, problem);
  PerceptronProblem wild(problem.shape, 200, 13);
  for (float& x : wild.inputs) x = std::numeric_limits<float>::infinity();
  gradient(network, wild);
  EXPECT_EQ(gradient(network, problem), first);
}

TEST(FusedPerceptron, RefusesLayersWithoutValues) {
  for (const auto& shape : std::vector<PerceptronShape>{{}, {16}, {16, 0, 16}, {0, 4}})
    EXPECT_THROW(FusedPerceptron{shape}, std::invalid_argument);
}

}  // namespace
}  // namespace sotto::fused
