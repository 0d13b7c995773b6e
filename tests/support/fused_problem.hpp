// Problems for the fused network, and its answers to them, for each instruction set of this
// machine.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "hwy/highway.h"
#include "shared/nn/fused_kernels/fused_network.hpp"

namespace sotto::fused {

using Floats = std::vector<float>;

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
    a.resize(size * shape.a());
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

inline Answer forward_and_back(FusedNetwork& engine, const Problem& problem) {
  Answer answer;
  answer.out.resize(problem.bits.size());
  answer.d_theta.resize(problem.theta.size());
  answer.d_a.resize(problem.a.size());
  engine.forward(problem.theta.data(), problem.inputs(), answer.out.data());
  engine.backward(problem.theta.data(), problem.inputs(), problem.d_out.data(),
                  {answer.d_theta.data(), answer.d_a.data()});
  return answer;
}

inline Answer train(FusedNetwork& engine, const Problem& problem, Objective objective) {
  Answer answer;
  answer.d_theta.resize(problem.theta.size());
  answer.d_a.resize(problem.a.size());
  answer.loss = engine.train(problem.theta.data(), problem.inputs(), problem.bits.data(), objective,
                             {answer.d_theta.data(), answer.d_a.data()});
  return answer;
}

/// Every test runs once for each instruction set of this machine.
class InstructionSetTest : public testing::TestWithParam<std::int64_t> {
 protected:
  void SetUp() override { hwy::SetSupportedTargetsForTest(GetParam()); }
  void TearDown() override { hwy::SetSupportedTargetsForTest(0); }
};

inline std::vector<std::int64_t> targets() {
  std::vector<std::int64_t> present;
  for (const std::int64_t target : {HWY_AVX3, HWY_AVX2, HWY_NEON}) {
    if ((hwy::SupportedTargets() & target) != 0) present.push_back(target);
  }
  present.push_back(HWY_STATIC_TARGET);
  return present;
}

inline std::string target_name(const testing::TestParamInfo<std::int64_t>& tested) {
  return hwy::TargetName(tested.param);
}

inline constexpr int kBits[] = {4, 6, 16, 30, 32, 64, 128};
inline constexpr std::size_t kSizes[] = {1, 2, 3, 63, 64, 65, 100, 512, 1000};

}  // namespace sotto::fused
