#include "shared/nn/feature_matching.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

torch::Tensor one_bit() { return torch::tensor({1.0F, 1.0F, -1.0F, -1.0F}).unsqueeze(1); }

TEST(FeatureMatching, IsOneOfAUnitThatGoesWithABit) {
  EXPECT_NEAR(feature_matching(one_bit(), one_bit()).item<double>(), 1, 1e-5);
  EXPECT_NEAR(feature_matching(7 - 3 * one_bit(), one_bit()).item<double>(), 1, 1e-5)
      << "whatever its mean, scale and sign";
}

TEST(FeatureMatching, IsNothingOfAUnitThatKnowsNoBitOrNeverVaries) {
  const auto other = torch::tensor({1.0F, -1.0F, 1.0F, -1.0F}).unsqueeze(1);
  EXPECT_NEAR(feature_matching(other, one_bit()).item<double>(), 0, 1e-9);
  EXPECT_NEAR(feature_matching(torch::ones({4, 1}), one_bit()).item<double>(), 0, 1e-9);
}

TEST(FeatureMatching, IsTheMeanOverUnitsAndTargets) {
  const auto other = torch::tensor({1.0F, -1.0F, 1.0F, -1.0F}).unsqueeze(1);
  EXPECT_NEAR(feature_matching(torch::cat({one_bit(), other}, 1), one_bit()).item<double>(), 0.5,
              1e-5);
  EXPECT_NEAR(feature_matching(one_bit(), torch::cat({one_bit(), other}, 1)).item<double>(), 0.5,
              1e-5);
}

TEST(FeatureMatching, ADownhillStepMakesUnitsTellLess) {
  torch::manual_seed(3);
  auto hidden = (torch::randn({200, 5}) + torch::randn({200, 1}).sign()).requires_grad_(true);
  const auto target = (hidden.detach().mean(1, true) > 0).to(torch::kFloat32) * 2 - 1;
  const auto before = feature_matching(hidden, target);
  const auto slope = torch::autograd::grad({before}, {hidden})[0];
  const auto after = feature_matching(hidden - 10 * slope, target);
  EXPECT_LT(after.item<double>(), before.item<double>());
}

}  // namespace
}  // namespace sotto
