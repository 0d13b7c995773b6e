#include "shared/nn/archive.hpp"

#include <gtest/gtest.h>
#include <torch/script.h>

#include <filesystem>
#include <fstream>

#include "shared/nn/learner.hpp"
#include "shared/nn/mix_transform.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kInputs = 1000;

/// A trained-looking network, 1,000 random inputs and what the network makes of them.
struct Saved {
  NetworkShape shape;
  CiphertextForm form = CiphertextForm::floats;
};

class Archive : public testing::TestWithParam<Saved> {
 protected:
  Archive()
      : bits_(GetParam().shape.bits),
        keyed_(GetParam().shape.keyed),
        learner_(GetParam().shape, EngineKind::reference) {
    learner_.network()->initialise(NumberStream::public_stream(4), Purpose::init_eve, 2.0);
    learner_.network()->flat().add_(0.01);  // biases, too
    message_ = torch::empty({kInputs, bits_});
    NumberStream::public_stream(1).fill_uniform(
        Purpose::plaintext, 0,
        {message_.data_ptr<float>(), static_cast<std::size_t>(message_.numel())});
    if (keyed_) key_ = message_.sign();
    output_ = torch::empty_like(message_);
    learner_.engine().forward(message_, key_, output_);
    if (GetParam().form == CiphertextForm::hard_bits)
      output_ = torch::where(output_ < 0, -torch::ones_like(output_), torch::ones_like(output_));
    save_archive(*learner_.network(), GetParam().form, file());
  }

  std::string file() const { return (directory_ / "network.pt").string(); }

  std::int64_t bits_;
  bool keyed_;
  Learner learner_;
  TemporaryDirectory directory_;
  torch::Tensor message_, key_, output_;
};

TEST_P(Archive, OpensInCppWithTheSameOutputs) {
  auto module = torch::jit::load(file());
  std::vector<torch::jit::IValue> inputs{message_};
  if (keyed_) inputs.emplace_back(key_);
  const auto output = module.forward(inputs).toTensor();
  EXPECT_LE((output - output_).abs().max().item<double>(), 1e-6);
}

TEST_P(Archive, OpensInPythonWithTheSameOutputs) {
  const std::string values = directory_ / "values";
  std::ofstream out(values, std::ios::binary);
  for (const auto& block : {message_, key_, output_})
    if (block.defined())
      out.write(reinterpret_cast<const char*>(block.data_ptr<float>()),
                static_cast<std::streamsize>(block.numel() * 4));
  out.close();
  // Debian's own Python: python3-torch belongs to it. A sanitizer's runtime does not go with it.
  const auto command = "env -u LD_PRELOAD /usr/bin/python3 " SOTTO_OPEN_ARCHIVE " " + file() + " " +
                       values + " " + std::to_string(kInputs) + " " + std::to_string(bits_) + " " +
                       (keyed_ ? "1" : "0");
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
}

INSTANTIATE_TEST_SUITE_P(
    Networks, Archive,
    testing::Values(
        Saved{{.bits = 16, .keyed = true}}, Saved{{.bits = 16, .keyed = false}},
        Saved{{.bits = 32, .keyed = true}}, Saved{{.bits = 64, .keyed = false}},
        Saved{{8, true, NetworkKind::product, 40}},
        Saved{{8, true, NetworkKind::product, 40}, CiphertextForm::hard_bits},
        Saved{{.bits = 24, .keyed = true, .kind = NetworkKind::product, .units = 40, .blocks = 3},
              CiphertextForm::hard_bits},
        Saved{{8, true, NetworkKind::perceptron, 24}}));

TEST(SaveArchive, OpensWithTheLayersBeforeAndBehindThePapersToo) {
  const TemporaryDirectory directory;
  const std::string file = directory / "network.pt";
  Learner learner({.bits = 1, .keyed = true, .units = 16, .message = 9, .key = 8},
                  EngineKind::fused);
  learner.network()->initialise(NumberStream::public_stream(4), Purpose::init_bob, 2.0);
  learner.network()->flat().add_(0.01);
  save_archive(*learner.network(), CiphertextForm::floats, file);
  const auto message = torch::rand({20, 9}) - 0.5;
  const auto key = torch::rand({20, 8}) - 0.5;
  auto expected = torch::empty({20, 1});
  learner.engine().forward(message, key, expected);
  const auto output = torch::jit::load(file).forward({message, key}).toTensor();
  EXPECT_LE((output - expected).abs().max().item<double>(), 1e-6);
}

TEST(SaveArchive, KeepsTheDigestOfATableBesideTheNetwork) {
  const auto network = std::make_shared<MixTransform>(NetworkShape{.bits = 4, .keyed = false});
  const TemporaryDirectory directory;
  const std::string digest(64, 'a');
  save_archive(*network, CiphertextForm::floats, directory / "with.pt", digest);
  EXPECT_EQ(torch::jit::load((directory / "with.pt").string()).attr(kTableAttribute).toStringRef(),
            digest);
  save_archive(*network, CiphertextForm::floats, directory / "without.pt");
  EXPECT_FALSE(torch::jit::load((directory / "without.pt").string()).hasattr(kTableAttribute));
}

TEST(SaveArchive, LeavesNothingBehindWhereItCannotWrite) {
  const auto network = std::make_shared<MixTransform>(NetworkShape{.bits = 4, .keyed = false});
  EXPECT_ANY_THROW(save_archive(*network, CiphertextForm::floats, "/nowhere/network.pt"));
  EXPECT_FALSE(std::filesystem::exists("/nowhere"));
}

// LibTorch's own writer of files ends the process there.
TEST(SaveArchive, ThrowsWhereTheDiskIsFull) {
  const auto network = std::make_shared<MixTransform>(NetworkShape{.bits = 4, .keyed = false});
  EXPECT_THROW(save_archive(*network, CiphertextForm::floats, "/dev/full"), std::runtime_error);
}

}  // namespace
}  // namespace sotto
