#include "shared/room/step_progress.hpp"

#include <algorithm>
#include <string>

namespace sotto {

using protocol::ErrorCode;
using protocol::Fault;

void Ledger::open(Phase phase, bool eve_listens) {
  phase_ = phase;
  eve_listens_ = eve_listens;
  said_ = 0;
  taken_up_ = 0;
  due_.clear();
}

void Ledger::take_up(Role role, Time now) {
  taken_up_ |= 1U << static_cast<int>(role);
  find_due(now);
}

bool Ledger::done_by(Role role) const {
  if (role == Role::eve && !eve_listens_) return true;
  return was_said(*find_exchange(phase_, role, Item::done));
}

bool Ledger::was_said(const Exchange& exchange) const {
  return (said_ >> (&exchange - turn_table(phase_).data()) & 1U) != 0;
}

bool Ledger::said(Item item) const {
  return std::ranges::any_of(turn_table(phase_), [&](const Exchange& exchange) {
    return exchange.item == item && was_said(exchange);
  });
}

void Ledger::find_due(Time now) {
  for (const auto& exchange : turn_table(phase_)) {
    if (was_said(exchange) || (exchange.from == Role::eve && !eve_listens_)) continue;
    if (!taken_up(exchange.from)) continue;
    if (exchange.after && !said(*exchange.after)) continue;
    if (std::ranges::none_of(due_, [&](const Due& due) { return due.exchange == &exchange; }))
      due_.push_back({&exchange, now});
  }
}

std::optional<Fault> Ledger::refuses(Role from, Item item, bool ahead) const {
  const std::string what(name(item));
  const auto* exchange = find_exchange(phase_, from, item);
  if (exchange == nullptr) {
    for (const auto& other : turn_table(phase_))
      if (other.item == item)
        return Fault{ErrorCode::wrong_role, what + " comes from " + std::string(title(other.from)) +
                                                ", not from " + std::string(title(from))};
    return Fault{ErrorCode::out_of_turn,
                 "a step of phase " + std::string(name(phase_)) + " has no " + what};
  }
  if (from == Role::eve && !eve_listens_)
    return Fault{ErrorCode::out_of_turn, "nothing is due from Eve in this step"};
  if (!ahead && !taken_up(from))
    return Fault{ErrorCode::out_of_turn,
                 std::string(title(from)) + " has not done the step before this one"};
  if (was_said(*exchange))
    return Fault{ErrorCode::duplicate, what + " was sent already in this step"};
  if (exchange->after && !said(*exchange->after))
    return Fault{ErrorCode::out_of_turn,
                 what + " comes after the step's " + std::string(name(*exchange->after))};
  return std::nullopt;
}

std::chrono::nanoseconds Ledger::book(Role from, Item item, Time now) {
  const auto* exchange = find_exchange(phase_, from, item);
  said_ |= 1U << (exchange - turn_table(phase_).data());
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

void Ledger::excuse_eve() {
  eve_listens_ = false;
  std::erase_if(due_, [](const Due& due) { return due.exchange->from == Role::eve; });
}

bool Ledger::complete() const {
  return std::ranges::all_of(turn_table(phase_), [&](const Exchange& exchange) {
    return was_said(exchange) || (exchange.from == Role::eve && !eve_listens_);
  });
}

}  // namespace sotto
