#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"

#include "shared/tasks/bit_secrecy/secrecy_criterion.hpp"

namespace sotto {
namespace {

using enum Role;

std::vector<Phase> phases() {
  return {{.name = std::string(kAliceBobPhase),
           .exchanges = {{.from = alice, .item = kCiphertext, .to = bob, .tapped = true},
                         {.from = bob, .item = kFeedback, .to = alice, .after = kCiphertext},
                         {.from = alice, .item = kDone, .after = kFeedback},
                         {.from = bob, .item = kDone, .after = kFeedback},
                         {.from = eve, .item = kDone, .after = kCiphertext}},
           .trains = {alice, bob}},
          {.name = std::string(kEvePhase),
           .exchanges = {{.from = alice, .item = kCiphertext, .to = bob, .tapped = true},
                         {.from = alice, .item = kDone, .after = kCiphertext},
                         {.from = bob, .item = kDone, .after = kCiphertext},
                         {.from = eve, .item = kDone, .after = kCiphertext}},
           .trains = {eve}}};
}

FrameShape minibatch(const SessionConfig& config) {
  return {static_cast<std::uint32_t>(config.minibatch), static_cast<std::uint32_t>(config.bits)};
}

Series bits_wrong(std::string_view name, std::string title, Role from) {
  return {.name = std::string(name),
          .title = std::move(title),
          .unit = "bits_wrong",
          .from = from,
          .phase = std::string(kAliceBobPhase),
          .max = [](const SessionConfig& config) { return static_cast<double>(config.bits); },
          .chance = [](const SessionConfig& config) {
            return static_cast<double>(config.bits) / 2;
          }};
}

std::optional<std::string> why_not(const SessionConfig& config) {
  for (const auto& entry : config.cycle)
    if (entry.phase == kAliceBobPhase) return std::nullopt;
  return "cycle is '" + to_text(config.cycle) + "', expected at least one alice_bob step";
}

/// `live`: keeps a secret within seconds. `paper`: the numbers of Abadi & Andersen.
std::vector<Preset> presets() {
  SessionConfig paper;
  paper.minibatch = 4096;
  paper.learning_rate = paper.learning_rate_final = 0.0008;
  paper.decay_steps = 0;
  paper.gain = 1.0;
  paper.eve_term = EveTerm::example;
  return {{"live", SessionConfig{}}, {"paper", paper}};
}

}  // namespace

Task bit_secrecy() {
  return {
      .name = "bit_secrecy",
      .main_phase = std::string(kAliceBobPhase),
      .phases = phases(),
      .frames = {{std::string(kCiphertext), kCiphertextKind, minibatch, 1.0F},
                 {std::string(kFeedback), kFeedbackKind, minibatch, kMaxFeedback}},
      .series = {bits_wrong(kBobSeries, "Bob", bob), bits_wrong(kEveSeries, "Eve", eve),
                 bits_wrong(kShadowSeries, "Copy", alice)},
      .networks = {{"alice", alice},
                   {"bob", bob},
                   {"eve", eve},
                   {std::string(kShadowNetwork), alice}},
      .twins = std::pair{std::string("eve"), std::string(kShadowNetwork)},
      .goal = secrecy_goal,
      .make_criterion = [](const Task& task, const SessionConfig& config)
          -> std::unique_ptr<Criterion> { return std::make_unique<SecrecyCriterion>(task, config); },
      .validate = why_not,
      .sensitivity_bytes =
          [](const SessionConfig& config) {
            return static_cast<std::size_t>(2 * config.bits * config.bits);
          },
      .presets = presets(),
  };
}

Goal secrecy_goal(const SessionConfig& config) {
  const auto scale = static_cast<double>(config.bits) / 16;
  return {.name = "secret",
          .unmet = "no_secret",
          .window = 20,
          .bounds = {{.series = std::string(kBobSeries), .at_most = 0.05 * scale},
                     {.series = std::string(kEveSeries), .at_least = 7.3 * scale}}};
}

void draw_message(const NumberStream& public_stream, std::int64_t step, std::span<float> bits) {
  public_stream.fill_bits(Purpose::plaintext, step, bits);
}

void draw_key(const NumberStream& secret_stream, std::int64_t step, std::span<float> bits) {
  secret_stream.fill_bits(Purpose::key, step, bits);
}

}  // namespace sotto
