// The Room's steps: turns given ahead, messages checked and routed, deadlines.
#include <algorithm>

#include "shared/base/durations.hpp"
#include "shared/base/utf8_text.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/room/room.hpp"

namespace sotto {

using protocol::ErrorCode;
using protocol::Fault;
using protocol::NoticeKind;
using protocol::SessionState;

namespace {

/// How often turns ask for weight digests.
constexpr std::int64_t kDigestEvery = 100;
/// How often turns ask for probes while somebody watches.
constexpr std::chrono::seconds kProbeEvery{2};
/// How often weights are kept where steps are long.
constexpr std::chrono::seconds kCheckpointEvery{1};
/// A wait that is worth a notice.
constexpr std::chrono::seconds kLongWait{1};

/// What somebody who only hears gets for anything else.
Fault listen_only(const char* what) {
  std::string message(what);
  message += " is not for this role to send: it only hears";
  return {ErrorCode::listen_only, std::move(message)};
}

}  // namespace

/// Retires what is complete, then ends, pauses, or gives further turns.
void Room::advance(Time now, Actions& out) {
  if (state_ != SessionState::running) return;
  pacing_.begin(step());
  while (const auto completed = steps_.take_completed()) {
    retire(now, *completed, out);
    if (end_or_pause(now, out)) return;
  }
  if (steps_.empty() && end_or_pause(now, out)) return;
  const auto ahead = pacing_.ahead(config_.turns_ahead);
  // Half of them at a time: turns that are given together travel together.
  if (steps_.size() > ahead / 2) return;
  while (steps_.size() < ahead && may_open(steps_.next())) {
    if (const auto until = pacing_.not_before(steps_.empty()); until && now < *until) return;
    open_turn(now, out);
  }
}

void Room::retire(Time now, const OpenStep& step, Actions& out) {
  scoreboard_.compare(step.digests);
  auto result = step.result;
  result.t = since_begin(now);
  const auto planned = plan_.at(step.number);
  result.judged.eve_generation = planned.eve_generation;
  const auto at = " step " + std::to_string(step.number);
  switch (scoreboard_.add(result.judged, result.t)) {
    case Scoreboard::News::goal_met:
      notice_at(now, step.number, NoticeKind::goal, scoreboard_.criterion().standing(), out);
      break;
    case Scoreboard::News::goal_lost:
      notice_at(now, step.number, NoticeKind::goal_lost, "the goal is no longer met as of" + at,
                out);
      break;
    case Scoreboard::News::none:
      break;
  }
  const auto judged = result.judged;
  out.push_back(SessionEvent{std::move(result)});
  if (step.checkpoint) seats_.keep(step.number);
  seats_.hold(this->step());
  audit_the_goal(now, step.number, out);
  if (planned.audit) step_of_audit(now, *planned.audit, judged, out);
}

/// What ends or holds the session before the oldest step. Steps that are open beyond the end are
/// called off.
bool Room::end_or_pause(Time now, Actions& out) {
  const auto before = pacing_.before(step(), steps_.empty());
  if (before == Pacing::Before::stop) {
    finish(now, scoreboard_.outcome(), "stopped by the operator", out);
  } else if (verdict_step() && step() >= *verdict_step()) {
    if (awaits_findings()) return true;
    finish(now, audits_.outcome(*goal_audit_), audits_.sentence(*goal_audit_), out);
  } else if (config_.until == task_info_.goal.name && scoreboard_.criterion().met_since()) {
    finish(now, scoreboard_.outcome(), scoreboard_.criterion().standing(), out);
  } else if (before == Pacing::Before::limit) {
    if (awaits_findings()) return true;
    finish(now, scoreboard_.outcome(), "all steps are done", out);
  } else if (before == Pacing::Before::pause) {
    pacing_.paused();
    state_ = SessionState::paused;
    notice(now, NoticeKind::paused, "paused by the operator before step " + std::to_string(step()),
           out);
  }
  return state_ != SessionState::running;
}

/// Whether the weights before a step that begins now are to be kept. Of the steps that are open
/// only one is: parties keep so many, and whoever is ahead must still have those that all have
/// completed.
bool Room::is_checkpoint(std::int64_t step, Time now) const {
  if (config_.checkpoint_every == 0 || step == 0 || steps_.keeps_weights()) return false;
  return step % config_.checkpoint_every == 0 || now - checkpoint_at_ >= kCheckpointEvery;
}

void Room::open_turn(Time now, Actions& out) {
  const auto planned = plan_.at(steps_.next());
  auto& step = steps_.open(*task_.find_phase(planned.phase), eve_hears(), now);
  if (watched_ && planned.phase == task_.main_phase && task_.probe.bytes(config_) > 0 &&
      (!probe_at_ || now - *probe_at_ >= kProbeEvery)) {
    step.probe = true;
    probe_at_ = now;
  }
  if (is_checkpoint(step.number, now)) {
    step.checkpoint = true;
    checkpoint_at_ = now;
  }
  pacing_.opened(now);
  if (planned.audit == step.number) begin_audit(now, step.number, out);
  if (eve_hears())
    if (const auto gap = eve_.take_gap())
      out.push_back(Send{seats_.member(Role::eve), protocol::FromRelay{*gap}});
  send_all(protocol::Turn{.epoch = epoch_,
                          .step = step.number,
                          .phase = planned.phase,
                          .rate = planned.rate,
                          .noise = planned.noise,
                          .shadows_weight = planned.shadows_weight,
                          .shadow_reset = planned.shadow_reset,
                          .restart = planned.restart,
                          .digest = step.number % kDigestEvery == kDigestEvery - 1,
                          .checkpoint = step.checkpoint,
                          .frozen = planned.frozen,
                          .eve_generation = planned.eve_generation,
                          .probe = step.probe,
                          .audit = planned.audit},
           out);
}

/// Of an epoch that is over, or of the steps at which Alice or Bob left: whoever stayed may not
/// have known of it.
bool Room::stale(std::uint32_t epoch, std::int64_t step) const {
  return epoch < epoch_ || (interrupted_ && playing() && epoch == epoch_ && step >= this->step() &&
                            step < this->step() + config_.turns_ahead);
}

/// Why a message of that epoch and step has no place now.
std::optional<Fault> Room::misplaced(std::uint32_t epoch, std::int64_t step) const {
  if (epoch > epoch_)
    return Fault{ErrorCode::wrong_epoch, "epoch " + std::to_string(epoch) +
                                             " has not begun, now is " + std::to_string(epoch_)};
  return steps_.refuses(step);
}

void Room::receive(Time now, MemberId member, const protocol::ToRelay& message, Actions& out) {
  const auto role = seats_.role_of(member);
  if (!role) return;
  const auto refuse_it = [&](ErrorCode code, std::string why) {
    violation(now, member, *role, {code, std::move(why)}, out);
  };
  const bool hears_beside_eve = *role == Role::listener || *role == Role::attacker;
  const auto listens_only = [&](const char* what) {
    violation(now, member, *role, listen_only(what), out);
  };
  std::visit(Handle{[&](const protocol::Done& said) {
                      if (hears_beside_eve) return listens_only("done");
                      done(now, *role, said, out);
                    },
                    [&](const protocol::ChatDone& read) {
                      if (hears_beside_eve) return listens_only("chat_done");
                      chat_done(now, *role, read, out);
                    },
                    [&](const protocol::Finding& found) {
                      if (*role == Role::attacker) return finding(now, member, found, out);
                      if (only_hears(*role)) return listens_only("a finding");
                      refuse_it(ErrorCode::wrong_role, "findings come from attackers, not from " +
                                                           std::string(title(*role)));
                    },
                    [&](const protocol::Hello&) {
                      if (hears_beside_eve) return listens_only("a second hello");
                      refuse_it(ErrorCode::duplicate, "hello was sent already");
                    },
                    [&](const protocol::Command&) {
                      if (only_hears(*role)) return listens_only("a command");
                      refuse_it(ErrorCode::wrong_role, "commands come from an operator, not from " +
                                                           std::string(title(*role)));
                    }},
             message);
}

/// Why a party may not report that: another's series or network, or more than the series' most.
std::optional<Fault> Room::refuses(Role party, const protocol::Metrics& metrics) const {
  const auto others = [&](const std::string& what, std::string_view name, Role whose) {
    return Fault{ErrorCode::wrong_role, what + " '" + std::string(name) + "' is reported by " +
                                            std::string(title(whose)) + ", not by " +
                                            std::string(title(party))};
  };
  for (const auto& [name, value] : metrics.values) {
    const auto at = task_.find_series(name);
    if (!at) return Fault{ErrorCode::bad_field, "the task has no series " + in_quotes(name)};
    const auto& series = task_.series[*at];
    if (series.from != party) return others("series", name, series.from);
    if (value > task_info_.series[*at].max)
      return Fault{ErrorCode::bad_field, "done.metrics.values." + name + " is out of range"};
  }
  for (const auto& [name, digest] : metrics.digests) {
    const auto* network = task_.find_network(name);
    if (network == nullptr)
      return Fault{ErrorCode::bad_field, "the task has no network " + in_quotes(name)};
    if (network->holder != party) return others("network", name, network->holder);
  }
  if (metrics.probe && party != task_.probe.from)
    return Fault{ErrorCode::wrong_role, "the task's probe is " +
                                            std::string(title(task_.probe.from)) + "'s, not " +
                                            std::string(title(party)) + "'s"};
  return std::nullopt;
}

std::optional<Fault> Room::refuses_probe(const protocol::Done& done) {
  if (!done.metrics.probe) return std::nullopt;
  if (!steps_.find(done.step)->probe)
    return Fault{ErrorCode::out_of_turn, "this step's turn did not ask for a probe"};
  if (done.metrics.probe->size() != task_.probe.bytes(config_))
    return Fault{ErrorCode::bad_field, "done.metrics.probe does not have " +
                                           std::to_string(task_.probe.bytes(config_)) + " bytes"};
  return std::nullopt;
}

void Room::done(Time now, Role party, const protocol::Done& done, Actions& out) {
  const auto member = seats_.member(party);
  if (const auto fault = refuses(party, done.metrics))
    return violation(now, member, party, *fault, out);
  if (stale(done.epoch, done.step)) return scoreboard_.count_stale();
  if (state_ == SessionState::finishing) return farewell(now, party, done, out);
  if (party == Role::eve && done.epoch == epoch_) {
    switch (eve_.answer(done.step)) {
      case EveLag::Late::still_behind:
        return;
      case EveLag::Late::caught_up:
        return notice(now, NoticeKind::caught_up,
                      "Eve is back, she was behind since step " + std::to_string(done.step), out);
      case EveLag::Late::not_late:
        break;
    }
  }
  auto fault = misplaced(done.epoch, done.step);
  if (!fault) fault = steps_.refuses(done.step, party, kDone);
  if (!fault) fault = refuses_probe(done);
  if (fault) return violation(now, member, party, *fault, out);
  if (done.metrics.probe)
    out.push_back(SessionEvent{
        protocol::Probe{.step = done.step,
                        .t = since_begin(now),
                        .columns = static_cast<std::int64_t>(task_.probe.columns(config_)),
                        .values = *done.metrics.probe}});
  measure(*steps_.find(done.step), party, done.metrics);
  record(now, done.step, party, kDone);
  advance(now, out);
}

void Room::measure(OpenStep& step, Role party, const protocol::Metrics& metrics) const {
  step.result.compute_ms[static_cast<std::size_t>(party)] = metrics.compute_ms;
  for (const auto& [name, value] : metrics.values)
    step.result.judged.values[*task_.find_series(name)] = value;
  step.digests.insert(step.digests.end(), metrics.digests.begin(), metrics.digests.end());
}

void Room::receive(Time now, MemberId member, const protocol::Frame& frame, Actions& out) {
  const auto role = seats_.role_of(member);
  if (!role) return;
  if (only_hears(*role)) return violation(now, member, *role, listen_only("a frame"), out);
  if (frame.header().kind == protocol::kChatFrame) return chat(now, *role, frame, out);
  frame_of_step(now, *role, frame, out);
}

void Room::frame_of_step(Time now, Role party, const protocol::Frame& frame, Actions& out) {
  const auto& header = frame.header();
  if (stale(header.epoch, header.step)) return scoreboard_.count_stale();
  if (!playing()) return;  // the last step was called off while this was under way
  const auto member = seats_.member(party);
  if (const auto fault = misplaced(header.epoch, header.step))
    return violation(now, member, party, *fault, out);
  const auto* type = task_.find_frame(header.kind);
  std::optional<Fault> fault;
  if (type == nullptr)
    fault = Fault{ErrorCode::bad_frame, "frame kind " + std::to_string(header.kind) +
                                            ", expected 0 (chat), " + frame_list(task_)};
  if (!fault) fault = steps_.refuses(header.step, party, type->name);
  if (!fault) fault = refuses(*type, frame);
  if (fault) return violation(now, member, party, *fault, out);
  const auto& step = *steps_.find(header.step);
  record(now, header.step, party, type->name);
  route(now, step, *step.progress.phase().find(party, type->name), frame, out);
}

/// Why a frame is not of that type's shape, or its values are beyond that type's bound.
std::optional<Fault> Room::refuses(const FrameType& type, const protocol::Frame& frame) const {
  const auto& header = frame.header();
  const auto shape = shapes_[static_cast<std::size_t>(&type - task_.frames.data())];
  const auto text = [](std::uint32_t rows, std::uint32_t columns) {
    return std::to_string(rows) + " x " + std::to_string(columns);
  };
  if (header.rows != shape.rows || header.columns != shape.columns)
    return Fault{ErrorCode::wrong_shape, "a frame of " + text(header.rows, header.columns) +
                                             ", expected " + text(shape.rows, shape.columns)};
  if (!protocol::within(frame.values(), type.bound)) {
    std::string bound;
    protocol::write_number(bound, type.bound);
    return Fault{ErrorCode::not_finite,
                 "a value is not finite or beyond the bound of " + bound + " for " + type.name};
  }
  return std::nullopt;
}

void Room::route(Time now, const OpenStep& step, const Exchange& exchange,
                 const protocol::Frame& frame, Actions& out) {
  if (exchange.to) out.push_back(Send{seats_.member(*exchange.to), frame});
  if (!exchange.tapped) return;
  for (const auto listener : seats_.listeners()) out.push_back(Send{listener, frame});
  if (step.progress.phase().name == task_.audit_phase)
    for (const auto& attacker : seats_.attackers()) out.push_back(Send{attacker.member, frame});
  if (present(Role::eve)) {
    // Without the step's turn, because she was behind or away when it was given, a frame is of no
    // use to her.
    if (step.progress.eve_listens())
      out.push_back(Send{seats_.member(Role::eve), frame});
    else
      eve_.miss(step.number);
  }
  out.push_back(SessionEvent{FrameTapped{since_begin(now), frame}});
}

void Room::record(Time now, std::int64_t step, Role party, std::string_view item) {
  scoreboard_.waits().waited(wait_name(party, item), steps_.record(step, party, item, now), step);
}

// ---- Deadlines ----

Time Room::deadline(const Exchange& exchange, Time since) const {
  return since +
         ms(exchange.from == Role::eve ? config_.eve_deadline_ms : config_.reply_deadline_ms);
}

std::optional<Time> Room::next_deadline() const {
  std::optional<Time> next;
  const auto earliest = [&](std::optional<Time> time) {
    if (time && (!next || *time < *next)) next = time;
  };
  if (state_ == SessionState::gathering && present(Role::alice) && present(Role::bob) &&
      !present(Role::eve) && !eve_apart_)
    earliest(eve_due());
  for (const auto& due : steps_.due()) earliest(deadline(*due.exchange, due.since));
  earliest(long_wait());
  earliest(say_due());
  if (state_ == SessionState::running && steps_.empty() && may_open(step()))
    earliest(pacing_.not_before(/*none_open=*/true));
  if (playing()) earliest(pacing_.patience());
  if (playing()) earliest(audits_.due());
  if (state_ == SessionState::finishing) earliest(farewells_.deadline());
  return next;
}

void Room::tick(Time now, Actions& out) {
  if (state_ == SessionState::gathering) try_begin(now, out);
  if (playing() && pacing_.patience() && now >= *pacing_.patience())
    return finish(now, scoreboard_.outcome(), "stopped by the operator", out);
  tell_long_wait(now, out);
  hand_say(now, out);
  if (playing()) conclude_audit(now, out);
  if (steps_.empty())
    advance(now, out);
  else
    expire(now, out);
  expire_farewells(now, out);
}

/// When the wait that holds the oldest step up becomes worth a notice.
std::optional<Time> Room::long_wait() const {
  const auto* due = steps_.first_due();
  if (due == nullptr || told_wait_ == ToldWait{step(), due->exchange}) return std::nullopt;
  return due->since + kLongWait;
}

void Room::tell_long_wait(Time now, Actions& out) {
  const auto at = long_wait();
  if (!at || now < *at) return;
  const auto* due = steps_.first_due();
  told_wait_ = ToldWait{step(), due->exchange};
  notice(now, NoticeKind::waiting,
         "waiting for " + wait_name(due->exchange->from, due->exchange->item), out);
}

void Room::expire(Time now, Actions& out) {
  std::vector<Role> late;
  for (const auto& due : steps_.due())
    if (now >= deadline(*due.exchange, due.since)) {
      const auto what = wait_name(due.exchange->from, due.exchange->item);
      scoreboard_.waits().waited(what, now - due.since, due.step);
      scoreboard_.waits().missed(what);
      late.push_back(due.exchange->from);
    }
  for (const auto party : late) {
    if (party == Role::eve) {
      notice(
          now, NoticeKind::behind,
          "Eve is behind at step " + std::to_string(step()) + ": Alice and Bob go on without her",
          out);
      eve_apart_ = true;
      eve_.fall_behind(steps_.newest_heard_by_eve());
      steps_.excuse_eve();
      advance(now, out);
    } else if (present(party)) {
      expel(now, seats_.member(party), ErrorCode::deadline,
            std::string(title(party)) + " was silent for longer than " +
                std::to_string(config_.reply_deadline_ms) + " ms",
            out);
    }
  }
}

}  // namespace sotto
