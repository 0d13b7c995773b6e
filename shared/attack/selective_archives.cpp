#include "shared/attack/selective_archives.hpp"

#include <torch/script.h>

#include <optional>

#include "shared/attack/archive_cipher.hpp"
#include "shared/tasks/selective/examples.hpp"

namespace sotto {
namespace {

constexpr auto kCipherFile = "alice.pt";
constexpr auto kPublicFile = "public_estimate.pt";
constexpr auto kBobFile = "bob.pt";

torch::jit::Module open(const std::filesystem::path& file) {
  if (!std::filesystem::is_regular_file(file))
    throw ArchiveError("there is no file '" + file.string() + "'");
  try {
    auto module = torch::jit::load(file.string());
    module.eval();
    return module;
  } catch (const c10::Error&) {
    throw ArchiveError("'" + file.string() + "' is no TorchScript archive");
  }
}

torch::Tensor run(const torch::jit::Module& module, std::vector<torch::jit::IValue> inputs) {
  const torch::NoGradGuard none;
  // forward() changes nothing, but is not declared so.
  return const_cast<torch::jit::Module&>(module).forward(std::move(inputs)).toTensor().contiguous();
}

}  // namespace

struct SelectiveArchives::Modules {
  torch::jit::Module cipher;
  torch::jit::Module estimator;
  std::optional<torch::jit::Module> bob;
  std::int64_t key_bits = 0;
};

SelectiveArchives::SelectiveArchives(const std::filesystem::path& directory)
    : modules_(std::make_unique<Modules>(
          Modules{open(directory / kCipherFile), open(directory / kPublicFile), std::nullopt})) {
  if (std::filesystem::exists(directory / kBobFile)) modules_->bob = open(directory / kBobFile);
  // An archive does not say how wide its inputs are.
  const auto seen = torch::zeros({1, kSeenValues});
  for (std::int64_t n = 4; n <= 128; n += 2) try {
      if (encrypt(seen, torch::ones({1, n})).size(1) != n) continue;
      modules_->key_bits = n;
      break;
    } catch (const std::exception&) {  // not of this width
    }
  if (modules_->key_bits == 0)
    throw ArchiveError("the network in '" + (directory / kCipherFile).string() + "' takes no " +
                       std::to_string(kSeenValues) +
                       " values and a key of 4 to 128 bits, as Alice's of task selective does");
}

SelectiveArchives::~SelectiveArchives() = default;

bool SelectiveArchives::are_in(const std::filesystem::path& directory) {
  return std::filesystem::exists(directory / kPublicFile);
}

std::int64_t SelectiveArchives::key_bits() const { return modules_->key_bits; }
bool SelectiveArchives::with_bob() const { return modules_->bob.has_value(); }

torch::Tensor SelectiveArchives::publish(const torch::Tensor& seen) const {
  return run(modules_->estimator, {seen});
}

torch::Tensor SelectiveArchives::encrypt(const torch::Tensor& seen,
                                         const torch::Tensor& key) const {
  return run(modules_->cipher, {seen, key});
}

torch::Tensor SelectiveArchives::read(const torch::Tensor& heard, const torch::Tensor& key) const {
  return run(*modules_->bob, {heard, key});
}

}  // namespace sotto
