#include "shared/nn/fused_kernels/product_network.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include "tests/support/fused_problem.hpp"

namespace sotto::fused {
namespace {

using FusedProductNetworkTest = InstructionSetTest;
using ProductKind = ProductObjective::Kind;

INSTANTIATE_TEST_SUITE_P(InstructionSets, FusedProductNetworkTest, testing::ValuesIn(targets()),
                         target_name);

struct ProductProblem {
  ProductShape shape;
  std::size_t size;
  Floats theta, a, b, bits;

  ProductProblem(ProductShape the_shape, std::size_t the_size, unsigned seed)
      : shape(the_shape), size(the_size), theta(ProductLayout(the_shape).count) {
    std::mt19937 random(seed);
    std::bernoulli_distribution coin;
    std::uniform_real_distribution<float> weight(-0.5F, 0.5F);
    const auto values = [&](Floats& of, auto&& draw) {
      for (float& x : of) x = draw();
    };
    const auto coins = [&] { return coin(random) ? 1.0F : -1.0F; };
    values(theta, [&] { return weight(random); });
    a.resize(size * shape.numbers_of_a());
    b.resize(size * shape.numbers_of_b());
    bits.resize(size * shape.bits);
    values(a, [&] { return 2 * weight(random); });
    values(b, coins);
    values(bits, coins);
  }

  Inputs inputs() const { return {a.data(), shape.keyed ? b.data() : nullptr, size}; }
};

Answer train(FusedProductNetwork& network, const ProductProblem& problem,
             ProductObjective objective = {}) {
  Answer answer;
  answer.d_theta.resize(problem.theta.size());
  answer.d_a.resize(problem.a.size());
  answer.loss = network.train(problem.theta.data(), problem.inputs(), problem.bits.data(),
                              objective, {answer.d_theta.data(), answer.d_a.data()});
  return answer;
}

/// tanh(O tanh((A z + a) * (B z + b)) + o) of one example, written from the definition.
std::vector<double> naive_outputs(const ProductProblem& problem, const std::vector<double>& theta,
                                  const std::vector<double>& a, std::size_t example) {
  const auto bits = problem.shape.bits;
  const auto units = problem.shape.units;
  const auto from_a = problem.shape.numbers_of_a();
  const auto from_b = problem.shape.numbers_of_b();
  const ProductLayout at(problem.shape);
  std::vector<double> z(from_a);
  for (std::size_t i = 0; i < from_a; ++i) z[i] = a[example * from_a + i];
  for (std::size_t i = 0; i < from_b; ++i) z.push_back(problem.b[example * from_b + i]);
  const auto factor = [&](std::size_t row) {
    double sum = theta[at.factors_bias + row];
    for (std::size_t i = 0; i < z.size(); ++i)
      sum += theta[at.factors_weight + row * z.size() + i] * z[i];
    return sum;
  };
  std::vector<double> out(bits);
  for (std::size_t j = 0; j < bits; ++j) {
    double sum = theta[at.out_bias + j];
    for (std::size_t u = 0; u < units; ++u)
      sum += theta[at.out_weight + j * units + u] * std::tanh(factor(u) * factor(units + u));
    out[j] = std::tanh(sum);
  }
  return out;
}

double naive_loss(const ProductProblem& problem, const std::vector<double>& theta,
                  const std::vector<double>& a, ProductKind kind) {
  const auto bits = problem.shape.bits;
  double sum = 0;
  for (std::size_t i = 0; i < problem.size; ++i) {
    const auto out = naive_outputs(problem, theta, a, i);
    for (std::size_t j = 0; j < bits; ++j) {
      const double bit = problem.bits[i * bits + j];
      sum += kind == ProductKind::kMeanError
                 ? std::abs(bit - out[j]) / 2
                 : std::log2(1 + std::exp(-2 * bit * std::atanh(out[j])));
    }
  }
  return sum / static_cast<double>(problem.size);
}

std::vector<double> doubles(const Floats& values) { return {values.begin(), values.end()}; }

TEST_P(FusedProductNetworkTest, AgreesWithItsDefinition) {
  unsigned seed = 0;
  for (const std::size_t bits : {4U, 6U, 16U, 64U}) {
    for (const std::size_t size : kSizes) {
      ++seed;
      const ProductProblem problem(
          {.bits = bits, .keyed = seed % 2 == 0, .units = 1 + 3 * (seed % 7)}, size, seed);
      SCOPED_TRACE(testing::Message() << bits << " bits, " << size << " examples");
      FusedProductNetwork network(problem.shape);
      Floats out(problem.bits.size());
      network.forward(problem.theta.data(), problem.inputs(), out.data());
      for (const auto example : {std::size_t{0}, size / 2, size - 1}) {
        const auto wanted =
            naive_outputs(problem, doubles(problem.theta), doubles(problem.a), example);
        for (std::size_t j = 0; j < bits; ++j)
          EXPECT_NEAR(out[example * bits + j], wanted[j], 1e-5) << "example " << example;
      }
    }
  }
}

TEST_P(FusedProductNetworkTest, AgreesWithCentralDifferences) {
  const ProductShape shapes[] = {{.bits = 6, .keyed = false, .units = 5},
                                 {.bits = 6, .keyed = true, .units = 5},
                                 {.bits = 1, .keyed = true, .units = 5, .a = 9, .b = 8},
                                 {.bits = 8, .keyed = true, .units = 5, .a = 3},
                                 {.bits = 1, .keyed = false, .units = 5, .a = 37}};
  for (const auto& shape : shapes)
    for (const auto kind : {ProductKind::kMeanError, ProductKind::kCrossEntropy}) {
      const ProductProblem problem(shape, 5, 7);
      FusedProductNetwork network(problem.shape);
      const Answer answer = train(network, problem, {kind, 0.5F});
      auto theta = doubles(problem.theta);
      auto a = doubles(problem.a);
      const auto expect_gradient = [&](std::vector<double>& of, const Floats& gradient) {
        for (std::size_t i = 0; i < of.size(); ++i) {
          constexpr double kStep = 1e-5;
          const double middle = of[i];
          of[i] = middle + kStep;
          const double above = naive_loss(problem, theta, a, kind);
          of[i] = middle - kStep;
          const double below = naive_loss(problem, theta, a, kind);
          of[i] = middle;
          EXPECT_NEAR(gradient[i], 0.5 * (above - below) / (2 * kStep), 1e-5) << i;
        }
      };
      expect_gradient(theta, answer.d_theta);
      expect_gradient(a, answer.d_a);
      EXPECT_NEAR(answer.loss.error_bits, naive_loss(problem, theta, a, ProductKind::kMeanError),
                  1e-5)
          << "whatever is differentiated, errors are in bits";
    }
}

TEST_P(FusedProductNetworkTest, RepeatsBitForBitWhateverItSawBefore) {
  const ProductProblem problem({.bits = 16, .keyed = true, .units = 24}, 131, 11);
  FusedProductNetwork network(problem.shape);
  const Answer first = train(network, problem);
  ProductProblem wild(problem.shape, 200, 13);
  for (float& x : wild.a) x = std::numeric_limits<float>::infinity();
  train(network, wild);
  const Answer again = train(network, problem);
  EXPECT_EQ(again.d_theta, first.d_theta);
  EXPECT_EQ(again.d_a, first.d_a);
  EXPECT_EQ(again.loss.error_bits, first.loss.error_bits);
  const Loss loss = network.evaluate(problem.theta.data(), problem.inputs(), problem.bits.data());
  EXPECT_EQ(loss.error_bits, first.loss.error_bits);
  EXPECT_EQ(loss.hard_errors, first.loss.hard_errors);
}

TEST_P(FusedProductNetworkTest, BackwardIsTrainWithTheObjectivesGradient) {
  const ProductProblem problem({.bits = 6, .keyed = true, .units = 9}, 128, 17);
  FusedProductNetwork network(problem.shape);
  const Answer trained = train(network, problem);
  Floats d_out(problem.bits.size());
  for (std::size_t i = 0; i < d_out.size(); ++i) d_out[i] = -0.5F / 128.0F * problem.bits[i];
  Answer apart = trained;
  network.backward(problem.theta.data(), problem.inputs(), d_out.data(),
                   {apart.d_theta.data(), apart.d_a.data()});
  for (std::size_t i = 0; i < trained.d_theta.size(); ++i)
    EXPECT_NEAR(apart.d_theta[i], trained.d_theta[i], 1e-6) << i;
}

TEST(FusedProductNetwork, RefusesShapesThatItDoesNotKnow) {
  for (const std::size_t bits : {0U, 129U, 1'000'000U})
    EXPECT_THROW(FusedProductNetwork({.bits = bits, .keyed = true, .units = 4}),
                 std::invalid_argument)
        << bits;
  EXPECT_THROW(FusedProductNetwork({.bits = 16, .keyed = true, .units = 0}), std::invalid_argument);
}

}  // namespace
}  // namespace sotto::fused
