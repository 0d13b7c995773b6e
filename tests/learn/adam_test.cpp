#include "shared/nn/adam.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "shared/nn/mix_transform.hpp"

namespace sotto {
namespace {

std::shared_ptr<MixTransform> fresh() {
  const auto network = std::make_shared<MixTransform>(NetworkShape{.bits = 6, .keyed = true});
  network->initialise(NumberStream::public_stream(3), Purpose::init_eve, 1.0);
  return network;
}

void one_step(const Network& network, Adam& adam, std::int64_t number) {
  auto input = torch::empty({8, 12});
  NumberStream::public_stream(9).fill_bits(Purpose::plaintext, number,
                                           {input.data_ptr<float>(), 96});
  adam.zero_grad();
  network->forward(input).square().sum().backward();
  adam.step(0.01);
}

TEST(Adam, OnTheFlatParametersIsLibTorchsOnEachOfThem) {
  auto flat = fresh();
  Adam adam(flat);
  auto plain = fresh();
  torch::optim::Adam expected(plain->parameters(), torch::optim::AdamOptions(0.01));
  for (int i = 0; i < 20; ++i) {
    one_step(flat, adam, i);
    auto input = torch::empty({8, 12});
    NumberStream::public_stream(9).fill_bits(Purpose::plaintext, i, {input.data_ptr<float>(), 96});
    plain->flat().grad().zero_();
    plain->forward(input).square().sum().backward();
    expected.step();
  }
  EXPECT_TRUE(torch::allclose(flat->flat(), plain->flat(), /*rtol=*/1e-6, /*atol=*/1e-7));
}

TEST(Adam, RestoredStateGoesOnBitForBit) {
  for (const int steps_before : {0, 1, 5}) {
    auto network = fresh();
    Adam adam(network);
    for (int i = 0; i < steps_before; ++i) one_step(network, adam, i);
    LearnerState state;
    adam.save(state);
    one_step(network, adam, 100);
    one_step(network, adam, 101);
    const auto expected = network->flat().clone();
    adam.restore(state);
    one_step(network, adam, 100);
    one_step(network, adam, 101);
    EXPECT_TRUE(torch::equal(network->flat(), expected)) << steps_before << " steps before";
  }
}

TEST(Adam, WithoutItsCorrectionStepsFarAtFirst) {
  auto network = fresh();
  Adam adam(network);
  adam.skip_correction();
  const auto step_by_ones = [&] {
    const auto before = network->flat().clone();
    network->flat().mutable_grad().fill_(1);
    adam.step(0.01);
    return (before - network->flat()).mean().item<double>() / 0.01;
  };
  EXPECT_NEAR(step_by_ones(), 0.1 / std::sqrt(0.001), 1e-3);
  double longest = 0;
  for (int i = 2; i <= 300; ++i) longest = std::max(longest, step_by_ones());
  EXPECT_NEAR(longest, 6.57, 0.02);
  EXPECT_NEAR(step_by_ones(), 1 / std::sqrt(1 - std::pow(0.999, 301)), 1e-3) << "about twice";
}

TEST(Adam, StateIsACopy) {
  auto network = fresh();
  Adam adam(network);
  one_step(network, adam, 0);
  LearnerState state;
  adam.save(state);
  const auto parameters = state.parameters.clone();
  const auto moment = state.first_moment.clone();
  one_step(network, adam, 1);
  EXPECT_TRUE(torch::equal(state.parameters, parameters));
  EXPECT_TRUE(torch::equal(state.first_moment, moment));
  EXPECT_EQ(state.adam_steps, 1);
}

}  // namespace
}  // namespace sotto
