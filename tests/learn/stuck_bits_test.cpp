// Which numbers of a ciphertext are worth least, and which bits are stuck.
#include "bob_client/stuck_bits.hpp"

#include <gtest/gtest.h>

#include "bob_client/least_useful_numbers.hpp"

namespace sotto {
namespace {

torch::Tensor signs(std::initializer_list<float> row) {
  return torch::tensor(std::vector<float>(row)).unsqueeze(0);
}

TEST(LeastWorth, MarksTheNumbersWhoseErasureLosesLeast) {
  const auto weights = torch::tensor({3.F, 1.F, 4.F, 2.F});
  const auto loss = [&](const torch::Tensor& ciphertext) {
    return ((1 - ciphertext.abs()) * weights).sum().item<double>();
  };
  EXPECT_EQ(least_useful_numbers(signs({1, -1, 1, -1}), 2, loss),
            (std::vector<bool>{false, true, false, true}));
  EXPECT_EQ(least_useful_numbers(signs({1, -1, 1, -1}), 0, loss), std::vector<bool>(4, false));
  EXPECT_EQ(least_useful_numbers(signs({1, -1, 1, -1}), 9, loss), std::vector<bool>(4, true));
}

TEST(LeastWorth, OfTwoThatCarryTheSameKeepsOne) {
  // Numbers 0 and 1 carry one bit, 2 another; 3 carries a little of a third.
  const auto loss = [](const torch::Tensor& ciphertext) {
    const auto c = ciphertext.abs();
    return (1 - torch::max(c.select(1, 0), c.select(1, 1))).sum().item<double>() +
           (1 - c.select(1, 2)).sum().item<double>() +
           0.3 * (1 - c.select(1, 3)).sum().item<double>();
  };
  EXPECT_EQ(least_useful_numbers(signs({1, 1, 1, 1}), 2, loss),
            (std::vector<bool>{true, false, false, true}));
}

/// Reads a product of what it hears and what it knows: of a pad, all; and each bit of which the
/// ciphertext tells nothing, as 0.
class PadReader : public Engine {
 public:
  void forward(const torch::Tensor& message, const torch::Tensor& key,
               torch::Tensor& out) override {
    out.copy_(0.999 * message * key);
  }
  void forward_keeping(const torch::Tensor&, const torch::Tensor&, torch::Tensor&) override {
    FAIL();
  }
  using Engine::backward;
  void backward(const torch::Tensor&, const Gradients&) override { FAIL(); }
  Measured train(const torch::Tensor&, const torch::Tensor&, const torch::Tensor&, const Objective&,
                 const Gradients&) override {
    return {};
  }
  Measured evaluate(const torch::Tensor&, const torch::Tensor&, const torch::Tensor&) override {
    return {};
  }
};

class StuckBitsTest : public testing::Test {
 protected:
  StuckBitsTest() {
    const auto stream = NumberStream::public_stream(5);
    const auto draw = [&](Purpose purpose) {
      auto bits = torch::empty({64, 4});
      stream.fill_bits(purpose, 0, {bits.data_ptr<float>(), 256});
      return bits;
    };
    plaintext_ = draw(Purpose::plaintext);
    key_ = draw(Purpose::key);
    ciphertext_ = plaintext_ * key_;
  }
  StuckBits find() { return find_stuck_bits({ciphertext_, plaintext_, key_, reader_, &reader_}); }

  torch::Tensor plaintext_, key_, ciphertext_;
  PadReader reader_;
};

const std::vector<bool> kNone(4, false);
const std::vector<bool> kSecond{false, true, false, false};

TEST_F(StuckBitsTest, OfAPadThereAreNone) {
  const auto stuck = find();
  EXPECT_EQ(stuck.message, kNone);
  EXPECT_EQ(stuck.key, kNone);
  EXPECT_EQ(stuck.numbers, kNone);
}

TEST_F(StuckBitsTest, ABitThatNobodyReadsIsStuckAndTheNumberThatCarriesNothingIsDrawnAgain) {
  ciphertext_.select(1, 1).zero_();
  const auto stuck = find();
  EXPECT_EQ(stuck.message, kSecond);
  EXPECT_EQ(stuck.key, kSecond);
  EXPECT_EQ(stuck.numbers, kSecond);
}

TEST_F(StuckBitsTest, OfBlocksThatAreLearnedAsOneTheSameBitsAreStuck) {
  // Bit 1 of the first block of two; of the second it is read.
  ciphertext_.select(1, 1).zero_();
  const auto stuck = find_stuck_bits({ciphertext_, plaintext_, key_, reader_, &reader_, 2});
  const std::vector<bool> second_of_each{false, true, false, true};
  EXPECT_EQ(stuck.message, second_of_each);
  EXPECT_EQ(stuck.key, second_of_each);
  EXPECT_EQ(stuck.numbers, second_of_each);
}

}  // namespace
}  // namespace sotto
