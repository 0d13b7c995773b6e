// What a Room says of itself: the status for watchers and the report.
#include <algorithm>
#include <cstdio>

#include "shared/base/durations.hpp"
#include "shared/room/room.hpp"
#include "shared/session/config_json.hpp"

namespace sotto {

using namespace std::chrono_literals;
using protocol::Outcome;
using protocol::SessionState;

namespace {

/// "3.1 s"
std::string brief(std::chrono::nanoseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", seconds(time));
  return text;
}

}  // namespace

protocol::Status Room::status(Time now) const {
  protocol::Status status;
  status.session = name_;
  status.state = state_;
  status.epoch = epoch_;
  status.step = step_;
  status.alice_bob_steps = plan_.alice_bob_before(step_);
  status.phase = plan_.at(step_).phase;
  for (const auto role : kParties)
    if (present(role)) status.connected.push_back(role);
  if (began_at_) status.running_s = seconds(finished_at_.value_or(now) - *began_at_);
  status.bob_bits_wrong = criterion_.bob();
  status.eve_bits_wrong = criterion_.eve();
  status.shadow_bits_wrong = criterion_.shadow();
  status.secret_since_step = criterion_.kept_since();
  status.twin_in_step = twin_in_step_;
  for (const auto& [code, count] : refused_) status.refused += count;
  status.missed_by_eve = missed_by_eve_;
  status.eve_behind = eve_owes_.has_value();

  const auto newest = std::max(step_, next_turn() - 1);
  const auto planned = plan_.at(newest);
  status.controls = {plan_.cycle(newest), planned.rate, planned.frozen, pace_ms_};

  const auto at = "step " + std::to_string(step_);
  const auto wait = [&](Role role, std::string what, Time since, Time until) {
    status.waiting = protocol::Wait{role, std::move(what), (now - since) / 1ms, (until - since) / 1ms};
    status.text = "waiting for " + wait_name(role, status.waiting->what) + ", " + at + ", " +
                  brief(now - since) + " of " + brief(until - since);
  };
  switch (state_) {
    case SessionState::gathering:
      if (const auto who = missing(now)) {
        const auto until = join_deadline(*who);
        wait(*who, "to join", missing_since(*who), until);
        if (now >= until) status.text = "paused: waiting for " + std::string(title(*who));
      }
      break;
    case SessionState::running:
      status.text = "running, " + at;
      if (!open_.empty() && !open_.front().ledger.due().empty()) {
        const auto& due = open_.front().ledger.due().front();
        wait(due.exchange->from, std::string(sotto::name(due.exchange->item)), due.since,
             *deadline(due));
      }
      break;
    case SessionState::paused:
      status.text = "paused by the operator before " + at;
      break;
    case SessionState::finishing:
      for (const auto role : kParties)
        if (present(role) && !farewells_[static_cast<std::size_t>(role)]) {
          status.text = "waiting for " + wait_name(role, "farewell") + ", " + at;
          break;
        }
      break;
    case SessionState::finished:
      status.text = "finished before " + at + ": " + finish_.reason;
      break;
  }
  return status;
}

Json Room::report(Time now) const {
  const auto number = [](const auto& value) { return value ? Json(*value) : Json(); };
  const auto wall_s = began_at_ ? seconds(finished_at_.value_or(now) - *began_at_) : 0.0;
  std::optional<double> eve_training;
  if (!eve_training_.empty()) {
    eve_training = 0;
    for (const double each : eve_training_)
      *eve_training += each / static_cast<double>(eve_training_.size());
  }
  auto refused = Json::object();
  for (const auto& [code, count] : refused_) refused[std::string(sotto::name(code))] = count;
  const auto outcome = before_finish(state_) ? Outcome::failed : finish_.outcome;
  return {{"session", name_},
          {"config", to_json(config_)},
          {"outcome", sotto::name(outcome)},
          {"reason", finish_.reason},
          {"epochs", before_finish(state_) ? epoch_ + 1 : epoch_},
          {"steps", step_},
          {"alice_bob_steps", plan_.alice_bob_before(step_)},
          {"wall_s", wall_s},
          {"steps_per_s", wall_s > 0 ? static_cast<double>(step_) / wall_s : 0.0},
          {"secret_at_step", number(secret_at_step_)},
          {"secret_at_s", number(secret_at_s_)},
          {"bob_bits_wrong", number(criterion_.bob())},
          {"eve_bits_wrong", number(criterion_.eve())},
          {"shadow_bits_wrong", number(criterion_.shadow())},
          {"eve_training_bits_wrong", number(eve_training)},
          {"digests",
           {{"alice", number(digests_[0])},
            {"bob", number(digests_[1])},
            {"eve", number(digests_[2])},
            {"shadow", number(shadow_digest_)}}},
          {"twin_in_step", number(twin_in_step_)},
          {"refused", refused},
          {"stale", stale_},
          {"missed_by_eve", missed_by_eve_},
          {"waits", waits_.report()}};
}

}  // namespace sotto
