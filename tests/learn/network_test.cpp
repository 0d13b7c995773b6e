#include "shared/nn/mix_transform.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace sotto {
namespace {

TEST(Network, MapsMessageAndKeyToAsManyNumbers) {
  for (const std::int64_t bits : {4, 6, 16, 32, 64, 128}) {
    const auto keyed = std::make_shared<MixTransform>(NetworkShape{.bits = bits, .keyed = true});
    EXPECT_EQ(keyed->forward(torch::zeros({3, 2 * bits})).sizes(),
              (std::vector<std::int64_t>{3, bits}));
    const auto keyless = std::make_shared<MixTransform>(NetworkShape{.bits = bits, .keyed = false});
    EXPECT_EQ(keyless->forward(torch::zeros({1, bits})).sizes(),
              (std::vector<std::int64_t>{1, bits}));
  }
}

TEST(Network, HasThePapersLayers) {
  const auto network = std::make_shared<MixTransform>(NetworkShape{.bits = 16, .keyed = true});
  std::vector<std::vector<std::int64_t>> shapes;
  for (const auto& parameter : network->parameters()) shapes.push_back(parameter.sizes().vec());
  const std::vector<std::vector<std::int64_t>> expected{
      {32, 32}, {32}, {2, 1, 4}, {2}, {4, 2, 2}, {4}, {4, 4, 1}, {4}, {1, 4, 1}, {1}};
  EXPECT_EQ(shapes, expected);
}

/// Abadi & Andersen 2016, section 3: where it is learned what to protect. The last one is ours.
TEST(Network, HasALayerBeforeThePapersForOtherInputsAndOneBehindForFewerOutputs) {
  const MixTransform network(
      NetworkShape{.bits = 1, .keyed = true, .units = 16, .message = 9, .key = 8});
  std::vector<std::vector<std::int64_t>> shapes;
  for (const auto& parameter : network.parameters()) shapes.push_back(parameter.sizes().vec());
  const std::vector<std::vector<std::int64_t>> expected{
      {17, 17}, {17},      {16, 17}, {16},      {2, 1, 4}, {2},    {4, 2, 2},
      {4},      {4, 4, 1}, {4},      {1, 4, 1}, {1},       {1, 8}, {1}};
  EXPECT_EQ(shapes, expected);
}

TEST(Network, ParametersAreViewsOfTheFlatOnes) {
  const auto network = std::make_shared<MixTransform>(NetworkShape{.bits = 4, .keyed = false});
  network->initialise(NumberStream::public_stream(1), Purpose::init_eve, 1.0);
  std::vector<torch::Tensor> pieces;
  for (const auto& parameter : network->parameters()) pieces.push_back(parameter.reshape(-1));
  EXPECT_TRUE(torch::equal(torch::cat(pieces), network->flat()));

  network->flat().fill_(0.5);
  for (const auto& parameter : network->parameters())
    EXPECT_TRUE(parameter.eq(0.5).all().item<bool>());
}

TEST(Network, AutogradFillsTheFlatGradient) {
  const auto network = std::make_shared<MixTransform>(NetworkShape{.bits = 4, .keyed = false});
  network->initialise(NumberStream::public_stream(1), Purpose::init_eve, 1.0);
  network->flat().grad().zero_();
  network->forward(torch::ones({2, 4})).sum().backward();
  std::vector<torch::Tensor> pieces;
  for (const auto& parameter : network->parameters())
    pieces.push_back(parameter.grad().reshape(-1));
  EXPECT_TRUE(torch::equal(torch::cat(pieces), network->flat().grad()));
  EXPECT_GT(network->flat().grad().abs().sum().item<float>(), 0);
}

TEST(Network, StartsWithinXaviersRangeAndWithoutBiases) {
  const auto network = std::make_shared<MixTransform>(NetworkShape{.bits = 16, .keyed = true});
  network->initialise(NumberStream::public_stream(5), Purpose::init_eve, 2.0);
  const auto range = 2.0 * std::sqrt(6.0 / (32 + 32));
  EXPECT_LE(network->fc->weight.abs().max().item<double>(), range);
  EXPECT_GT(network->fc->weight.abs().max().item<double>(), 0.9 * range);
  EXPECT_NEAR(network->fc->weight.mean().item<double>(), 0, 0.05 * range);
  EXPECT_EQ(network->fc->bias.abs().max().item<double>(), 0);
  EXPECT_LE(network->conv1->weight.abs().max().item<double>(), 2.0 * std::sqrt(6.0 / (4 + 8)));
}

TEST(Network, OutputIsATanh) {
  const auto network = std::make_shared<MixTransform>(NetworkShape{.bits = 8, .keyed = false});
  network->initialise(NumberStream::public_stream(5), Purpose::init_eve, 50.0);
  const auto output = network->forward(torch::randn({64, 8}) * 100);
  EXPECT_LE(output.abs().max().item<float>(), 1.0F);
  EXPECT_TRUE(output.isfinite().all().item<bool>());
}

}  // namespace
}  // namespace sotto
