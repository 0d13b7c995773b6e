#include "shared/nn/weight_digest.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "shared/nn/mix_transform.hpp"

namespace sotto {
namespace {

TEST(WeightDigest, IsTheSha256OfTheFlatFloats) {
  const auto zero = std::make_shared<MixTransform>(
      NetworkShape{.bits = 4, .keyed = false});  // 95 zero floats: sha256 of 380 zero bytes
  EXPECT_EQ(zero->flat().numel(), 95);
  EXPECT_EQ(weight_digest(*zero),
            "08c3e5bbea4fba57201a69d4bf70a0d255df921fdef4924c22da087f9338c2bc");
}

TEST(WeightDigest, TellsWeightsApartThatDifferInTheLastBit) {
  const auto one = std::make_shared<MixTransform>(NetworkShape{.bits = 4, .keyed = false});
  one->initialise(NumberStream::public_stream(1), Purpose::init_eve, 1.0);
  const auto two = std::make_shared<MixTransform>(NetworkShape{.bits = 4, .keyed = false});
  two->initialise(NumberStream::public_stream(1), Purpose::init_eve, 1.0);
  EXPECT_EQ(weight_digest(*one), weight_digest(*two));
  auto* value = two->flat().data_ptr<float>();
  *value = std::nextafter(*value, 1.0F);
  EXPECT_NE(weight_digest(*one), weight_digest(*two));
}

}  // namespace
}  // namespace sotto
