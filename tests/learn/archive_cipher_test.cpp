// Archives of finished networks, which may come from anybody.
#include "shared/attack/archive_cipher.hpp"

#include <gtest/gtest.h>
#include <torch/script.h>

#include <cmath>

#include "shared/nn/archive.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

class ArchiveCipherTest : public testing::Test {
 protected:
  /// A network's archive in the directory.
  std::string saved(const std::string& name, NetworkShape shape, double first = 0.1,
                    CiphertextForm form = CiphertextForm::floats) {
    const auto network = make_network(shape);
    const torch::NoGradGuard none;
    network->flat().fill_(0.1);
    network->flat()[0] = first;
    save_archive(*network, form, directory_ / name);
    return directory_ / name;
  }

  /// What is said of it.
  template <class Do>
  static std::string refusal(const Do& attempt) {
    try {
      attempt();
    } catch (const ArchiveError& error) {
      return error.what();
    }
    return "";
  }

  TemporaryDirectory directory_;
};

NetworkShape product(std::int64_t bits) {
  return {.bits = bits, .keyed = true, .kind = NetworkKind::product, .units = 2 * bits};
}

TEST_F(ArchiveCipherTest, OpensNoBobOfAnotherNumberOfBits) {
  const auto bob = saved("bob.pt", product(32));
  EXPECT_EQ(refusal([&] { open_decrypt(bob, 16); }),
            "the network in '" + bob + "' is for 32 bits, expected 16 as Alice's beside it is");
  EXPECT_NO_THROW(open_decrypt(bob, 32));
}

TEST_F(ArchiveCipherTest, TakesABobOfSomebodyElsesForTheCiphersBitsAndNumbersOfAnySize) {
  torch::jit::Module module("Bob");
  module.define(
      "def forward(self, ciphertext: Tensor, key: Tensor) -> Tensor:\n"
      "    return 7 * ciphertext * key\n");
  const std::string file = directory_ / "bob.pt";
  module.save(file);
  const auto ones = torch::ones({3, 16});
  EXPECT_TRUE(open_decrypt(file, 16)(ones, -ones).equal(-7 * ones));
  EXPECT_NE(refusal([&] { open_cipher(file)->encrypt(ones, ones); }).find("numbers from -1 to 1"),
            std::string::npos);
}

TEST_F(ArchiveCipherTest, TakesFourToAHundredAndTwentyEightBits) {
  const auto few = saved("few.pt", product(2));
  EXPECT_EQ(refusal([&] { open_cipher(few); }),
            "the network in '" + few + "' is for 2 bits, expected 4 to 128");
}

TEST_F(ArchiveCipherTest, EncryptsNothingByANetworkWhoseNumbersAreNone) {
  const auto file = saved("alice.pt", product(8), NAN);
  const auto cipher = open_cipher(file);
  const auto ones = torch::ones({3, 8});
  EXPECT_EQ(refusal([&] { cipher->encrypt(ones, ones); }),
            "the network in '" + file + "' sends something else than numbers from -1 to 1");
}

TEST_F(ArchiveCipherTest, KnowsHardBitsByWhatTheArchiveSays) {
  const auto ones = torch::ones({3, 8});
  const auto hard = open_cipher(saved("hard.pt", product(8), 0.1, CiphertextForm::hard_bits))
                        ->encrypt(ones, ones);
  EXPECT_TRUE((hard.abs() == 1).all().item<bool>());
  // All of its outputs are nearly 1, and yet are no bits.
  const auto floats = open_cipher(saved("floats.pt", product(8)))->encrypt(ones, ones);
  EXPECT_FALSE((floats.abs() == 1).any().item<bool>());
}

}  // namespace
}  // namespace sotto
