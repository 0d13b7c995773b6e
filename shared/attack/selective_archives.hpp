// The finished networks of a session that has learned what to protect, as black boxes.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "shared/nn/torch.hpp"
#include "shared/tasks/selective/own_table.hpp"

namespace sotto {

/// What Alice sends of some examples, as Bob and Eve hear it. All tensors are float32 [B, columns];
/// S are the values of an example that she sees.
class SelectiveArchives {
 public:
  /// alice.pt and public_estimate.pt of the directory and, where it is there, bob.pt. Throws
  /// ArchiveError where one is no archive, or not of this kind, and where they are not about the
  /// same table.
  explicit SelectiveArchives(const std::filesystem::path& directory);
  ~SelectiveArchives();

  /// Whether the directory has what such a session leaves.
  static bool are_in(const std::filesystem::path& directory);

  /// Throws ArchiveError, with one sentence, where the networks are of a session about another
  /// table than this one, or, where it is null, about any.
  void require_table(const OwnTable* table) const;

  std::int64_t key_bits() const;
  /// S
  std::int64_t seen_values() const;
  bool with_bob() const;

  /// values seen [B, S] → [B, 1]
  torch::Tensor publish(const torch::Tensor& seen) const;
  /// values seen and key [B, N] → [B, N]
  torch::Tensor encrypt(const torch::Tensor& seen, const torch::Tensor& key) const;
  /// what is heard [B, 1 + N] and key → [B, 1], Bob's estimate of D
  torch::Tensor read(const torch::Tensor& heard, const torch::Tensor& key) const;

 private:
  struct Modules;
  std::unique_ptr<Modules> modules_;
};

}  // namespace sotto
