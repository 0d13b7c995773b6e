// What a relay may do with the steps of a session, kept beside the Room and without its code: who
// has said what, what is due from whom since when, and so what may come next.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "simulation/faults/room_event.hpp"

namespace sotto {

/// Throws Violation. The rules, as docs/protocol.md has them:
///
/// - The turn of step n is given once the step n - turns_ahead is complete (in slow motion n - 1),
///   to everybody who is there and not behind, in the order of the steps.
/// - A step is complete once Alice and Bob have sent all that its phase has from them, in its
///   order, and Eve her `done`. Nothing is awaited from an Eve who was not given the turn, has
///   left, or was due for eve_deadline_ms.
/// - Steps are completed in their order; a new epoch begins at a step that was reached.
/// - A party may send a frame of step n before it is done with n - 1, where it has sent those of
///   the steps between and none of them changes its weights; everything else only after that.
/// - A relay that comes back takes no step for complete that its journal does not have.
/// - What is of an older epoch, or of steps that were called off, moves nothing; what has no place
///   in this one is refused.
class StepLedger {
 public:
  explicit StepLedger(const SessionConfig& config);

  /// Takes in what the Room made of an event.
  void take(Time now, const RoomEvent& event, const Actions& actions, const Room& room);

  struct Due {
    std::int64_t step;
    Role from;
    std::string_view item;
    Time since;
    Time until;
  };
  /// What is awaited now.
  std::vector<Due> due() const;

  /// Whether someone has that seat.
  std::optional<MemberId> seat(Role role) const;
  std::optional<Role> role_of(MemberId member) const;
  const std::map<MemberId, Role>& members() const { return members_; }
  /// Whether Eve was given the turn of a step that is open, and is awaited in it.
  bool eve_listens(std::int64_t step) const;
  const Phase* phase_of(std::int64_t step) const;
  /// Whether a frame was in order: it has to be passed on.
  bool last_frame_was_taken() const { return frame_taken_; }
  /// Whether Eve's `done` was in every step that was completed.
  bool eve_in_all_steps() const { return eve_in_all_; }
  std::uint32_t epoch() const { return epoch_; }
  std::int64_t completed() const { return completed_; }  ///< ever, with those taken again

 private:
  struct Open {
    std::int64_t number;
    const Phase* phase;
    bool eve_owes = false;
    std::set<const Exchange*> said = {};
    std::map<const Exchange*, Time> due_since = {};
    std::set<MemberId> expect = {};  ///< its turn: who was there
    std::set<MemberId> told = {};    ///< of its turn
  };

  void excuse(MemberId member);
  void gone(MemberId member);
  void said(MemberId member, const protocol::Done& done, const Actions& actions);
  void framed(MemberId member, const protocol::Frame& frame, const Actions& actions);
  bool place(Role role, std::uint32_t epoch, std::int64_t step, std::string_view item, bool refused,
             bool ignored);
  std::optional<std::string> out_of_place(Role role, const Open& step,
                                          const Exchange& exchange) const;
  bool owes(const Open& step, const Exchange& exchange) const;
  bool done_by(Role role, const Open& step) const;
  void turn(MemberId to, const protocol::Turn& turn, const Room& room);
  void complete(const StepResult& result);
  void rewind(const protocol::Rewind& rewind);
  void behind(Time now);
  void find_due(Time now);
  void begin_again(const Recollection& past);
  void order(const protocol::Command& command, const protocol::CommandResult& result);
  Open* find(std::int64_t step);
  std::int64_t next() const { return oldest_ + static_cast<std::int64_t>(open_.size()); }

  const SessionConfig config_;
  const Task& task_;
  std::map<MemberId, Role> members_;
  std::map<MemberId, std::vector<std::int64_t>> holds_;  ///< of those who joined in this epoch
  std::uint32_t epoch_ = 0;
  std::int64_t oldest_ = 0;
  std::deque<Open> open_;
  bool began_ = false;
  bool running_ = false;  ///< before the event at hand
  bool finishing_ = false;
  bool slow_ = false;  ///< slow motion
  std::optional<std::int64_t> pause_at_;
  bool frame_taken_ = false;
  bool eve_in_all_ = true;
  std::int64_t completed_ = 0;
};

/// Whether the Room answered that member with an error.
bool refuses(const Actions& actions, MemberId member);

}  // namespace sotto
