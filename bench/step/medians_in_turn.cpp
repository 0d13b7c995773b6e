#include "bench/step/medians_in_turn.hpp"

#include <algorithm>
#include <chrono>

namespace {

constexpr double kBudget = 3.0;          // seconds of all together
constexpr double kTurn = 0.02;           // seconds at a time, of each
constexpr std::size_t kLeastRounds = 3;  // even where one takes longer than the budget

using Seconds = std::vector<double>;

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Runs `step` for at least that long and at least once.
void run_for(double seconds, const std::function<void()>& step, Seconds& times) {
  const auto begin = std::chrono::steady_clock::now();
  do {
    const auto start = std::chrono::steady_clock::now();
    step();
    times.push_back(since(start));
  } while (since(begin) < seconds);
}

double median(Seconds& times) {
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  return *middle;
}

}  // namespace

std::vector<double> medians_in_turn(const std::vector<std::function<void()>>& steps) {
  Seconds ignored;
  for (const auto& step : steps) run_for(0, step, ignored);
  std::vector<Seconds> times(steps.size());
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t round = 0; round < kLeastRounds || since(start) < kBudget; ++round)
    for (std::size_t i = 0; i < steps.size(); ++i) run_for(kTurn, steps[i], times[i]);
  Seconds medians;
  for (auto& each : times) medians.push_back(median(each));
  return medians;
}
