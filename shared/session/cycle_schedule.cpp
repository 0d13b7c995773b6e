#include "shared/session/cycle_schedule.hpp"

#include <algorithm>
#include <cmath>

namespace sotto {

CycleSchedule::CycleSchedule(Cycle cycle) : cycle_(std::move(cycle)) {
  for (const auto& entry : cycle_) length_ += entry.count;
}

const std::string& CycleSchedule::phase(std::int64_t step) const {
  auto position = step % length_;
  for (const auto& [phase, count] : cycle_) {
    if (position < count) return phase;
    position -= count;
  }
  return cycle_.back().phase;  // not reached: position < length_
}

std::int64_t CycleSchedule::count_in_cycle(std::string_view phase, std::int64_t steps) const {
  std::int64_t counted = 0;
  for (const auto& entry : cycle_) {
    const auto here = std::min<std::int64_t>(steps, entry.count);
    if (entry.phase == phase) counted += here;
    steps -= here;
  }
  return counted;
}

std::int64_t CycleSchedule::count_before(std::string_view phase, std::int64_t step) const {
  return step / length_ * count_in_cycle(phase, length_) + count_in_cycle(phase, step % length_);
}

std::int64_t CycleSchedule::steps_for(std::string_view phase, std::int64_t count) const {
  const auto per_cycle = count_in_cycle(phase, length_);
  return (count + per_cycle - 1) / per_cycle * length_;
}

namespace {

/// How much of the course of rate and noise is done, 0 to 1.
double course(const SessionConfig& config, std::int64_t main_step) {
  if (config.restart_every > 0)
    return static_cast<double>(main_step % config.restart_every) /
           static_cast<double>(config.restart_every);
  return static_cast<double>(std::min(main_step, config.decay_steps)) /
         static_cast<double>(config.decay_steps);
}

}  // namespace

double learning_rate(const SessionConfig& config, std::int64_t main_step) {
  if (config.decay_steps == 0 && config.restart_every == 0) return config.learning_rate;
  return config.learning_rate *
         std::pow(config.learning_rate_final / config.learning_rate, course(config, main_step));
}

double noise(const SessionConfig& config, std::int64_t main_step) {
  constexpr double kRise = 0.7;
  if (config.decay_steps == 0 && config.restart_every == 0) return config.noise;
  return config.noise +
         (config.noise_final - config.noise) * std::min(1.0, course(config, main_step) / kRise);
}

double shadows_weight(const SessionConfig& config, std::int64_t main_step) {
  if (main_step >= config.shadows_rise) return config.shadows_weight;
  const auto risen = static_cast<double>(main_step) / static_cast<double>(config.shadows_rise);
  return config.shadows_weight * risen * risen;
}

std::optional<std::int64_t> shadow_reset(const SessionConfig& config, std::int64_t main_step) {
  const auto every = config.shadows_reset_every;
  if (every == 0 || main_step == 0 || main_step % every != 0) return std::nullopt;
  return main_step / every - 1;
}

bool restarts(const SessionConfig& config, std::int64_t main_step) {
  return config.restart_every > 0 && main_step % config.restart_every == config.restart_every - 1;
}

}  // namespace sotto
