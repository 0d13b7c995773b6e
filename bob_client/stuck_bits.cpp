#include "bob_client/stuck_bits.hpp"

#include <algorithm>

#include "bob_client/least_useful_numbers.hpp"
#include "shared/nn/objective.hpp"

namespace sotto {
namespace {

/// Enough to tell a number that carries a bit from one that does not.
constexpr std::int64_t kExamples = 256;

std::vector<bool> unread(const torch::Tensor& open_bits) {
  std::vector<bool> marks(static_cast<std::size_t>(open_bits.numel()));
  const auto values = open_bits.accessor<float, 1>();
  for (std::size_t i = 0; i < marks.size(); ++i)
    marks[i] = values[static_cast<std::int64_t>(i)] > kUnread;
  return marks;
}

/// Of each block in turn the same.
std::vector<bool> repeat(const std::vector<bool>& of_block, std::int64_t blocks) {
  std::vector<bool> marks;
  for (; blocks > 0; --blocks) marks.insert(marks.end(), of_block.begin(), of_block.end());
  return marks;
}

/// [N]: what is left open of each bit.
torch::Tensor open_bits(Engine& engine, const torch::Tensor& ciphertext, const torch::Tensor& known,
                        const torch::Tensor& wanted) {
  auto read = torch::empty_like(ciphertext);
  engine.forward(ciphertext, known, read);
  return cross_entropy_bits(read, wanted);
}

}  // namespace

StuckBits find_stuck_bits(const Readings& all) {
  const torch::NoGradGuard no_grad;
  const auto examples = std::min(kExamples, all.ciphertext.size(0));
  const auto some = [&](const torch::Tensor& whole) { return whole.narrow(0, 0, examples); };
  const auto ciphertext = some(all.ciphertext);
  const auto plaintext = some(all.plaintext);
  const auto key = some(all.key);

  const auto unread_of_block = [&](const torch::Tensor& open) {
    return unread(open.view({all.blocks, -1}).mean(0));
  };

  StuckBits stuck;
  stuck.message = unread_of_block(open_bits(all.bob, ciphertext, key, plaintext));
  stuck.key = all.key_reader != nullptr
                  ? unread_of_block(open_bits(*all.key_reader, ciphertext, plaintext, key))
                  : std::vector<bool>(stuck.message.size(), false);
  const auto count =
      std::max(std::ranges::count(stuck.message, true), std::ranges::count(stuck.key, true));
  const auto by_blocks = ciphertext.view({-1, ciphertext.size(1) / all.blocks});
  stuck.numbers = least_useful_numbers(by_blocks, count, [&](const torch::Tensor& erased) {
    const auto heard = erased.view_as(ciphertext);
    auto open = open_bits(all.bob, heard, key, plaintext).sum();
    if (all.key_reader != nullptr) open += open_bits(*all.key_reader, heard, plaintext, key).sum();
    return open.item<double>();
  });
  for (auto* bits : {&stuck.message, &stuck.key, &stuck.numbers}) *bits = repeat(*bits, all.blocks);
  return stuck;
}

}  // namespace sotto
