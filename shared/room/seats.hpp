// Who is there: Alice's, Bob's and Eve's seats, and the listeners and attackers beside Eve.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "shared/base/clock.hpp"
#include "shared/room/action.hpp"
#include "shared/room/common_step.hpp"
#include "shared/session/role.hpp"

namespace sotto {

class Seats {
 public:
  explicit Seats(Time now);

  /// Whether a party's seat is taken.
  bool present(Role party) const { return seat(party).member.has_value(); }
  /// Of a party that is present.
  MemberId member(Role party) const { return *seat(party).member; }
  const std::vector<MemberId>& listeners() const { return listeners_; }
  struct Attacker {
    MemberId member;
    std::string name;
    int violations = 0;
  };
  const std::vector<Attacker>& attackers() const { return attackers_; }
  /// Ascending.
  std::vector<std::string> attacker_names() const;
  /// Of a member that is one.
  const std::string& attacker_name(MemberId member) const;
  /// The role of a member, or nothing for one that has no seat.
  std::optional<Role> role_of(MemberId member) const;

  /// Why `role` cannot sit down: taken, or too many listeners. Nothing where it can. `attacker`: an
  /// attacker's name.
  std::optional<protocol::Fault> refuses(Role role, const std::string& session,
                                         const std::string& attacker = {}) const;

  /// `holds`: the steps that a party can go back to. Returns how long a party's seat was empty.
  std::chrono::nanoseconds take(Role role, MemberId member, std::vector<std::int64_t> holds,
                                Time now, const std::string& attacker = {},
                                const std::optional<std::string>& nonce = {});
  /// What tells Alice and Bob that both are here; nothing where one has said no nonce.
  std::optional<protocol::Meeting> meeting() const;
  /// The seat is empty from now on. The member must have one.
  void vacate(MemberId member, Time now);

  /// Since when a party is missing. Eve's time starts when there is somebody to hear.
  Time missing_since(Role party) const;

  /// Every present party has completed the steps before this one, and holds its weights, beside
  /// those of the last checkpoints.
  void hold(std::int64_t step);
  /// They have completed this step, too, and keep the weights before it.
  void keep(std::int64_t step);

  /// Whether Alice or Bob may have other weights than those of the beginning.
  bool any_held() const;

  /// Where a session can go on that these have seats in, at `most` there where it is given.
  std::int64_t common_step(const std::vector<Role>& parties,
                           std::optional<std::int64_t> most = {}) const;

  /// Counts a refused message of the member's; how many there are now.
  int count_violation(MemberId member);

 private:
  struct Seat {
    std::optional<MemberId> member;
    std::vector<std::int64_t> holds;  ///< ascending
    std::optional<std::string> nonce = {};
    int violations = 0;
    Time since;  ///< when it was taken or left
  };

  Seat& seat(Role party) { return seats_[static_cast<std::size_t>(party)]; }
  const Seat& seat(Role party) const { return seats_[static_cast<std::size_t>(party)]; }

  std::array<Seat, 3> seats_;
  std::vector<std::int64_t> checkpoints_;  ///< the last steps that all keep, ascending
  std::vector<MemberId> listeners_;
  std::vector<Attacker> attackers_;
};

}  // namespace sotto
