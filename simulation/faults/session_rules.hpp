// All promises of a session that can be checked at every event.
#pragma once

#include <set>

#include "simulation/faults/step_ledger.hpp"
#include "simulation/faults/wire_rules.hpp"

namespace sotto {

/// Each call throws Violation where a promise is broken.
class SessionRules {
 public:
  explicit SessionRules(const SessionConfig& config) : ledger_(config) {}

  /// What a Room was told, and what it made of it.
  void take(Time now, const RoomEvent& event, const Actions& actions, const Room& room);
  /// Messages that wait for a member at the relay.
  static void queued(std::size_t messages, std::size_t limit);

  /// That machine has begun to say what it should not: from now on it may be refused.
  void set_rogue(MemberId member) { rogue_.insert(member); }

  const StepLedger& ledger() const { return ledger_; }
  WireRules& wire() { return wire_; }
  ChatRules& chat() { return chat_; }

 private:
  void check_deadlines(Time now, const RoomEvent& event, const Room& room) const;
  void check_refusals(const RoomEvent& event, const Actions& actions) const;

  StepLedger ledger_;
  WireRules wire_;
  ChatRules chat_;
  std::set<MemberId> rogue_;
};

}  // namespace sotto
