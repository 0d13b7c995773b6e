// The finished networks of a session that has learned what to protect, as black boxes.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <memory>

namespace sotto {

/// What Alice sends of some examples, as Bob and Eve hear it. All tensors are float32 [B, columns].
class SelectiveArchives {
 public:
  /// alice.pt and public_estimate.pt of the directory and, where it is there, bob.pt. Throws
  /// ArchiveError where one is no archive, or not of this kind.
  explicit SelectiveArchives(const std::filesystem::path& directory);
  ~SelectiveArchives();

  /// Whether the directory has what such a session leaves.
  static bool are_in(const std::filesystem::path& directory);

  std::int64_t key_bits() const;
  bool with_bob() const;

  /// values seen [B, 3] → [B, 1]
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
