#include "shared/tasks/sealed_bits/sealed_criterion.hpp"

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/sealed_bits/sealed_bits.hpp"

namespace sotto {
namespace {

/// Long enough to tell that few errors: of 51,200 messages, at 512 a minibatch.
constexpr std::int64_t kWindow = 100;
/// Of N. What leaks is at most about N + 16 times as much, in bits (certified_leak).
constexpr double kKeyBitsWrong = 0.00002;

}  // namespace

Goal sealed_goal(const SessionConfig& config) {
  auto goal = secrecy_goal(config);
  if (config.ciphertext == CiphertextForm::floats) return goal;
  goal.window = kWindow;
  goal.bounds.push_back({.series = std::string(kKeySeries), .at_most = kKeyBitsWrong});
  return goal;
}

std::string SealedCriterion::standing() const {
  if (!met_since()) return "no secret yet";
  return "since step " + std::to_string(*met_since()) +
         " ciphertext and message tell the key, and so the ciphertext alone does not tell the "
         "message";
}

}  // namespace sotto
