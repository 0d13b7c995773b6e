#include "eve_sniffer/attacker_player.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "eve_sniffer/eve.hpp"
#include "shared/nn/threads.hpp"
#include "shared/party/learning_player.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/sealed_bits/sealed_bits.hpp"

namespace sotto {
namespace {

/// How much of what it is to learn from an attacker has heard when it says how far it is, in
/// percent. It is judged there on the minibatch that comes next, before it learns from it.
constexpr std::array<std::int64_t, 7> kPoints{5, 10, 20, 40, 60, 80, 100};

}  // namespace

AttackerPlayer::AttackerPlayer(std::string name) : name_(std::move(name)) {
  if (const auto why = why_not_live(name_)) throw std::invalid_argument(*why);
  make_attacker(name_, kMinBits, NumberStream::public_stream(0));  // for its refusal
}

void AttackerPlayer::receive(const protocol::FromRelay& message, Outlet& out) {
  if (const auto* welcome = std::get_if<protocol::Welcome>(&message)) return begin(*welcome, out);
  if (!config_) return;  // nothing else means anything before the welcome
  if (const auto* turn = std::get_if<protocol::Turn>(&message))
    if (turn->audit) turns_[turn->step] = *turn->audit;
  if (std::holds_alternative<protocol::Rewind>(message)) turns_.clear();
  if (std::holds_alternative<protocol::Finish>(message)) turns_.clear();
}

void AttackerPlayer::begin(const protocol::Welcome& welcome, Outlet& out) {
  turns_.clear();
  if (!config_) {
    if (!is_about_bits(welcome.config))
      throw PlayerError("the session is about '" + welcome.config.task +
                        "', an attacker knows bit_secrecy and sealed_bits");
    config_ = welcome.config;
    public_stream_ = NumberStream::public_stream(config_->public_seed);
    return;
  }
  if (*config_ != welcome.config)
    throw PlayerError("the session's configuration is not the one this run began with");
  if (!audit_) return;
  // A relay that has no step of the audit may have forgotten all of it, and that it was ordered.
  if (welcome.step <= audit_->first) audit_->in_doubt = true;
  if (audit_->in_doubt) return;
  // What was on its way when the line dropped may not have come.
  if (audit_->told) out.send(*audit_->told);
  if (welcome.step >= audit_->first + config_->audit_minibatches + config_->audit_held_out)
    close(out);
}

void AttackerPlayer::receive(const protocol::Frame& frame, Outlet& out) {
  const auto turn = turns_.find(frame.header().step);
  if (turn == turns_.end() || frame.header().kind != kCiphertextKind) return;
  const auto [step, first] = *turn;
  turns_.erase(turn);
  if (audit_ && audit_->in_doubt) settle_doubt(first, out);
  if (audit_ && first < audit_->first) return;  // it is over, its steps are only taken again
  if (audit_ && audit_->first != first) close(out);
  if (!audit_ || audit_->first != first) begin_audit(first);
  const auto position = step - first;
  if (position < audit_->next || position >= audit_->end) return;  // taken again, or not for it
  miss(position);
  if (audit_->finished && position < audit_->held_out) {
    audit_->next = position + 1;
    return;  // others learn from it
  }
  Sample sample;
  sample.plaintext = torch::empty({config_->minibatch, config_->bits});
  draw_message(*public_stream_, step, LearningPlayer::numbers(sample.plaintext));
  sample.ciphertext = LearningPlayer::tensor_of(frame).clone();
  take(position, sample, out);
}

void AttackerPlayer::begin_audit(std::int64_t first) {
  const auto& c = *config_;
  const Budget budget{"live", c.audit_minibatches, c.audit_held_out * c.minibatch, {}, c.minibatch};
  auto& audit = audit_.emplace();
  audit.first = first;
  audit.attacker = make_attacker(name_, c.bits, *public_stream_);
  audit.to_learn = std::min(audit.attacker->minibatches(budget), c.audit_minibatches);
  audit.held_out = c.audit_minibatches;
  audit.end =
      audit.held_out +
      std::clamp<std::int64_t>(audit.attacker->held_out(budget) / c.minibatch, 1, c.audit_held_out);
}

/// Counts what was for it before that position and did not come.
void AttackerPlayer::miss(std::int64_t up_to) {
  auto& audit = *audit_;
  for (; audit.next < up_to; ++audit.next)
    if (audit.next < audit.to_learn || (audit.next >= audit.held_out && audit.next < audit.end))
      ++audit.missed;
}

void AttackerPlayer::take(std::int64_t position, const Sample& sample, Outlet& out) {
  auto& audit = *audit_;
  audit.next = position + 1;
  const auto heard = std::min(position, audit.to_learn);
  bool point = false;
  for (; audit.points < kPoints.size() && 100 * heard >= kPoints[audit.points] * audit.to_learn;
       ++audit.points)
    point = true;
  if (position >= audit.to_learn) finish_learning();
  if (audit.finished && audit.learned == 0) return;  // it has nothing to say
  if (point) {
    Judge judge;
    if (audit.finished || audit.attacker->guesses_while_learning())
      judge.add(*audit.attacker, sample);
    tell(judge, /*final=*/false, out);
  }
  if (position < audit.to_learn) {
    audit.attacker->learn(sample,
                          static_cast<double>(position) / static_cast<double>(audit.to_learn));
    ++audit.learned;
  } else if (position >= audit.held_out) {
    audit.judge.add(*audit.attacker, sample);
  }
  if (audit.next == audit.end) close(out);
}

void AttackerPlayer::finish_learning() {
  if (std::exchange(audit_->finished, true) || audit_->learned == 0) return;
  audit_->attacker->finish();
}

/// Nothing more will come of the audit.
void AttackerPlayer::close(Outlet& out) {
  auto& audit = *audit_;
  if (audit.told && audit.told->final) return;
  const bool judged = audit.next > audit.held_out && audit.learned > 0;
  miss(audit.end);
  if (judged) tell(audit.judge, /*final=*/true, out);
}

void AttackerPlayer::tell(const Judge& judge, bool final, Outlet& out) {
  const auto& audit = *audit_;
  Finding found;
  // Whoever has not been judged may not even know what it will guess at.
  if (final || judge.examples() > 0) judge.conclude(*audit.attacker, config_->bits, found);
  protocol::Finding finding{.attacker = name_,
                            .audit = audit.first,
                            .reads = audit.attacker->reads(),
                            .minibatches = audit.learned,
                            .of = audit.to_learn,
                            .final = final,
                            .missed = audit.missed,
                            .bits_wrong = {},
                            .low = {},
                            .high = {},
                            .leak_bits = found.leak_bits,
                            .gain = gain(found, config_->bits)};
  if (judge.examples() == 0) finding.gain = 0;
  if (found.bits_wrong) {
    finding.bits_wrong = found.bits_wrong->mean;
    finding.low = std::max(0.0, found.bits_wrong->low);
    finding.high = std::min(static_cast<double>(config_->bits), found.bits_wrong->high);
  }
  audit_->told = finding;
  out.send(finding);
}

/// The relay plays an audit: the one in doubt, or, where it has forgotten that, another.
void AttackerPlayer::settle_doubt(std::int64_t first, Outlet& out) {
  if (audit_->first != first) return audit_.reset();
  audit_->in_doubt = false;
  if (audit_->told) out.send(*audit_->told);
}

std::unique_ptr<Player> make_attacker_player(const std::string& name) {
  use_one_thread();
  return std::make_unique<AttackerPlayer>(name);
}

}  // namespace sotto
