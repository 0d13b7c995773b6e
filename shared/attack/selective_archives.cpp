#include "shared/attack/selective_archives.hpp"

#include <torch/script.h>

#include <optional>

#include "shared/attack/archive_cipher.hpp"
#include "shared/nn/archive.hpp"
#include "shared/tasks/selective/examples.hpp"
#include "shared/tasks/selective/table_limits.hpp"

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

std::optional<std::string> table_of(const torch::jit::Module& module) {
  if (!module.hasattr(kTableAttribute) || !module.attr(kTableAttribute).isString())
    return std::nullopt;
  return module.attr(kTableAttribute).toStringRef();
}

}  // namespace

struct SelectiveArchives::Modules {
  std::string directory;
  torch::jit::Module cipher;
  torch::jit::Module estimator;
  std::optional<torch::jit::Module> bob = {};
  std::optional<std::string> table = {};  ///< its digest, where they are of a session about one
  std::int64_t seen_values = 0;
  std::int64_t key_bits = 0;

  // An archive does not say how wide its inputs are: by trying. 0 where there is no such width.
  void find_widths() {
    const auto most = static_cast<std::int64_t>(kMostTableInputs);
    // First the numbers that are drawn, for a network that takes any width.
    if (takes(kSeenValues)) seen_values = kSeenValues;
    for (std::int64_t s = 1; s <= most && seen_values == 0; ++s)
      if (takes(s)) seen_values = s;
    for (std::int64_t n = 4; n <= 128 && seen_values > 0 && key_bits == 0; n += 2)
      if (encrypts(seen_values, n)) key_bits = n;
  }

 private:
  bool takes(std::int64_t seen) const try {
    return run(estimator, {torch::zeros({1, seen})}).numel() == 1;
  } catch (const std::exception&) {
    return false;
  }
  bool encrypts(std::int64_t seen, std::int64_t bits) const try {
    return run(cipher, {torch::zeros({1, seen}), torch::ones({1, bits})}).size(1) == bits;
  } catch (const std::exception&) {
    return false;
  }
};

SelectiveArchives::SelectiveArchives(const std::filesystem::path& directory)
    : modules_(std::make_unique<Modules>(Modules{.directory = directory.string(),
                                                 .cipher = open(directory / kCipherFile),
                                                 .estimator = open(directory / kPublicFile)})) {
  if (std::filesystem::exists(directory / kBobFile)) modules_->bob = open(directory / kBobFile);
  modules_->table = table_of(modules_->cipher);
  const auto require_same = [&](const torch::jit::Module& module, const char* file) {
    if (table_of(module) != modules_->table)
      throw ArchiveError("'" + (directory / file).string() + "' and '" +
                         (directory / kCipherFile).string() +
                         "' are not about the same table, expected networks of one session");
  };
  require_same(modules_->estimator, kPublicFile);
  if (modules_->bob) require_same(*modules_->bob, kBobFile);
  modules_->find_widths();
  if (modules_->seen_values == 0)
    throw ArchiveError("the network in '" + (directory / kPublicFile).string() +
                       "' does not make one estimate of 1 to " + std::to_string(kMostTableInputs) +
                       " values, as Alice's of task selective does");
  if (modules_->key_bits == 0)
    throw ArchiveError("the network in '" + (directory / kCipherFile).string() + "' takes no " +
                       std::to_string(modules_->seen_values) +
                       " values and a key of 4 to 128 bits, as Alice's of task selective does");
}

void SelectiveArchives::require_table(const OwnTable* table) const {
  const auto networks = "the networks in '" + modules_->directory + "' are ";
  const auto& digest = modules_->table;
  if (table == nullptr) {
    if (digest)
      throw ArchiveError(networks + "of a session about the table of digest " + *digest +
                         ": expected --data, --reveal and --hide");
    if (modules_->seen_values != kSeenValues)
      throw ArchiveError(networks + "for " + std::to_string(modules_->seen_values) +
                         " values of an example, expected " + std::to_string(kSeenValues) +
                         ", as in a session without a table");
    return;
  }
  if (!digest)
    throw ArchiveError(networks +
                       "of no session about a table: expected none of --data, --reveal "
                       "and --hide");
  if (*digest != table->data.digest)
    throw ArchiveError(networks + "of a session about the table of digest " + *digest +
                       ", expected " + table->data.digest + ", that of " + told(*table));
  if (modules_->seen_values != std::ssize(table->data.inputs))
    throw ArchiveError(networks + "for " + std::to_string(modules_->seen_values) +
                       " values of an example, expected " +
                       std::to_string(table->data.inputs.size()) + ", as " + told(*table) + " has");
}

SelectiveArchives::~SelectiveArchives() = default;

bool SelectiveArchives::are_in(const std::filesystem::path& directory) {
  return std::filesystem::exists(directory / kPublicFile);
}

std::int64_t SelectiveArchives::key_bits() const { return modules_->key_bits; }
std::int64_t SelectiveArchives::seen_values() const { return modules_->seen_values; }
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
