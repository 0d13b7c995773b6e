// What the relay and the parties say of steps: turn, done, rewind, meeting, gap, finish.
#pragma once

#include "shared/protocol/hello_messages.hpp"

namespace sotto::protocol {

/// "This step begins", and all that a player needs to know of it.
struct Turn {
  std::uint32_t epoch = 0;
  std::int64_t step = 0;
  std::string phase;
  double rate = 1;
  double noise = 0;
  double shadows_weight = 0;
  std::optional<std::int64_t> shadow_reset = {};
  bool restart = false;
  bool digest = false;
  bool checkpoint = false;
  bool frozen = false;
  std::int64_t eve_generation = 0;
  bool probe = false;
  std::optional<std::int64_t> audit = {};
  bool operator==(const Turn&) const = default;
};

template <>
struct Table<Turn> {
  static constexpr auto name = "Turn";
  static constexpr MessageInfo info{"turn", "relay", "parties, listeners and attackers",
                                    "a step begins; attackers hear of those of audits alone"};
  static constexpr auto fields = std::tuple(
      field("epoch", &Turn::epoch, kEpoch, "the present one"),
      field("step", &Turn::step, kStep, "counted from 0 across phases"),
      field("phase", &Turn::phase, Text{kMaxPhaseName}, "one of the task's"),
      field("rate", &Turn::rate, Number{0, 1}, "Adam's learning rate"),
      field_if_set("noise", &Turn::noise, Number{0, kMaxNoise},
                   "deviation of the noise that Bob adds to what he hears"),
      field_if_set("shadows_weight", &Turn::shadows_weight, Number{0, kMaxWeight},
                   "weight of the terms of Alice's further shadows"),
      optional_field(
          "shadow_reset", &Turn::shadow_reset, kStep,
          "Alice: before this step one of the S further shadows begins anew; n = the one "
          "at place n mod S, from block S + n of its stream"),
      field_if_set("restart", &Turn::restart, Boolean{},
                   "Bob: behind this step, begin anew with the bits that are still unread"),
      field_if_set("digest", &Turn::digest, Boolean{}, "put weight digests in `done`"),
      field_if_set("checkpoint", &Turn::checkpoint, Boolean{},
                   "keep the weights as they are before this step, to go back to"),
      field_if_set("frozen", &Turn::frozen, Boolean{}, "Alice and Bob keep their weights"),
      field_if_set("eve_generation", &Turn::eve_generation, kStep,
                   "how often Eve has been reset: n = she is made from block n of her stream"),
      field_if_set("probe", &Turn::probe, Boolean{}, "whose it is: put the task's probe in `done`"),
      optional_field("audit", &Turn::audit, kStep,
                     "of a step of an audit: the step with which that began"));
};

/// What a party measured in a step. What it did not measure is absent.
struct Metrics {
  ByName<double> values;
  std::optional<double> compute_ms;
  ByName<std::string> digests;
  std::optional<std::string> probe;
  bool operator==(const Metrics&) const = default;
};

template <>
struct Table<Metrics> {
  static constexpr auto name = "Metrics";
  static constexpr MessageInfo info{"", "", "", "what a party measured in a step"};
  static constexpr auto fields = std::tuple(
      field_if_set("values", &Metrics::values, Map<Number>{"series", kMaxNames, {}},
                   "of the series that this party measures"),
      optional_field("compute_ms", &Metrics::compute_ms, Number{},
                     "time the party computed for this step"),
      field_if_set("digests", &Metrics::digests, Map<Digest>{"network", kMaxNames, {}},
                   "SHA-256 of the weights, where the turn asked"),
      optional_field("probe", &Metrics::probe, Bytes{kMaxProbe},
                     "where the turn asked. Of Alice, how her ciphertext depends on each bit: 2N "
                     "rows of N, one for each message bit and then for each key bit; v stands for "
                     "a mean change of v/127.5. Of Eve in task selective: pairs of C and what she "
                     "takes it for; v stands for v/127.5 - 1"));
};

/// "I have done what this step asks of me."
struct Done {
  std::uint32_t epoch = 0;
  std::int64_t step = 0;
  Metrics metrics;
  bool operator==(const Done&) const = default;
};

template <>
struct Table<Done> {
  static constexpr auto name = "Done";
  static constexpr MessageInfo info{"done", "party", "relay", "a party's part of a step is done"};
  static constexpr auto fields =
      std::tuple(field("epoch", &Done::epoch, kEpoch, "of the turn it answers"),
                 field("step", &Done::step, kStep, "of the turn it answers"),
                 field("metrics", &Done::metrics, Object<Metrics>{}, "what was measured"));
};

/// "Take up the weights you had before `step`": a new epoch begins there.
struct Rewind {
  std::uint32_t epoch = 0;
  std::int64_t step = 0;
  bool operator==(const Rewind&) const = default;
};

template <>
struct Table<Rewind> {
  static constexpr auto name = "Rewind";
  static constexpr MessageInfo info{"rewind", "relay", "parties, listeners and attackers",
                                    "take up the weights from before that step"};
  static constexpr auto fields =
      std::tuple(field("epoch", &Rewind::epoch, kEpoch, "begins; older messages are void"),
                 field("step", &Rewind::step, kStep, "comes next"));
};

/// "Both of you are here": the nonces of their hellos, from which they make their one-time keys.
struct Meeting {
  std::string alice;
  std::string bob;
  bool operator==(const Meeting&) const = default;
};

template <>
struct Table<Meeting> {
  static constexpr auto name = "Meeting";
  static constexpr MessageInfo info{"meeting", "relay", "Alice and Bob",
                                    "both are here: what their frames' tags are made with"};
  static constexpr auto fields =
      std::tuple(field("alice", &Meeting::alice, Digest{}, "the nonce of her hello"),
                 field("bob", &Meeting::bob, Digest{}, "the nonce of his"));
};

/// Frames of steps `first` to `last` went by unheard.
struct Gap {
  std::int64_t first = 0;
  std::int64_t last = 0;
  bool operator==(const Gap&) const = default;
};

template <>
struct Table<Gap> {
  static constexpr auto name = "Gap";
  static constexpr MessageInfo info{"gap", "relay", "Eve", "what went by her unheard"};
  static constexpr auto fields =
      std::tuple(field("first", &Gap::first, kStep, "the first such step"),
                 field("last", &Gap::last, kStep, "the last"));
};

/// The session ends before `step`. A party answers with a last `done` of that step, with digests,
/// and is then closed.
struct Finish {
  std::uint32_t epoch = 0;
  std::int64_t step = 0;
  std::string outcome;
  std::string reason;
  bool operator==(const Finish&) const = default;
};

/// The outcome of a session in which something failed; others are the task's.
inline constexpr const char* kFailed = "failed";

template <>
struct Table<Finish> {
  static constexpr auto name = "Finish";
  static constexpr MessageInfo info{
      "finish", "relay", "parties, listeners and attackers",
      "the session ends; a party answers with a last done, then the line is closed"};
  static constexpr auto fields = std::tuple(
      field("epoch", &Finish::epoch, kEpoch, "a last one"),
      field("step", &Finish::step, kStep, "the session ends before it"),
      field("outcome", &Finish::outcome, Text{kMaxGoalName},
            "the task's goal, what it is called where it is not met, or `failed`; of an audit, "
            "until which the session went on: `audited`, `hollow` or `unaudited`"),
      field("reason", &Finish::reason, Text{kMaxSentence}, "one sentence"));
};

}  // namespace sotto::protocol
