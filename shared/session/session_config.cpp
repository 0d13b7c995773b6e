#include "shared/session/session_config.hpp"

#include <charconv>
#include <cmath>
#include <sstream>

#include "shared/base/utf8_text.hpp"

namespace sotto {
namespace {

template <class T>
std::string sentence(std::string_view field, T value, std::string_view expected) {
  std::ostringstream out;
  out << field << " is " << value << ", expected " << expected;
  return out.str();
}

bool is_name(std::string_view text, std::size_t longest) {
  return !text.empty() && text.size() <= longest &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == text.npos;
}

bool is_digest(std::string_view text) {
  return text.size() == kTableDigits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool within(double value, double most) { return value >= 0 && value <= most; }

bool positive(double value) { return std::isfinite(value) && value > 0; }

}  // namespace

std::string to_text(const Cycle& cycle) {
  std::string text;
  for (const auto& [phase, count] : cycle) {
    if (!text.empty()) text += ',';
    text += phase + ':' + std::to_string(count);
  }
  return text;
}

std::optional<Cycle> parse_cycle(std::string_view text) {
  Cycle cycle;
  while (true) {
    const auto comma = text.find(',');
    const auto entry = text.substr(0, comma);
    const auto colon = entry.find(':');
    if (colon == entry.npos) return std::nullopt;
    const auto phase = entry.substr(0, colon);
    const auto digits = entry.substr(colon + 1);
    int count = 0;
    const auto [end, fault] = std::from_chars(digits.begin(), digits.end(), count);
    if (!is_name(phase, kMaxPhaseName) || digits.empty() || fault != std::errc{} ||
        end != digits.end())
      return std::nullopt;
    cycle.push_back({std::string(phase), count});
    if (comma == text.npos) return cycle;
    text.remove_prefix(comma + 1);
  }
}

std::optional<std::vector<ShadowKind>> parse_shadows(std::string_view text) {
  std::vector<ShadowKind> kinds;
  if (text == "none") return kinds;
  while (kinds.size() < kMaxShadows) {
    const auto comma = text.find(',');
    const auto kind = named<ShadowKind>(text.substr(0, comma));
    if (!kind) return std::nullopt;
    kinds.push_back(*kind);
    if (comma == text.npos) return kinds;
    text.remove_prefix(comma + 1);
  }
  return std::nullopt;
}

bool has_table(const SessionConfig& config) { return config.table != kNoTable; }

bool ends_by_audit(const SessionConfig& config) {
  return config.until == kUntilAudited || config.until == kUntilCertified;
}

std::optional<std::string> validate(const SessionConfig& c) {
  if (!is_name(c.task, kMaxTaskName))
    return sentence("task", in_quotes(c.task), "a name of a-z and '_'");
  if (!is_name(c.until, kMaxGoalName))
    return sentence("until", in_quotes(c.until), "a name of a-z and '_'");
  if (c.bits < kMinBits || c.bits > kMaxBits || c.bits % 2 != 0)
    return sentence("bits", c.bits, "an even number from 4 to 128");
  if (c.minibatch < 1 || c.minibatch > kMaxMinibatch)
    return sentence("minibatch", c.minibatch, "1 to 65536");
  if (!positive(c.learning_rate) || c.learning_rate > 1)
    return sentence("learning_rate", c.learning_rate, "a number above 0 and at most 1");
  if (!positive(c.learning_rate_final) || c.learning_rate_final > 1)
    return sentence("learning_rate_final", c.learning_rate_final, "a number above 0 and at most 1");
  if (c.decay_steps < 0 || c.decay_steps > kMaxSteps)
    return sentence("decay_steps", c.decay_steps, "0 (constant rate) to 10^12");
  if (!positive(c.gain) || c.gain > 100)
    return sentence("gain", c.gain, "a number above 0 and at most 100");
  if (c.product_units < 1 || c.product_units > kMaxProductUnits)
    return sentence("product_units", c.product_units, "1 to 64");
  if (c.block_bits < 0 || (c.block_bits > 0 && c.bits % c.block_bits != 0))
    return sentence("block_bits", c.block_bits, "0 (one block) or a divisor of bits");
  if (c.block_bits > 0 && c.network != NetworkKind::product)
    return sentence("block_bits", c.block_bits, "0 for any network but product");
  if (!within(c.adversary, kMaxWeight))
    return sentence("adversary", c.adversary, "a weight from 0 to 100");
  if (!within(c.key_equivocation, kMaxWeight))
    return sentence("key_equivocation", c.key_equivocation, "a weight from 0 to 100");
  if (!within(c.protect, 1)) return sentence("protect", c.protect, "a number from 0 to 1");
  if (c.table != kNoTable && !is_digest(c.table))
    return sentence("table", in_quotes(c.table),
                    "'none', or the 64 hexadecimal digits of a table's digest");
  if (!positive(c.useful_blind) || c.useful_blind > 1)
    return sentence("useful_blind", c.useful_blind, "a number above 0 and at most 1");
  if (!positive(c.hidden_blind) || c.hidden_blind > 1)
    return sentence("hidden_blind", c.hidden_blind, "a number above 0 and at most 1");
  if (!within(c.noise, kMaxNoise)) return sentence("noise", c.noise, "a deviation from 0 to 10");
  if (!within(c.noise_final, kMaxNoise))
    return sentence("noise_final", c.noise_final, "a deviation from 0 to 10");
  if (c.restart_every < 0 || c.restart_every > kMaxSteps)
    return sentence("restart_every", c.restart_every, "0 (never) to 10^12");
  if (!parse_shadows(c.shadows))
    return sentence("shadows", in_quotes(c.shadows),
                    "'none', or up to 8 of 'values', 'amplitudes', 'pairs' and 'distinguisher' by "
                    "commas");
  if (!within(c.shadows_weight, kMaxWeight))
    return sentence("shadows_weight", c.shadows_weight, "a weight from 0 to 100");
  if (c.shadows_rise < 0 || c.shadows_rise > kMaxSteps)
    return sentence("shadows_rise", c.shadows_rise, "0 to 10^12");
  if (!within(c.feature_matching, kMaxWeight))
    return sentence("feature_matching", c.feature_matching, "a weight from 0 to 100");
  if (c.shadows_reset_every < 0 || c.shadows_reset_every > kMaxSteps)
    return sentence("shadows_reset_every", c.shadows_reset_every, "0 (never) to 10^12");
  std::int64_t cycle_steps = 0;
  for (const auto& [phase, count] : c.cycle) {
    if (count < 1 || count > kMaxCycleSteps)
      return sentence("cycle", "'" + to_text(c.cycle) + "'", "counts from 1 to 1000");
    cycle_steps += count;
  }
  if (c.cycle.empty() || cycle_steps > kMaxCycleSteps)
    return sentence("cycle", "'" + to_text(c.cycle) + "'", "1 to 1000 steps in all");
  if (const auto length = to_text(c.cycle).size(); length > kMaxCycleText)
    return sentence("cycle", std::to_string(length) + " letters long", "at most 1024");
  if (c.steps < 0 || c.steps > kMaxSteps)
    return sentence("steps", c.steps, "0 (no limit) to 10^12");
  if (c.turns_ahead < 1 || c.turns_ahead > kMaxTurnsAhead)
    return sentence("turns_ahead", c.turns_ahead, "1 to 16");
  if (c.public_seed < 0 || c.public_seed > kMaxSeed)
    return sentence("public_seed", c.public_seed, "0 to 2^53-1");
  if (c.join_deadline_ms < 0 || c.join_deadline_ms > kMaxDeadlineMs)
    return sentence("join_deadline_ms", c.join_deadline_ms, "0 to 86400000 (a day)");
  if (c.reply_deadline_ms < 1 || c.reply_deadline_ms > kMaxDeadlineMs)
    return sentence("reply_deadline_ms", c.reply_deadline_ms, "1 to 86400000 (a day)");
  if (c.eve_deadline_ms < 1 || c.eve_deadline_ms > kMaxDeadlineMs)
    return sentence("eve_deadline_ms", c.eve_deadline_ms, "1 to 86400000 (a day)");
  if (c.eve_return_ms < 0 || c.eve_return_ms > kMaxDeadlineMs)
    return sentence("eve_return_ms", c.eve_return_ms, "0 to 86400000 (a day)");
  if (c.checkpoint_every < 0 || c.checkpoint_every > kMaxSteps)
    return sentence("checkpoint_every", c.checkpoint_every, "0 (never) to 10^12");
  if (c.audit_minibatches < 1 || c.audit_minibatches > kMaxAuditMinibatches)
    return sentence("audit_minibatches", c.audit_minibatches, "1 to 1000000");
  if (c.audit_held_out < 1 || c.audit_held_out > kMaxAuditMinibatches)
    return sentence("audit_held_out", c.audit_held_out, "1 to 1000000");
  if (c.finding_deadline_ms < 1 || c.finding_deadline_ms > kMaxDeadlineMs)
    return sentence("finding_deadline_ms", c.finding_deadline_ms, "1 to 86400000 (a day)");
  return std::nullopt;
}

}  // namespace sotto
