#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"

#include "shared/tasks/bit_secrecy/phases.hpp"
#include "shared/tasks/bit_secrecy/presets.hpp"
#include "shared/tasks/bit_secrecy/secrecy_criterion.hpp"

namespace sotto {
namespace {

using enum Role;

FrameShape minibatch(const SessionConfig& config) {
  return {static_cast<std::uint32_t>(config.minibatch), static_cast<std::uint32_t>(config.bits)};
}

FrameShape feedback(const SessionConfig& config) {
  auto shape = minibatch(config);
  if (config.restart_every > 0) ++shape.rows;  // of marks
  return shape;
}

std::optional<std::string> why_not(const SessionConfig& config) {
  for (const auto& entry : config.cycle)
    if (entry.phase == kAliceBobPhase) return std::nullopt;
  return "cycle is '" + to_text(config.cycle) + "', expected at least one alice_bob step";
}

}  // namespace

bool hides_from_learners(const SessionConfig& config) {
  return config.adversary > 0 || config.shadows_weight > 0;
}

Series bits_wrong(std::string_view name, std::string title, Role from) {
  return {
      .name = std::string(name),
      .title = std::move(title),
      .unit = "bits_wrong",
      .from = from,
      .phase = std::string(kAliceBobPhase),
      .max = [](const SessionConfig& config) { return static_cast<double>(config.bits); },
      .chance = [](const SessionConfig& config) { return static_cast<double>(config.bits) / 2; }};
}

Task bit_secrecy() {
  return {
      .name = std::string(kBitSecrecy),
      .main_phase = std::string(kAliceBobPhase),
      .audit_phase = std::string(kAuditPhase),
      .phases = bit_secrecy_phases(),
      .frames = {{std::string(kCiphertext), kCiphertextKind, minibatch, 1.0F},
                 {std::string(kFeedback), kFeedbackKind, feedback, kMaxFeedback}},
      .series = {bits_wrong(kBobSeries, "Bob", bob), bits_wrong(kEveSeries, "Eve", eve),
                 bits_wrong(kShadowSeries, "Copy", alice),
                 bits_wrong(kLinearSeries, "Linear", eve)},
      .networks = {{"alice", alice},
                   {"bob", bob},
                   {"eve", eve},
                   {std::string(kShadowNetwork), alice}},
      .twins = std::pair{std::string("eve"), std::string(kShadowNetwork)},
      .goal = secrecy_goal,
      .make_criterion = [](const Task& task,
                           const SessionConfig& config) -> std::unique_ptr<Criterion> {
        return std::make_unique<SecrecyCriterion>(task, config);
      },
      .validate = why_not,
      // How each number of the ciphertext depends on each bit of message and key.
      .probe = {
          alice,
          [](const SessionConfig& config) { return static_cast<std::size_t>(2 * config.bits); },
          [](const SessionConfig& config) { return static_cast<std::size_t>(config.bits); }},
      .presets = bit_secrecy_presets(),
  };
}

void draw_message(const NumberStream& public_stream, std::int64_t step, std::span<float> bits) {
  public_stream.fill_bits(Purpose::plaintext, step, bits);
}

void draw_key(const NumberStream& secret_stream, std::int64_t step, std::span<float> bits) {
  secret_stream.fill_bits(Purpose::key, step, bits);
}

}  // namespace sotto
