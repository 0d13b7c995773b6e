#include "shared/room/step_progress.hpp"

#include <algorithm>

namespace sotto {

using protocol::ErrorCode;
using protocol::Fault;

StepProgress::StepProgress(const Phase& phase, bool eve_listens)
    : phase_(&phase), eve_listens_(eve_listens) {}

void StepProgress::take_up(Role role, Time now) {
  taken_up_ |= 1U << static_cast<int>(role);
  find_due(now);
}

bool StepProgress::done_by(Role role) const {
  const auto* done = phase_->find(role, kDone);
  return done == nullptr || excused(*done) || was_said(*done);
}

bool StepProgress::was_said(const Exchange& exchange) const {
  return (said_ >> (&exchange - phase_->exchanges.data()) & 1U) != 0;
}

bool StepProgress::said(std::string_view item) const {
  return std::ranges::any_of(phase_->exchanges, [&](const Exchange& exchange) {
    return exchange.item == item && was_said(exchange);
  });
}

bool StepProgress::tapped() const {
  return std::ranges::any_of(phase_->exchanges, [&](const Exchange& exchange) {
    return exchange.tapped && was_said(exchange);
  });
}

void StepProgress::find_due(Time now) {
  for (const auto& exchange : phase_->exchanges) {
    if (was_said(exchange) || excused(exchange)) continue;
    if (!taken_up(exchange.from)) continue;
    if (!exchange.after.empty() && !said(exchange.after)) continue;
    if (std::ranges::none_of(due_, [&](const Due& due) { return due.exchange == &exchange; }))
      due_.push_back({&exchange, now});
  }
}

std::optional<Fault> StepProgress::refuses(Role from, std::string_view item, bool ahead) const {
  const std::string what(item);
  const std::string who(title(from));
  const auto* exchange = phase_->find(from, item);
  if (exchange == nullptr) {
    for (const auto& other : phase_->exchanges)
      if (other.item == item)
        return Fault{ErrorCode::wrong_role,
                     what + " comes from " + std::string(title(other.from)) + ", not from " + who};
    return Fault{ErrorCode::out_of_turn, "a step of phase " + phase_->name + " has no " + what};
  }
  if (excused(*exchange))
    return Fault{ErrorCode::out_of_turn, "nothing is due from Eve in this step"};
  if (!ahead && !taken_up(from))
    return Fault{ErrorCode::out_of_turn, who + " has not done the step before this one"};
  if (was_said(*exchange))
    return Fault{ErrorCode::duplicate, what + " was sent already in this step"};
  if (!exchange->after.empty() && !said(exchange->after))
    return Fault{ErrorCode::out_of_turn,
                 what + " comes after the step's " + std::string(exchange->after)};
  return std::nullopt;
}

std::chrono::nanoseconds StepProgress::record(Role from, std::string_view item, Time now) {
  const auto* exchange = phase_->find(from, item);
  said_ |= 1U << (exchange - phase_->exchanges.data());
  const auto due =
      std::ranges::find_if(due_, [&](const Due& each) { return each.exchange == exchange; });
  std::chrono::nanoseconds waited{0};
  if (due != due_.end()) {
    waited = now - due->since;
    due_.erase(due);
  }
  find_due(now);
  return waited;
}

void StepProgress::excuse_eve() {
  eve_listens_ = false;
  std::erase_if(due_, [](const Due& due) { return due.exchange->from == Role::eve; });
}

bool StepProgress::complete() const {
  return std::ranges::all_of(phase_->exchanges, [&](const Exchange& exchange) {
    return was_said(exchange) || excused(exchange);
  });
}

}  // namespace sotto
