#include "simulation/faults/session_rules.hpp"

#include <algorithm>

#include "simulation/faults/violation.hpp"

namespace sotto {

using protocol::SessionState;

void SessionRules::take(Time now, const RoomEvent& event, const Actions& actions,
                        const Room& room) {
  // The wire is judged by what was so as the frame came: afterwards its step may be over.
  check_refusals(event, actions);
  ledger_.take(now, event, actions, room);
  wire_.take(event, actions, ledger_, room.task());
  chat_.take(event, actions, ledger_);
  check_deadlines(now, event, room);
}

/// Whoever keeps to the protocol is never told that it does not.
void SessionRules::check_refusals(const RoomEvent& event, const Actions& actions) const {
  MemberId member = 0;
  if (const auto* said = std::get_if<Said>(&event)) member = said->member;
  if (const auto* framed = std::get_if<Framed>(&event)) member = framed->member;
  if (const auto* garbled = std::get_if<Garbled>(&event)) member = garbled->member;
  if (member == 0 || rogue_.contains(member)) return;
  for (const auto& action : actions) {
    const auto* send = std::get_if<Send>(&action);
    const auto* text = send == nullptr ? nullptr : std::get_if<protocol::FromRelay>(&send->message);
    const auto* error = text == nullptr ? nullptr : std::get_if<protocol::Error>(text);
    if (error == nullptr || send->to != member) continue;
    const auto role = ledger_.role_of(member);
    throw Violation("refusals", std::string(role ? title(*role) : "somebody") +
                                    " keeps to the protocol and was refused: " + error->message);
  }
}

/// Nobody is awaited without a deadline, and no deadline passes without anything.
void SessionRules::check_deadlines(Time now, const RoomEvent& event, const Room& room) const {
  const auto next = room.next_deadline();
  const auto state = room.state();
  const bool both = ledger_.seat(Role::alice) && ledger_.seat(Role::bob);
  if (!next && (state == SessionState::running || state == SessionState::finishing ||
                (state == SessionState::gathering && both)))
    throw Violation("deadlines", "the session waits without a deadline: " + room.status(now).text);
  if (state != SessionState::running) return;
  for (const auto& due : ledger_.due()) {
    const auto what = std::string(title(due.from)) + "'s " + std::string(due.item) + " of step " +
                      std::to_string(due.step);
    if (*next > due.until) throw Violation("deadlines", what + " is awaited without a deadline");
    if (std::holds_alternative<Ticked>(event) && now >= due.until)
      throw Violation("deadlines", what + " is awaited beyond its deadline");
  }
}

void SessionRules::queued(std::size_t messages, std::size_t limit) {
  if (messages > limit)
    throw Violation("queues", std::to_string(messages) + " messages wait for one member");
}

}  // namespace sotto
