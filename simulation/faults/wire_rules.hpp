// What of a party's words may reach whom: ciphertexts their readers and those who listen, byte for
// byte, and nothing of those who only hear.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "simulation/faults/step_ledger.hpp"

namespace sotto {

/// Throws Violation.
class WireRules {
 public:
  /// What the Room passed on of an event; `ledger` has taken it in.
  void take(const RoomEvent& event, const Actions& actions, const StepLedger& ledger,
            const Task& task);
  /// A frame that arrived at a machine: everybody gets the same bytes.
  void arrived(const std::string& machine, const protocol::Frame& frame);

 private:
  void passed_on(const Framed& framed, const std::map<MemberId, int>& copies,
                 const Actions& actions, const StepLedger& ledger, const Task& task);
  /// Eve goes on only with what she missed told.
  void check_gaps(const RoomEvent& event, const Actions& actions, const StepLedger& ledger);

  using Name = std::tuple<std::uint32_t, std::int64_t, int>;   ///< epoch, step, kind
  std::map<Name, decltype(protocol::FrameHeader::tag)> tags_;  ///< of the frames that arrived
  std::optional<std::int64_t>
      untold_;  ///< the last step whose ciphertext went by Eve since she was told
};

/// Throws Violation. A chat message's key is used once: no number has two messages. Nobody gets a
/// message two times, and nobody has more unread than the limit; of what is kept for Bob he gets
/// all, in its order. The relay keeps a message before it passes it on, and counts them without a
/// gap. What it has accepted for Alice to say she says, in its order and once, or again and again
/// where that was the order. All this holds for a relay that comes back, too.
class ChatRules {
 public:
  /// Alice's process sends a chat frame; `life`: which of her processes.
  void sent(int life, const protocol::Frame& frame);
  void arrived(const std::string& machine, int life, const protocol::Frame& frame);
  /// What the Room sent and heard of it.
  void take(const RoomEvent& event, const Actions& actions, const StepLedger& ledger);

 private:
  void check(const Action& action);
  void told(const SessionEvent& event);
  void said(std::int64_t id);
  bool is_unsaid(std::int64_t id) const;

  std::map<std::int64_t, std::string> bytes_;  ///< by number
  int life_ = 0;
  std::int64_t last_ = -1;  ///< of that life
  std::set<std::tuple<std::string, int, std::int64_t>> arrived_;
  std::map<MemberId, std::int64_t> unread_;
  std::set<std::int64_t> told_;     ///< numbers of what the relay has kept
  std::vector<std::int64_t> kept_;  ///< numbers of what is kept for Bob
  std::set<std::int64_t> reached_;  ///< a process of Bob's
  std::int64_t messages_ = 0;       ///< that the relay has counted
  struct Order {
    bool repeated;
    bool said;
  };
  std::map<std::int64_t, Order> orders_;  ///< by id
  std::int64_t handed_ = 0;               ///< the last id
};

}  // namespace sotto
