// How much the attackers of an audit may train, and how well they are judged.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace sotto {

/// Examples of an attacker's minibatch, where it chooses them itself.
inline constexpr std::int64_t kAttackMinibatch = 512;

struct Budget {
  std::string_view name;
  std::int64_t minibatches;          ///< for a perceptron on the plain values; others take a part
  std::int64_t held_out;             ///< examples
  std::chrono::seconds attackers_s;  ///< for one attacker: what takes longer is cut short, and told
};

inline constexpr std::array<Budget, 3> kBudgets{{
    {"quick", 600, 51'200, std::chrono::seconds(30)},
    {"default", 6'000, 204'800, std::chrono::seconds(90)},
    {"thorough", 60'000, 512'000, std::chrono::seconds(900)},
}};

/// Null where there is none of that name.
inline const Budget* find_budget(std::string_view name) {
  const auto* found = std::ranges::find(kBudgets, name, &Budget::name);
  return found == kBudgets.end() ? nullptr : found;
}

}  // namespace sotto
