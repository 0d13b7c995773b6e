// Everything that decides what a session computes, and how long anybody is waited for.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/enum_names.hpp"

namespace sotto {

/// How Eve's error enters Alice's loss: (N/2 - L_E)^2/(N/2)^2 of the minibatch's mean error, or the
/// mean of that term over the examples (Abadi & Andersen 2016, section 2.3), or over the bits, so
/// that one bit which is read cannot make up for another that is read the wrong way round; or what
/// she surely learns of each bit, 1 less her cross entropy (a bound of their mutual information;
/// Barber & Agakov 2003).
enum class EveTerm { batch, example, bit, information };

/// Alice's copy of the adversary: seeded like Eve (`twin`, the paper's setting) or otherwise.
enum class Shadow { twin, independent };

/// What one of Alice's further shadows does: it reads the message's bits from the ciphertext's
/// numbers, or from how far the magnitude of each is from its mean in the minibatch, in deviations;
/// it reads the product of any two bits from the numbers; or it is shown a ciphertext beside a
/// message and tells whether that is the ciphertext's (a distinguisher).
enum class ShadowKind { values, amplitudes, pairs, distinguisher };

/// Alice's and Bob's network: the paper's, one of products of two linear layers
/// (shared/nn/product_network.hpp), or a perceptron (shared/nn/perceptron.hpp). Eve's is always the
/// paper's.
enum class NetworkKind { mix_transform, product, perceptron };

/// What Alice sends: her network's outputs, or their signs. Signs have no gradient: what Bob tells
/// her of them is taken for one of the outputs (a straight-through estimate; Bengio, Léonard &
/// Courville 2013).
enum class CiphertextForm { floats, hard_bits };

/// What Bob minimises: the mean error |P - P^|/2 (Abadi & Andersen 2016, section 2.2), or the cross
/// entropy of the message given his outputs.
enum class BobLoss { mean_error, cross_entropy };

template <>
struct Names<NetworkKind> {
  static constexpr std::array<std::string_view, 3> values{"mix_transform", "product", "perceptron"};
};
template <>
struct Names<CiphertextForm> {
  static constexpr std::array<std::string_view, 2> values{"floats", "hard_bits"};
};
template <>
struct Names<BobLoss> {
  static constexpr std::array<std::string_view, 2> values{"mean_error", "cross_entropy"};
};
template <>
struct Names<EveTerm> {
  static constexpr std::array<std::string_view, 4> values{"batch", "example", "bit", "information"};
};
template <>
struct Names<ShadowKind> {
  static constexpr std::array<std::string_view, 4> values{"values", "amplitudes", "pairs",
                                                          "distinguisher"};
};
template <>
struct Names<Shadow> {
  static constexpr std::array<std::string_view, 2> values{"twin", "independent"};
};
/// One entry of the cycle: `count` steps of `phase`, which is one of the task's.
struct CycleEntry {
  std::string phase;
  int count;
  bool operator==(const CycleEntry&) const = default;
};
using Cycle = std::vector<CycleEntry>;

/// "alice_bob:1,eve:2" and back. Parsing gives nothing for text of another form: names of up to
/// kMaxPhaseName of a-z and '_', and counts.
std::string to_text(const Cycle& cycle);
std::optional<Cycle> parse_cycle(std::string_view text);

/// "values,amplitudes", up to kMaxShadows of them, or "none". Parsing gives nothing for other text.
std::optional<std::vector<ShadowKind>> parse_shadows(std::string_view text);

/// Limits that validation enforces.
inline constexpr int kMinBits = 4;
inline constexpr int kMaxBits = 128;
inline constexpr int kMaxMinibatch = 65'536;
inline constexpr int kMaxCycleSteps = 1'000;
inline constexpr std::size_t kMaxPhaseName = 32;
inline constexpr std::size_t kMaxTaskName = 32;
inline constexpr std::size_t kMaxGoalName = 32;
/// Bytes of a cycle as text.
inline constexpr std::size_t kMaxCycleText = 1024;
inline constexpr std::int64_t kMaxSteps = 1'000'000'000'000;
inline constexpr std::int64_t kMaxTurnsAhead = 16;
inline constexpr std::int64_t kMaxProductUnits = 64;
inline constexpr std::size_t kMaxShadows = 8;
inline constexpr double kMaxWeight = 100;
inline constexpr double kMaxNoise = 10;
inline constexpr std::int64_t kMaxDeadlineMs = 86'400'000;
/// Minibatches of an audit to learn from, and to be judged on.
inline constexpr std::int64_t kMaxAuditMinibatches = 1'000'000;
/// Seeds stay exact where numbers are doubles, as in a browser.
inline constexpr std::int64_t kMaxSeed = (std::int64_t{1} << 53) - 1;

/// The session ends at its limit alone, whether or not its goal is met.
inline constexpr std::string_view kUntilSteps = "steps";
/// Once its goal is met the session holds an audit, and ends by what the attackers find.
inline constexpr std::string_view kUntilAudited = "audited";
/// The same, and only a bound of the leak will do.
inline constexpr std::string_view kUntilCertified = "certified";

/// The session is about no table of anybody's.
inline constexpr std::string_view kNoTable = "none";
inline constexpr std::size_t kTableDigits = 64;

struct SessionConfig {
  std::string task = "bit_secrecy";   ///< what the session is about (shared/tasks)
  std::int64_t bits = 16;             ///< N: plaintext bits = key bits = ciphertext numbers
  std::int64_t minibatch = 512;       ///< B: examples in a minibatch
  double learning_rate = 0.008;       ///< Adam's, at the first step
  double learning_rate_final = 1e-4;  ///< after `decay_steps`; exponential in between
  std::int64_t decay_steps = 24'000;  ///< steps of the main phase the decay takes; 0 = constant
  double gain = 2.0;                  ///< times Xavier's uniform range, at initialisation
  NetworkKind network = NetworkKind::mix_transform;
  std::int64_t product_units = 16;  ///< of a product network or a hidden layer, for each bit
  std::int64_t block_bits = 0;  ///< of a product network: bits of the blocks that it takes message
                                ///< and key in, with the same weights for all; 0: one block
  CiphertextForm ciphertext = CiphertextForm::floats;
  BobLoss bob_loss = BobLoss::mean_error;
  double adversary = 1;  ///< weight of Eve's term in Alice's loss; 0: she is not heeded
  EveTerm eve_term = EveTerm::batch;
  double key_equivocation = 1;  ///< weight in Alice's loss, in task `sealed_bits`, of how much of
                                ///< the key ciphertext and message leave open
  double protect = 1;           ///< in task `selective`: how far Eve is kept from what is hidden, 0
                                ///< (as near as the best public estimate lets her) to 1 (chance)
  /// In task `selective`: the digest of the table that the session is about
  /// (shared/tasks/selective/table.hpp), or kNoTable for numbers that are drawn.
  std::string table{kNoTable};
  /// Of that table: mean distances of what is useful and of what is hidden from their medians, by
  /// which those judge the session who do not see the table.
  double useful_blind = 0.5;
  double hidden_blind = 0.5;
  double noise = 0;        ///< deviation of what Bob adds to what he hears, to learn from it
  double noise_final = 0;  ///< the same from 0.7 of the rate's decay on; linear in between
  std::int64_t restart_every = 0;  ///< steps of the main phase in which rate and noise run their
                                   ///< course, before bits still unread are begun anew; 0: once
  Cycle cycle{{"alice_bob", 1}, {"eve", 2}};
  std::int64_t steps = 0;  ///< limit, of all phases but audits; 0 = none
  std::string until{
      kUntilSteps};  ///< what ends it: the task's goal (or the limit), `steps`, `audited`
  std::int64_t turns_ahead = 8;  ///< steps that may be open at once, the oldest included
  std::int64_t public_seed = 1;  ///< of the public stream: plaintexts, Eve's first weights
  Shadow shadow = Shadow::twin;
  std::string shadows{"none"};    ///< Alice's further shadows, as parse_shadows() has them
  double shadows_weight = 0;      ///< of each of their terms in Alice's loss, in the end
  std::int64_t shadows_rise = 0;  ///< steps of the main phase in which it rises to that from 0
  double feature_matching = 0;    ///< weight of what their hidden units tell, beside each term's
  std::int64_t shadows_reset_every = 0;  ///< steps of the main phase after which one of them, each
                                         ///< in its turn, begins anew; 0: none does
  std::int64_t join_deadline_ms = 30'000;   ///< for a party that has not joined
  std::int64_t reply_deadline_ms = 10'000;  ///< for any message of Alice's or Bob's
  std::int64_t eve_deadline_ms = 2'000;     ///< for Eve's `done`; then the step goes on without it
  std::int64_t eve_return_ms = 0;           ///< for an Eve who has left; 0: she is not waited for
  std::int64_t checkpoint_every = 500;      ///< steps, or a second, between kept weights; 0: none
  std::int64_t audit_minibatches = 600;     ///< of an audit: steps that attackers learn from
  std::int64_t audit_held_out = 100;        ///< and steps behind them that they are judged on

  std::int64_t finding_deadline_ms = 90'000;  ///< for attackers' last findings, from its last step

  bool operator==(const SessionConfig&) const = default;
};

/// Calls visit(name, member, help) for each field, in the order of the struct. The one list behind
/// the options, the JSON and the documentation.
template <class Config, class Visitor>
void visit_fields(Config& config, Visitor&& visit) {
  visit("task", config.task, "what the session is about: bit_secrecy, sealed_bits or selective");
  visit("bits", config.bits, "plaintext, key and ciphertext bits N, even, 4 to 128");
  visit("minibatch", config.minibatch, "examples in a minibatch B, 1 to 65536");
  visit("learning_rate", config.learning_rate, "Adam's learning rate at the first step");
  visit("learning_rate_final", config.learning_rate_final, "learning rate after decay_steps");
  visit("decay_steps", config.decay_steps,
        "steps of the main phase the rate decays over, 0 = constant");
  visit("gain", config.gain, "initial weights: Xavier's uniform range times this");
  visit("network", config.network,
        "Alice's and Bob's network: mix_transform, product or perceptron");
  visit("product_units", config.product_units,
        "units of a product network, or of a perceptron's hidden layer, for each bit, 1 to 64");
  visit("block_bits", config.block_bits,
        "of a product network: bits of each block that it takes message and key in, with the same "
        "weights for all; 0 = one block");
  visit("ciphertext", config.ciphertext, "what Alice sends: floats, or hard_bits, their signs");
  visit("bob_loss", config.bob_loss, "what Bob minimises: mean_error or cross_entropy");
  visit("adversary", config.adversary, "weight of Eve's term in Alice's loss, 0 to 100");
  visit("eve_term", config.eve_term,
        "Eve's term in Alice's loss: batch, example, bit or information");
  visit("key_equivocation", config.key_equivocation,
        "weight, in Alice's loss, of what the key's reader does not read, 0 to 100; for task "
        "sealed_bits");
  visit("protect", config.protect,
        "how much is kept from Eve, 0 (nothing) to 1 (all that is to be hidden); for task "
        "selective");
  visit("table", config.table,
        "in task selective: the table the session is about, as the 64 hexadecimal digits of its "
        "digest, "
        "or none");
  visit("useful_blind", config.useful_blind,
        "mean distance of what that table reveals from its median");
  visit("hidden_blind", config.hidden_blind,
        "mean distance of what that table hides from its median");
  visit("noise", config.noise,
        "deviation of the noise that Bob adds to what he hears to learn from it, 0 to 10");
  visit("noise_final", config.noise_final, "the same from 0.7 of the rate's decay on");
  visit("restart_every", config.restart_every,
        "steps of the main phase after which rate and noise begin again, and bits still unread "
        "with fresh weights; 0 = never");
  visit("cycle", config.cycle, "steps of each phase, e.g. alice_bob:1,eve:2");
  visit("steps", config.steps,
        "stop after this many steps, those of audits not counted, 0 = no limit");
  visit("until", config.until,
        "what ends the run: the task's goal, e.g. secret (or the limit), or steps alone; audited: "
        "its "
        "goal, and then what fresh attackers find; certified: its goal, and then a bound of what "
        "leaks");
  visit("turns_ahead", config.turns_ahead, "steps that may be open at once, 1 to 16");
  visit("public_seed", config.public_seed, "seed of the public stream, 0 to 2^53-1");
  visit("shadow", config.shadow, "Alice's shadow of Eve: twin or independent");
  visit(
      "shadows", config.shadows,
      "Alice's further shadows, perceptrons that read the message from the ciphertext's values or "
      "its amplitudes, or pairs of its bits, or tell a ciphertext's message from another "
      "(distinguisher): up to 8 of these by commas, or none");
  visit("shadows_weight", config.shadows_weight,
        "weight of each further shadow's term in Alice's loss, 0 to 100");
  visit("shadows_rise", config.shadows_rise,
        "steps of the main phase in which that weight rises from 0, as the square of the steps");
  visit("feature_matching", config.feature_matching,
        "times that weight: of what the further shadows' hidden units tell, 0 to 100");
  visit("shadows_reset_every", config.shadows_reset_every,
        "steps of the main phase after which one of the further shadows, each in its turn, begins "
        "anew; 0 = never");
  visit("join_deadline_ms", config.join_deadline_ms, "how long a missing party is waited for");
  visit("reply_deadline_ms", config.reply_deadline_ms, "how long Alice and Bob may take to reply");
  visit("eve_deadline_ms", config.eve_deadline_ms, "how long a step waits for Eve");
  visit("eve_return_ms", config.eve_return_ms,
        "how long a session waits for an Eve who has left, 0 = not at all");
  visit("checkpoint_every", config.checkpoint_every,
        "steps after which the parties keep their weights, or a second where that is sooner; 0 = "
        "never");
  visit("audit_minibatches", config.audit_minibatches,
        "of an audit: minibatches that attackers learn from, 1 to 1000000");
  visit("audit_held_out", config.audit_held_out,
        "of an audit: minibatches that attackers are judged on, 1 to 1000000");
  visit("finding_deadline_ms", config.finding_deadline_ms,
        "how long the end of an audit waits for what attackers find");
}

/// Whether it is about a table of its parties' own.
bool has_table(const SessionConfig& config);

/// Whether the session goes on, once its goal is met, to an audit that decides it.
bool ends_by_audit(const SessionConfig& config);

/// One sentence saying what is wrong and what was expected, or nothing where every number is within
/// its range. Whether the task exists and has the cycle's phases is for why_not_playable()
/// (shared/tasks/registry.hpp).
std::optional<std::string> validate(const SessionConfig& config);

}  // namespace sotto
