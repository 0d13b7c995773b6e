#include "shared/tasks/audit_budget.hpp"

#include <algorithm>
#include <charconv>

namespace sotto {
namespace {

constexpr std::int64_t kMostMinibatches = 1'000'000;

}  // namespace

const std::array<Budget, 3>& named_budgets() {
  static const std::array<Budget, 3> budgets{{
      {"quick", 600, 51'200, std::chrono::seconds(30)},
      {"default", 6'000, 204'800, std::chrono::seconds(90)},
      {"thorough", 60'000, 512'000, std::chrono::seconds(900)},
  }};
  return budgets;
}

std::optional<Budget> find_budget(std::string_view word) {
  const auto& named = named_budgets();
  if (const auto found = std::ranges::find(named, word, &Budget::name); found != named.end())
    return *found;
  std::int64_t minibatches = 0;
  const auto* end = word.data() + word.size();
  const auto [rest, error] = std::from_chars(word.data(), end, minibatches);
  if (error != std::errc() || rest != end || minibatches < 1 || minibatches > kMostMinibatches)
    return std::nullopt;
  return Budget{std::string(word), minibatches, named[1].held_out, std::chrono::hours(24)};
}

}  // namespace sotto
