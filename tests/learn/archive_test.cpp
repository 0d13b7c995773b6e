#include "shared/nn/archive.hpp"

#include <gtest/gtest.h>
#include <torch/script.h>

#include <filesystem>
#include <fstream>

#include "shared/nn/learner.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kInputs = 1000;

/// A trained-looking network, 1,000 random inputs and what the network makes of them.
class Archive : public testing::TestWithParam<std::pair<int, bool>> {
 protected:
  Archive()
      : bits_(GetParam().first),
        keyed_(GetParam().second),
        learner_(bits_, keyed_, EngineKind::reference),
        directory_(std::filesystem::path(testing::TempDir()) /
                   ("archive-" + std::to_string(bits_) + (keyed_ ? "-keyed" : ""))) {
    std::filesystem::create_directories(directory_);
    learner_.network()->initialise(NumberStream::public_stream(4), Purpose::init_eve, 2.0);
    learner_.network()->flat().add_(0.01);  // biases, too
    message_ = torch::empty({kInputs, bits_});
    NumberStream::public_stream(1).fill_uniform(
        Purpose::plaintext, 0,
        {message_.data_ptr<float>(), static_cast<std::size_t>(message_.numel())});
    if (keyed_) key_ = message_.sign();
    output_ = torch::empty_like(message_);
    learner_.engine().forward(message_, key_, output_);
    save_archive(*learner_.network(), file());
  }
  ~Archive() override { std::filesystem::remove_all(directory_); }

  std::string file() const { return directory_ / "network.pt"; }

  std::int64_t bits_;
  bool keyed_;
  Learner learner_;
  std::filesystem::path directory_;
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

INSTANTIATE_TEST_SUITE_P(Networks, Archive,
                         testing::Values(std::pair{16, true}, std::pair{16, false},
                                         std::pair{32, true}, std::pair{64, false}));

TEST(SaveArchive, LeavesNothingBehindWhereItCannotWrite) {
  Network network(4, /*keyed=*/false);
  EXPECT_ANY_THROW(save_archive(*network, "/nowhere/network.pt"));
  EXPECT_FALSE(std::filesystem::exists("/nowhere"));
}

}  // namespace
}  // namespace sotto
