// How much the attackers of an audit may train, and how well they are judged.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sotto {

/// Examples of an attacker's minibatch, where it chooses them itself.
inline constexpr std::int64_t kAttackMinibatch = 512;

struct Budget {
  std::string name;
  std::int64_t minibatches;          ///< for a perceptron on the plain values; others take a part
  std::int64_t held_out;             ///< examples
  std::chrono::seconds attackers_s;  ///< for one attacker: what takes longer is cut short, and told
  std::int64_t minibatch = kAttackMinibatch;  ///< examples of a minibatch; a session has its own
};

/// quick, default, thorough.
const std::array<Budget, 3>& named_budgets();

/// One of those by its name; or, by a number from 1 to 1,000,000, of so many minibatches, judged as
/// the default is and given a day. Nothing for any other word.
std::optional<Budget> find_budget(std::string_view word);

}  // namespace sotto
