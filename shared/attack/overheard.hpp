// Examples of task `selective` with what is heard of them, for attackers.
#pragma once

#include "shared/attack/selective_archives.hpp"
#include "shared/crypto/number_stream.hpp"
#include "shared/nn/torch.hpp"
#include "shared/tasks/selective/example_source.hpp"

namespace sotto {

/// Far beyond the steps of any session with the same seed: what is drawn by these numbers of a
/// public stream, examples and keys, nobody has trained on.
inline constexpr std::int64_t kFirstAttacked = std::int64_t{1} << 42;
inline constexpr std::int64_t kFirstHeldOut = std::int64_t{1} << 43;
inline constexpr std::int64_t kFirstMessages = std::int64_t{1} << 44;

/// float32; with S values seen and N key bits:
struct Examples {
  torch::Tensor seen;    ///< [B, S]
  torch::Tensor hidden;  ///< [B, 1]
  torch::Tensor useful;  ///< [B, 1]
};
struct Overheard : Examples {
  torch::Tensor key;    ///< [B, N]
  torch::Tensor heard;  ///< [B, 1 + N]: the public estimate, then the ciphertext
};

/// A minibatch of kAttackMinibatch examples, of that number.
Examples draw_attacked(const ExampleSource& source, std::int64_t number);

/// What Alice sends of them, each under a fresh key: block (attack_key, number) of the stream.
Overheard overhear(const SelectiveArchives& archives, const NumberStream& stream,
                   std::int64_t number, Examples examples);

}  // namespace sotto
