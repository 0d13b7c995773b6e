// What attackers say of the session that they hear, and what watchers are told of it.
#pragma once

#include "shared/protocol/session_messages.hpp"

namespace sotto::protocol {

/// Bits of a message, 0 to the greatest N. The relay takes none beyond the session's N.
inline constexpr Number kBits{0, static_cast<double>(kMaxBits)};

/// What an attacker has come to: now and then while it learns, and once, `final`, when it has been
/// judged on what it has not learned from.
struct Finding {
  std::string attacker = {};
  std::int64_t audit = 0;
  std::string reads = {};
  std::int64_t minibatches = 0;
  std::int64_t of = 1;
  bool final = false;
  std::int64_t missed = 0;
  std::optional<double> bits_wrong = {};
  std::optional<double> low = {};
  std::optional<double> high = {};
  double leak_bits = 0;
  double gain = 0;
  bool operator==(const Finding&) const = default;
};

template <>
struct Table<Finding> {
  static constexpr auto name = "Finding";
  static constexpr MessageInfo info{"finding", "attacker", "relay",
                                    "what it has come to in an audit: now and then while it "
                                    "learns, and once in the end"};
  static constexpr auto fields = std::tuple(
      field("attacker", &Finding::attacker, Text{kMaxAttackerName}, "its name, as in its `hello`"),
      field("audit", &Finding::audit, kStep, "the step with which the audit began"),
      field("reads", &Finding::reads, Text{kMaxAttackerReads},
            "what it guesses at: `bits`, `products of two bits`"),
      field("minibatches", &Finding::minibatches, Integer{0, kMaxAuditMinibatches},
            "that it has learned from"),
      field("of", &Finding::of, Integer{1, kMaxAuditMinibatches},
            "so many that it is to learn from"),
      field("final", &Finding::final, Boolean{},
            "it was judged on all minibatches that it is judged on"),
      field_if_set("missed", &Finding::missed, Integer{0, 2 * kMaxAuditMinibatches},
                   "minibatches that were for it, and that it did not hear"),
      optional_field("bits_wrong", &Finding::bits_wrong, kBits,
                     "where it reads all the bits: how many of N it gets wrong"),
      optional_field("low", &Finding::low, kBits, "the least, with 95 % confidence"),
      optional_field("high", &Finding::high, kBits, "the most"),
      field("leak_bits", &Finding::leak_bits, kBits,
            "it surely learns so many bits of a message (95 %)"),
      field("gain", &Finding::gain, kBits,
            "that, or by how many bits it beats a coin, whichever is more"));
  static void check(const Finding& finding, const Fields& from) {
    if (finding.minibatches > finding.of) from.fail("minibatches", "is more than `of`");
    if (!finding.bits_wrong) return;
    if (finding.low.value_or(0) > *finding.bits_wrong)
      from.fail("low", "is more than `bits_wrong`");
    if (finding.high.value_or(kMaxBits) < *finding.bits_wrong)
      from.fail("high", "is less than `bits_wrong`");
  }
};

/// The same for watchers.
struct ToldFinding : Finding {
  double t = 0;
  bool operator==(const ToldFinding&) const = default;
};

template <>
struct Table<ToldFinding> {
  static constexpr auto name = "ToldFinding";
  static constexpr MessageInfo info{"finding", "relay", "operators, and watchers with telemetry",
                                    "what an attacker has come to in an audit"};
  static constexpr auto fields = std::tuple_cat(
      std::tuple(field("t", &ToldFinding::t, kSeconds, "when")), Table<Finding>::fields);
};

}  // namespace sotto::protocol
