// The Room's steps: turns given ahead, messages checked and routed, deadlines.
#include <algorithm>

#include "shared/base/durations.hpp"
#include "shared/room/room.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {

using protocol::ErrorCode;
using protocol::Fault;
using protocol::Outcome;
using protocol::SessionState;

namespace {

/// How often turns ask for weight digests.
constexpr std::int64_t kDigestEvery = 100;
/// How often turns ask for sensitivities while somebody watches.
constexpr std::chrono::seconds kSensitivityEvery{2};
/// A wait that is worth an event.
constexpr std::chrono::seconds kLongWait{1};

}  // namespace

/// Retires what is complete, then ends, pauses, or gives further turns.
void Room::advance(Time now, Actions& out) {
  if (state_ != SessionState::running) return;
  if (one_step_) {
    one_step_ = false;
    pause_at_ = step_ + 1;
  }
  while (!open_.empty() && open_.front().ledger.complete()) {
    retire(now, out);
    if (end_or_pause(now, out)) return;
  }
  if (open_.empty() && end_or_pause(now, out)) return;
  const auto ahead = pace_ms_ > 0 ? 1 : config_.turns_ahead;
  // Half of them at a time: turns that are given together travel together.
  if (static_cast<std::int64_t>(open_.size()) > ahead / 2) return;
  while (static_cast<std::int64_t>(open_.size()) < ahead && may_open(next_turn())) {
    if (const auto until = paced_until(); until && now < *until) return;
    open_turn(now, out);
  }
}

/// In slow motion, when the next turn may be given.
std::optional<Time> Room::paced_until() const {
  if (pace_ms_ == 0 || state_ != SessionState::running || !open_.empty()) return std::nullopt;
  return turn_at_ + ms(pace_ms_);
}

void Room::retire(Time now, Actions& out) {
  const auto& done = open_.front();
  const auto& eve = done.digests[static_cast<std::size_t>(Role::eve)];
  if (eve && done.shadow_digest) twin_in_step_ = eve == done.shadow_digest;
  if (done.ledger.phase() == Phase::alice_bob) {
    const bool kept = criterion_.kept_since().has_value();
    criterion_.add(done.entry);
    if (criterion_.kept_since() && !secret_at_step_) {
      secret_at_step_ = step_;
      secret_at_s_ = seconds(now - *began_at_);
    }
    if (!kept && criterion_.kept_since())
      event(now, EventKind::secret, "the secret is kept since step " + std::to_string(step_), out);
    if (kept && !criterion_.kept_since())
      event(now, EventKind::lost,
            "the secret is no longer kept as of step " + std::to_string(step_), out);
  }
  out.push_back(Tell{StepFigures{.step = step_,
                                 .t = since_begin(now),
                                 .bob = done.entry.bob,
                                 .eve = done.entry.eve,
                                 .shadow = done.entry.shadow,
                                 .compute_ms = done.compute_ms}});
  open_.pop_front();
  ++step_;
  for (auto& place : seats_) place.holds = {step_};
}

/// What ends or holds the session before step_. Steps that are open beyond the end are called off.
bool Room::end_or_pause(Time now, Actions& out) {
  if (stop_at_ && step_ >= *stop_at_)
    finish(now, outcome_now(), "stopped by the operator", out);
  else if (config_.until == Until::secret && criterion_.kept_since())
    finish(now, Outcome::secret, "the secret is kept", out);
  else if (config_.steps > 0 && step_ >= config_.steps)
    finish(now, outcome_now(), "all steps are done", out);
  else if (pause_at_ && step_ >= *pause_at_ && open_.empty()) {
    pause_at_.reset();
    state_ = SessionState::paused;
    event(now, EventKind::paused, "paused by the operator before step " + std::to_string(step_),
          out);
  }
  return state_ != SessionState::running;
}

bool Room::may_open(std::int64_t step) const {
  return !(config_.steps > 0 && step >= config_.steps) && !(pause_at_ && step >= *pause_at_) &&
         !(stop_at_ && step >= *stop_at_);
}

void Room::open_turn(Time now, Actions& out) {
  const auto number = next_turn();
  const auto planned = plan_.at(number);
  const bool eve_listens = present(Role::eve) && !eve_owes_;
  const auto* before = open_.empty() ? nullptr : &open_.back().ledger;
  Step step{.number = number, .entry = {.step = number}};
  step.ledger.open(planned.phase, eve_listens);
  if (watched_ && planned.phase == Phase::alice_bob &&
      (!sensitivity_at_ || now - *sensitivity_at_ >= kSensitivityEvery)) {
    step.sensitivity = true;
    sensitivity_at_ = now;
  }
  for (const auto role : kParties)
    if (before == nullptr || before->done_by(role)) step.ledger.take_up(role, now);
  const protocol::Turn turn{.epoch = epoch_,
                        .step = number,
                        .phase = planned.phase,
                        .rate = planned.rate,
                        .digest = number % kDigestEvery == kDigestEvery - 1,
                        .frozen = planned.frozen,
                        .reset = planned.reset,
                        .sensitivity = step.sensitivity};
  open_.push_back(std::move(step));
  turn_at_ = now;
  if (eve_listens && gap_) {
    out.push_back(Send{*seat(Role::eve).member, protocol::FromRelay{*gap_}});
    gap_.reset();
  }
  send_all(turn, out);
}

Room::Step* Room::find_open(std::int64_t step) {
  const auto index = step - step_;
  if (index < 0 || index >= static_cast<std::int64_t>(open_.size())) return nullptr;
  return &open_[static_cast<std::size_t>(index)];
}

/// Alice may encrypt for steps ahead of the one she is at while no weights of hers change in
/// between: in order, and up to the next one that she learns in.
bool Room::may_encrypt(std::int64_t step) const {
  return std::ranges::all_of(open_, [step](const Step& before) {
    return before.number >= step ||
           (before.ledger.said(Item::ciphertext) &&
            (before.ledger.phase() == Phase::eve || before.ledger.done_by(Role::alice)));
  });
}

void Room::excuse_eve() {
  for (auto& step : open_) step.ledger.excuse_eve();
}

/// Of an epoch that is over, or of the steps at which Alice or Bob left: whoever stayed may not
/// have known of it.
bool Room::stale(std::uint32_t epoch, std::int64_t step) const {
  return epoch < epoch_ || (interrupted_ && before_finish(state_) && epoch == epoch_ &&
                            step >= step_ && step < step_ + config_.turns_ahead);
}

/// Why a message of that epoch and step has no place now.
std::optional<Fault> Room::misplaced(std::uint32_t epoch, std::int64_t step) const {
  if (epoch > epoch_)
    return Fault{ErrorCode::wrong_epoch, "epoch " + std::to_string(epoch) +
                                             " has not begun, now is " + std::to_string(epoch_)};
  if (open_.empty()) return Fault{ErrorCode::out_of_turn, "no turn has been given, wait for one"};
  if (step < step_ || step > open_.back().number)
    return Fault{ErrorCode::out_of_turn, "a message for step " + std::to_string(step) +
                                             ", expected step " + std::to_string(step_)};
  return std::nullopt;
}

void Room::receive(Time now, MemberId member, const protocol::ToRelay& message, Actions& out) {
  const auto role = role_of(member);
  if (!role) return;
  if (const auto* said = std::get_if<protocol::Done>(&message)) return done(now, *role, *said, out);
  if (const auto* read = std::get_if<protocol::Reading>(&message))
    return reading(now, *role, *read, out);
  if (std::holds_alternative<protocol::Hello>(message))
    return violation(now, *role, {ErrorCode::duplicate, "hello was sent already"}, out);
  if (*role == Role::eve)
    return violation(now, *role,
                     {ErrorCode::listen_only, "Eve may send hello and done, nothing else"}, out);
  violation(now, *role,
            {ErrorCode::wrong_role,
             "commands come from an operator, not from " + std::string(title(*role))},
            out);
}

void Room::done(Time now, Role role, const protocol::Done& done, Actions& out) {
  if ((done.metrics.shadow_error_bits || done.metrics.shadow_bits_wrong ||
       done.metrics.shadow_digest || done.metrics.sensitivity) &&
      role != Role::alice)
    return violation(
        now, role, {ErrorCode::wrong_role, "only Alice has a shadow and a ciphertext to report on"},
        out);
  if (stale(done.epoch, done.step)) {
    ++stale_;
    return;
  }
  if (state_ == SessionState::finishing) return farewell(now, role, done, out);
  if (role == Role::eve && eve_owes_ && done.epoch == epoch_ && done.step <= *eve_owes_) {
    if (done.step < *eve_owes_) return;  // one of those that she has still to catch up with
    eve_owes_.reset();                   // she is back: the next turn is hers again
    event(now, EventKind::caught_up,
          "Eve is back, she was behind since step " + std::to_string(done.step), out);
    return;
  }
  auto fault = misplaced(done.epoch, done.step);
  auto* step = find_open(done.step);
  if (!fault) fault = step->ledger.refuses(role, Item::done, /*ahead=*/false);
  if (!fault && done.metrics.sensitivity) {
    if (!step->sensitivity)
      fault = Fault{ErrorCode::out_of_turn, "this step's turn did not ask for a sensitivity"};
    else if (done.metrics.sensitivity->size() !=
             static_cast<std::size_t>(2 * config_.bits * config_.bits))
      fault = Fault{ErrorCode::bad_field, "done.metrics.sensitivity does not have 2N x N bytes"};
  }
  if (fault) return violation(now, role, *fault, out);
  if (done.metrics.sensitivity)
    out.push_back(Tell{Sensitivity{.step = done.step,
                                   .t = since_begin(now),
                                   .columns = config_.bits,
                                   .values = *done.metrics.sensitivity}});
  measure(*step, role, done.metrics);
  book(now, *step, role, Item::done);
  if (auto* next = find_open(done.step + 1)) next->ledger.take_up(role, now);
  advance(now, out);
}

void Room::receive(Time now, MemberId member, const protocol::Frame& frame, Actions& out) {
  const auto role = role_of(member);
  if (!role) return;
  if (*role == Role::eve)
    return violation(now, *role,
                     {ErrorCode::listen_only, "Eve may send hello and done, nothing else"}, out);
  const auto& header = frame.header();
  const bool is_chat = header.kind == protocol::FrameKind::chat;
  if (!is_chat && stale(header.epoch, header.step)) {
    ++stale_;
    return;
  }
  if (!before_finish(state_)) return;  // the last step was called off while this was under way
  if (is_chat) {
    if (const auto wrong = refuses_chat(*role, frame)) {
      if (*role == Role::alice) handed_.reset();  // it will not come any better
      return violation(now, *role, *wrong, out);
    }
    return chat(now, frame, out);
  }
  const bool ciphertext = header.kind == protocol::FrameKind::ciphertext;
  const auto item = ciphertext ? Item::ciphertext : Item::feedback;
  auto fault = misplaced(header.epoch, header.step);
  auto* step = find_open(header.step);
  if (!fault) fault = step->ledger.refuses(*role, item, ciphertext && may_encrypt(header.step));
  if (!fault && (header.rows != config_.minibatch || header.columns != config_.bits))
    fault = Fault{ErrorCode::wrong_shape, "a frame of " + std::to_string(header.rows) + " x " +
                                              std::to_string(header.columns) + ", expected " +
                                              std::to_string(config_.minibatch) + " x " +
                                              std::to_string(config_.bits)};
  if (!fault &&
      !protocol::within(frame.values(), ciphertext ? protocol::kMaxCiphertext : protocol::kMaxFeedback))
    fault = Fault{ErrorCode::not_finite,
                  "a value is not finite or beyond the bound of " +
                      std::string(ciphertext ? "1 for a ciphertext" : "10000 for feedback")};
  if (fault) return violation(now, *role, *fault, out);
  const auto* exchange = find_exchange(step->ledger.phase(), *role, item);
  book(now, *step, *role, item);
  route(*step, *exchange, frame, out);
}

void Room::route(const Step& step, const Exchange& exchange, const protocol::Frame& frame,
                 Actions& out) {
  out.push_back(Send{*seat(*exchange.to).member, frame});
  if (!exchange.tap || !present(*exchange.tap)) return;
  // Without the step's turn, because she was behind or away when it was given, a ciphertext is of
  // no use to her.
  if (step.ledger.eve_listens()) {
    out.push_back(Send{*seat(*exchange.tap).member, frame});
    return;
  }
  ++missed_by_eve_;
  if (!gap_) gap_ = protocol::Gap{step.number, step.number};
  gap_->last = step.number;
}

void Room::book(Time now, Step& step, Role role, Item item) {
  waits_.waited(wait_name(role, sotto::name(item)), step.ledger.book(role, item, now), step.number);
}

void Room::measure(Step& step, Role role, const protocol::Metrics& metrics) {
  step.compute_ms[static_cast<std::size_t>(role)] = metrics.compute_ms;
  if (step.ledger.phase() == Phase::alice_bob) {
    if (role == Role::bob) step.entry.bob = metrics.bits_wrong;
    if (role == Role::eve) step.entry.eve = metrics.bits_wrong;
    if (role == Role::alice) step.entry.shadow = metrics.shadow_bits_wrong;
  } else if (role == Role::eve && metrics.bits_wrong) {
    eve_training_.push_back(*metrics.bits_wrong);
    if (eve_training_.size() > kCriterionWindow) eve_training_.pop_front();
  }
  if (metrics.digest) step.digests[static_cast<std::size_t>(role)] = metrics.digest;
  if (metrics.shadow_digest) step.shadow_digest = metrics.shadow_digest;
}

// ---- Deadlines ----

std::optional<Time> Room::deadline(const Ledger::Due& due) const {
  return due.since +
         ms(due.exchange->from == Role::eve ? config_.eve_deadline_ms : config_.reply_deadline_ms);
}

std::optional<Time> Room::next_deadline() const {
  std::optional<Time> next;
  const auto earliest = [&](std::optional<Time> time) {
    if (time && (!next || *time < *next)) next = time;
  };
  if (state_ == SessionState::gathering && !begun_ && present(Role::alice) && present(Role::bob) &&
      !present(Role::eve))
    earliest(join_deadline(Role::eve));
  for (const auto& step : open_)
    for (const auto& due : step.ledger.due()) earliest(deadline(due));
  earliest(long_wait());
  earliest(say_due());
  if (open_.empty() && may_open(step_)) earliest(paced_until());
  if (before_finish(state_)) earliest(stop_patience_);
  if (state_ == SessionState::finishing) earliest(farewell_deadline_);
  return next;
}

void Room::tick(Time now, Actions& out) {
  if (state_ == SessionState::gathering && !begun_) try_begin(now, out);
  if (before_finish(state_) && stop_patience_ && now >= *stop_patience_)
    return finish(now, outcome_now(), "stopped by the operator", out);
  tell_long_wait(now, out);
  hand_say(now, out);
  if (open_.empty())
    advance(now, out);
  else
    expire(now, out);
  if (state_ == SessionState::finishing && now >= *farewell_deadline_) {
    for (const auto role : kParties)
      if (present(role) && !farewells_[static_cast<std::size_t>(role)]) {
        waits_.missed(wait_name(role, "farewell"));
        expel(now, role, ErrorCode::deadline, "no farewell in time", out);
        if (finished()) return;
      }
  }
}

/// When the wait that holds the oldest step up becomes worth an event.
std::optional<Time> Room::long_wait() const {
  if (open_.empty() || open_.front().ledger.due().empty()) return std::nullopt;
  const auto& due = open_.front().ledger.due().front();
  if (told_wait_ == ToldWait{step_, due.exchange}) return std::nullopt;
  return due.since + kLongWait;
}

void Room::tell_long_wait(Time now, Actions& out) {
  const auto at = long_wait();
  if (!at || now < *at) return;
  const auto& due = open_.front().ledger.due().front();
  told_wait_ = ToldWait{step_, due.exchange};
  event(now, EventKind::waiting,
        "waiting for " + wait_name(due.exchange->from, sotto::name(due.exchange->item)), out);
}

void Room::expire(Time now, Actions& out) {
  std::vector<Role> late;
  for (const auto& step : open_)
    for (const auto& due : step.ledger.due())
      if (now >= *deadline(due)) {
        const auto role = due.exchange->from;
        const auto what = wait_name(role, sotto::name(due.exchange->item));
        waits_.waited(what, now - due.since, step.number);
        waits_.missed(what);
        late.push_back(role);
      }
  for (const auto role : late) {
    if (role == Role::eve) {
      event(now, EventKind::behind,
            "Eve is behind at step " + std::to_string(step_) + ": Alice and Bob go on without her",
            out);
      // She will still work through every ciphertext that she has been sent.
      for (const auto& step : open_)
        if (step.ledger.eve_listens() && step.ledger.said(Item::ciphertext))
          eve_owes_ = step.number;
      excuse_eve();
      advance(now, out);
    } else if (present(role)) {
      expel(now, role, ErrorCode::deadline,
            std::string(title(role)) + " was silent for longer than " +
                std::to_string(config_.reply_deadline_ms) + " ms",
            out);
    }
  }
}

}  // namespace sotto
