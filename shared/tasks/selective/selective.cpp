#include "shared/tasks/selective/selective.hpp"

#include <algorithm>

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/sealed_bits/sealed_bits.hpp"
#include "shared/tasks/selective/presets.hpp"
#include "shared/tasks/selective/selective_criterion.hpp"
#include "shared/tasks/selective/yardsticks.hpp"

namespace sotto {
namespace {

using enum Role;

FrameShape of_columns(const SessionConfig& config, std::int64_t columns) {
  return {static_cast<std::uint32_t>(config.minibatch), static_cast<std::uint32_t>(columns)};
}

Series distance(std::string_view name, std::string title, Role from,
                double (*blind)(const SessionConfig&),
                std::vector<Mark> (*marks)(const SessionConfig&)) {
  return {.name = std::string(name),
          .title = std::move(title),
          .unit = "distance",
          .from = from,
          .phase = std::string(kAliceBobPhase),
          .max = [](const SessionConfig&) { return 2.0; },
          .chance = blind,
          .marks = marks};
}

std::optional<std::string> why_not(const SessionConfig& config) {
  if (config.block_bits != 0)
    return "block_bits is " + std::to_string(config.block_bits) + ", expected 0 for task selective";
  if (config.restart_every != 0 || config.noise != 0 || config.noise_final != 0 ||
      config.shadows != "none")
    return "restart_every, noise, noise_final or shadows is given, expected none of them for task "
           "selective";
  const SessionConfig as_always;
  if (config.eve_term != as_always.eve_term || config.shadows_weight != 0 ||
      config.shadows_rise != 0 || config.shadows_reset_every != 0 || config.feature_matching != 0)
    return "eve_term, shadows_weight, shadows_rise, shadows_reset_every or feature_matching is "
           "given, expected none of them for task selective, which has no use for them";
  if (has_table(config) && config.protect != 0 && config.protect != 1)
    return "protect is " + Json(config.protect).dump() +
           ", expected 0 or 1 where the session is about a table, of which the best estimate is "
           "not known";
  return bit_secrecy().validate(config);
}

double useful_blind(const SessionConfig& config) {
  return has_table(config) ? config.useful_blind : yardsticks().useful_blind;
}

// Of a table nothing is known but what telling nothing gives.

std::vector<Mark> marks_of_bob(const SessionConfig& config) {
  if (has_table(config)) return {{"with no message", useful_blind(config)}};
  return {{"best possible", yardsticks().useful_best}};
}

std::vector<Mark> marks_of_public(const SessionConfig& config) {
  if (has_table(config)) return {{"with no message", useful_blind(config)}};
  return {{"best possible", yardsticks().useful_best},
          {"best that tells nothing of C", yardsticks().useful_hiding}};
}

std::vector<Mark> marks_of_eve(const SessionConfig& config) {
  if (has_table(config)) return {{"with no message", hidden_blind(config)}};
  return {{"from the best estimate of D", yardsticks().hidden_open},
          {"from A, B and D", yardsticks().hidden_known}};
}

/// How far Eve is from C, and how far the public is from D.
Frontier frontier_of_both(const SessionConfig& config) {
  if (has_table(config)) return {};
  static const Frontier all = [] {
    constexpr int kPoints = 20;
    Frontier made{std::string(kEveSeries), std::string(kPublicSeries), {}};
    for (int i = 0; i <= kPoints; ++i) {
      const auto point = frontier(static_cast<double>(i) / kPoints);
      made.points.push_back({point.hidden, point.useful});
    }
    return made;
  }();
  return all;
}

}  // namespace

double hidden_blind(const SessionConfig& config) {
  return has_table(config) ? config.hidden_blind : yardsticks().hidden_blind;
}

std::int64_t probed_examples(const SessionConfig& config) {
  return has_table(config) ? 0 : std::min<std::int64_t>(config.minibatch, 128);
}

Task selective() {
  return {
      .name = std::string(kSelective),
      .main_phase = std::string(kAliceBobPhase),
      .phases = selective_phases(),
      .frames = {{std::string(kCiphertext), kCiphertextKind,
                  [](const SessionConfig& config) { return of_columns(config, config.bits); },
                  1.0F},
                 {std::string(kFeedback), kFeedbackKind,
                  [](const SessionConfig& config) {
                    return of_columns(config, heard_numbers(config));
                  },
                  kMaxFeedback},
                 {std::string(kPublicEstimate), kPublicEstimateKind,
                  [](const SessionConfig& config) { return of_columns(config, 1); }, 1.0F}},
      .series = {distance(kBobSeries, "Bob on D", bob, useful_blind, marks_of_bob),
                 distance(kPublicSeries, "Public on D", alice, useful_blind, marks_of_public),
                 distance(kEveSeries, "Eve on C", eve, hidden_blind, marks_of_eve),
                 distance(kShadowSeries, "Copy", alice, hidden_blind, nullptr),
                 bits_wrong(kKeySeries, "Key reader", bob)},
      .networks = {{"alice", alice},
                   {std::string(kPublicNetwork), alice},
                   {"bob", bob},
                   {std::string(kKeyReaderNetwork), bob},
                   {"eve", eve},
                   {std::string(kShadowNetwork), alice}},
      .twins = std::pair{std::string("eve"), std::string(kShadowNetwork)},
      .goal = selective_goal,
      .make_criterion = [](const Task& task,
                           const SessionConfig& config) -> std::unique_ptr<Criterion> {
        return std::make_unique<SelectiveCriterion>(task, config);
      },
      .validate = why_not,
      // C and what Eve takes it for.
      .probe = {eve,
                [](const SessionConfig& config) {
                  return static_cast<std::size_t>(probed_examples(config));
                },
                [](const SessionConfig&) { return std::size_t{2}; }},
      .presets = selective_presets(),
      .give_up_main_steps = 20'000,
      .frontier = frontier_of_both,
      .chat = false,
      .tables = true,
  };
}

}  // namespace sotto
