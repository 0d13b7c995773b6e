// The two engines behind one interface: what one says, the other says to rounding.
#include <gtest/gtest.h>

#include "shared/nn/learner.hpp"

namespace sotto {
namespace {

struct Minibatch {
  Minibatch(std::int64_t examples, std::int64_t bits)
      : message(torch::empty({examples, bits})), key(torch::empty({examples, bits})) {
    const auto stream = NumberStream::public_stream(11);
    const auto size = static_cast<std::size_t>(message.numel());
    stream.fill_bits(Purpose::plaintext, 0, {message.data_ptr<float>(), size});
    stream.fill_bits(Purpose::key, 0, {key.data_ptr<float>(), size});
    target = message;
    ciphertext = torch::empty({examples, bits});
    stream.fill_uniform(Purpose::plaintext, 1, {ciphertext.data_ptr<float>(), size});
  }
  torch::Tensor message, key, target, ciphertext;
};

struct Case {
  NetworkKind network;
  std::int64_t bits;
  std::int64_t examples;
};

NetworkShape shape(const Case& of, bool keyed) {
  return {.bits = of.bits,
          .keyed = keyed,
          .kind = of.network,
          .units = of.network == NetworkKind::mix_transform ? 0 : 16 * of.bits - 3};
}

Learner learner(const NetworkShape& shape, EngineKind kind) {
  Learner made(shape, kind);
  made.network()->initialise(NumberStream::public_stream(2), Purpose::init_eve, 1.5);
  return made;
}

void expect_close(const torch::Tensor& one, const torch::Tensor& two, const char* what) {
  const auto scale = two.abs().max().item<double>() + 1e-12;
  EXPECT_LE((one - two).abs().max().item<double>() / scale, 1e-4) << what;
}

class Engines : public testing::TestWithParam<Case> {};

TEST_P(Engines, AgreeOnOutputsErrorsAndGradients) {
  const auto [network, bits, examples] = GetParam();
  const Minibatch batch(examples, bits);
  auto fused = learner(shape(GetParam(), true), EngineKind::fused);
  auto reference = learner(shape(GetParam(), true), EngineKind::reference);

  auto one = torch::empty_like(batch.message);
  auto two = torch::empty_like(batch.message);
  fused.engine().forward_keeping(batch.message, batch.key, one);
  reference.engine().forward_keeping(batch.message, batch.key, two);
  expect_close(one, two, "outputs");
  // Something else in between, as a chat message would be.
  auto other = torch::empty_like(batch.message);
  fused.engine().forward(batch.key, batch.message, other);
  reference.engine().forward(batch.key, batch.message, other);
  fused.engine().backward(batch.ciphertext);
  reference.engine().backward(batch.ciphertext);
  expect_close(fused.network()->flat().grad(), reference.network()->flat().grad(), "backward");

  auto d_one = torch::empty_like(batch.message);
  auto d_two = torch::empty_like(batch.message);
  const MeanError quarter(0.25);
  const auto a =
      fused.engine().train(batch.ciphertext, batch.key, batch.target, quarter, {.message = &d_one});
  const auto b = reference.engine().train(batch.ciphertext, batch.key, batch.target, quarter,
                                          {.message = &d_two});
  EXPECT_NEAR(a.error_bits, b.error_bits, 1e-4 * static_cast<double>(bits));
  EXPECT_NEAR(a.bits_wrong, b.bits_wrong, 2.0 / static_cast<double>(examples));
  expect_close(d_one, d_two, "feedback");
  expect_close(fused.network()->flat().grad(), reference.network()->flat().grad(), "train");

  const auto e = fused.engine().evaluate(batch.ciphertext, batch.key, batch.target);
  EXPECT_NEAR(e.error_bits, a.error_bits, 1e-5 * static_cast<double>(bits));
  EXPECT_DOUBLE_EQ(e.bits_wrong, a.bits_wrong);
}

TEST_P(Engines, AgreeOnTheTermForTheAdversary) {
  const auto [network, bits, examples] = GetParam();
  const Minibatch batch(examples, bits);
  auto fused = learner(shape(GetParam(), false), EngineKind::fused);
  auto reference = learner(shape(GetParam(), false), EngineKind::reference);
  for (const auto term : {EveTerm::batch, EveTerm::example, EveTerm::bit, EveTerm::information}) {
    auto one = torch::empty_like(batch.ciphertext);
    auto two = torch::empty_like(batch.ciphertext);
    fused.network()->flat().grad().fill_(7);
    const AtChance objective(term);
    const auto a = fused.engine().train(batch.ciphertext, {}, batch.target, objective,
                                        {.weights = false, .message = &one});
    const auto b = reference.engine().train(batch.ciphertext, {}, batch.target, objective,
                                            {.weights = false, .message = &two});
    EXPECT_NEAR(a.error_bits, b.error_bits, 1e-4 * static_cast<double>(bits));
    // The batch's factor N/2 - L is a difference of nearly equal numbers: compare by its own scale.
    EXPECT_LE((one - two).abs().max().item<double>(), 1e-3 * two.abs().max().item<double>() + 1e-9)
        << name(term);
    EXPECT_TRUE(fused.network()->flat().grad().eq(7).all().item<bool>());
  }
}

TEST_P(Engines, AgreeOnTheCrossEntropy) {
  const auto [network, bits, examples] = GetParam();
  const Minibatch batch(examples, bits);
  auto fused = learner(shape(GetParam(), true), EngineKind::fused);
  auto reference = learner(shape(GetParam(), true), EngineKind::reference);
  auto one = torch::empty_like(batch.ciphertext);
  auto two = torch::empty_like(batch.ciphertext);
  const CrossEntropy third(1.0 / 3);
  const auto a =
      fused.engine().train(batch.ciphertext, batch.key, batch.target, third, {.message = &one});
  const auto b =
      reference.engine().train(batch.ciphertext, batch.key, batch.target, third, {.message = &two});
  EXPECT_NEAR(a.error_bits, b.error_bits, 1e-4 * static_cast<double>(bits));
  expect_close(one, two, "by the ciphertext");
  expect_close(fused.network()->flat().grad(), reference.network()->flat().grad(), "weights");
}

/// An objective that no engine knows.
class SquaredError : public Objective {
 public:
  torch::Tensor loss(const torch::Tensor& output, const torch::Tensor& target) const override {
    return (output - target).square().sum(1).mean();
  }
};

TEST_P(Engines, AgreeOnAnObjectiveThatNoneKnows) {
  const auto [network, bits, examples] = GetParam();
  const Minibatch batch(examples, bits);
  auto fused = learner(shape(GetParam(), true), EngineKind::fused);
  auto reference = learner(shape(GetParam(), true), EngineKind::reference);
  auto one = torch::empty_like(batch.ciphertext);
  auto two = torch::empty_like(batch.ciphertext);
  const auto a = fused.engine().train(batch.ciphertext, batch.key, batch.target, SquaredError(),
                                      {.message = &one});
  const auto b = reference.engine().train(batch.ciphertext, batch.key, batch.target, SquaredError(),
                                          {.message = &two});
  EXPECT_NEAR(a.error_bits, b.error_bits, 1e-4 * static_cast<double>(bits));
  expect_close(one, two, "by the ciphertext");
  expect_close(fused.network()->flat().grad(), reference.network()->flat().grad(), "weights");
}

/// Numbers of message, key and outputs all differ, as where one number is learned; of the last the
/// outputs are as many as there are key bits.
TEST(EnginesOfOtherNumbers, AgreeOnTheMeanDistance) {
  using enum NetworkKind;
  for (const auto& shape :
       {NetworkShape{
            .bits = 1, .keyed = true, .kind = product, .units = 21, .message = 9, .key = 8},
        NetworkShape{
            .bits = 1, .keyed = true, .kind = perceptron, .units = 21, .message = 9, .key = 8},
        NetworkShape{
            .bits = 1, .keyed = true, .kind = mix_transform, .units = 16, .message = 9, .key = 8},
        NetworkShape{.bits = 8, .keyed = true, .units = 0, .message = 9, .key = 8}}) {
    auto fused = learner(shape, EngineKind::fused);
    auto reference = learner(shape, EngineKind::reference);
    const auto message = torch::rand({70, 9}) - 0.5;
    const auto key = torch::rand({70, 8}) - 0.5;
    const auto target = torch::rand({70, shape.bits}) - 0.5;
    const MeanDistance half(0.5);
    const AtDistance quarter(0.25);
    for (const Objective* objective :
         {static_cast<const Objective*>(&half), static_cast<const Objective*>(&quarter)}) {
      auto one = torch::empty_like(message);
      auto two = torch::empty_like(message);
      const auto a = fused.engine().train(message, key, target, *objective, {.message = &one});
      const auto b = reference.engine().train(message, key, target, *objective, {.message = &two});
      EXPECT_NEAR(a.error_bits, b.error_bits, 1e-5);
      expect_close(one, two, "by the message");
      expect_close(fused.network()->flat().grad(), reference.network()->flat().grad(), "weights");
    }
    auto outputs = torch::empty_like(target);
    auto expected = torch::empty_like(target);
    fused.engine().forward_keeping(message, key, outputs);
    reference.engine().forward_keeping(message, key, expected);
    expect_close(outputs, expected, "outputs");
    fused.network()->flat().grad().fill_(7);
    auto d_one = torch::empty_like(message);
    auto d_two = torch::empty_like(message);
    fused.engine().backward(target, {.weights = false, .message = &d_one});
    reference.engine().backward(target, {.weights = false, .message = &d_two});
    expect_close(d_one, d_two, "by the message alone");
    EXPECT_TRUE(fused.network()->flat().grad().eq(7).all().item<bool>());
  }
}

/// To pull such a reader near would be to tell it.
TEST(AtDistance, LeavesAReaderWhoIsFurtherAwayThere) {
  const auto target = torch::tensor({{0.5F}, {-0.5F}});
  const auto loss = [&](float output) {
    return AtDistance(0.4).loss(torch::full({2, 1}, output), target).item<float>();
  };
  EXPECT_EQ(loss(0), 0) << "0.5 away";
  EXPECT_NEAR(AtDistance(1).loss(torch::zeros({2, 1}), target).item<float>(), 0.25F, 1e-6F);
}

/// The same weights for each of three blocks of 6 bits.
TEST(EnginesOfBlocks, AgreeOnErrorsAndGradientsAndOnEachBlock) {
  const NetworkShape whole{
      .bits = 18, .keyed = true, .kind = NetworkKind::product, .units = 21, .blocks = 3};
  auto fused = learner(whole, EngineKind::fused);
  auto reference = learner(whole, EngineKind::reference);
  const Minibatch batch(70, 18);
  const CrossEntropy cross_entropy(0.3);
  const SquaredError other;
  for (const Objective* objective :
       {static_cast<const Objective*>(&cross_entropy), static_cast<const Objective*>(&other)}) {
    auto one = torch::empty_like(batch.ciphertext);
    auto two = torch::empty_like(batch.ciphertext);
    const auto a = fused.engine().train(batch.ciphertext, batch.key, batch.target, *objective,
                                        {.message = &one});
    const auto b = reference.engine().train(batch.ciphertext, batch.key, batch.target, *objective,
                                            {.message = &two});
    EXPECT_NEAR(a.error_bits, b.error_bits, 1e-4);
    EXPECT_NEAR(a.bits_wrong, b.bits_wrong, 1e-9);
    expect_close(one, two, "by the ciphertext");
    expect_close(fused.network()->flat().grad(), reference.network()->flat().grad(), "weights");
  }

  auto block = learner({.bits = 6, .keyed = true, .kind = NetworkKind::product, .units = 21},
                       EngineKind::fused);
  block.network()->flat().copy_(fused.network()->flat());
  auto outputs = torch::empty_like(batch.message);
  auto of_block = torch::empty({70, 6});
  fused.engine().forward(batch.message, batch.key, outputs);
  block.engine().forward(batch.message.narrow(1, 6, 6).contiguous(),
                         batch.key.narrow(1, 6, 6).contiguous(), of_block);
  EXPECT_TRUE(of_block.equal(outputs.narrow(1, 6, 6)));
}

using enum NetworkKind;
INSTANTIATE_TEST_SUITE_P(Shapes, Engines,
                         testing::Values(Case{mix_transform, 4, 1}, Case{mix_transform, 16, 33},
                                         Case{mix_transform, 16, 512}, Case{mix_transform, 32, 100},
                                         Case{mix_transform, 64, 65}, Case{product, 4, 1},
                                         Case{product, 6, 70}, Case{product, 16, 33},
                                         Case{product, 16, 512}, Case{product, 64, 65},
                                         Case{perceptron, 4, 1}, Case{perceptron, 16, 33},
                                         Case{perceptron, 16, 512}, Case{perceptron, 64, 65}));

TEST(ReferenceEngine, CountsAnOutputOfZeroAsWrong) {
  Learner zero({.bits = 4, .keyed = false},
               EngineKind::reference);  // zero weights: every output is 0
  const auto measured = zero.engine().evaluate(torch::ones({3, 4}), {}, torch::ones({3, 4}));
  EXPECT_EQ(measured.bits_wrong, 4);
  EXPECT_EQ(measured.error_bits, 2);  // |1 - 0|/2 for each of 4 bits
}

}  // namespace
}  // namespace sotto
