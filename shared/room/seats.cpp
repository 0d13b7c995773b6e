#include "shared/room/seats.hpp"

#include <algorithm>

#include "shared/protocol/limits.hpp"

namespace sotto {

using protocol::ErrorCode;
using protocol::Fault;

Seats::Seats(Time now) {
  for (auto& each : seats_) each.since = now;
}

std::optional<Role> Seats::role_of(MemberId member) const {
  for (const auto party : kParties)
    if (seat(party).member == member) return party;
  if (std::ranges::find(listeners_, member) != listeners_.end()) return Role::listener;
  if (std::ranges::find(attackers_, member, &Attacker::member) != attackers_.end())
    return Role::attacker;
  return std::nullopt;
}

std::vector<std::string> Seats::attacker_names() const {
  std::vector<std::string> names;
  for (const auto& each : attackers_) names.push_back(each.name);
  std::ranges::sort(names);
  return names;
}

const std::string& Seats::attacker_name(MemberId member) const {
  return std::ranges::find(attackers_, member, &Attacker::member)->name;
}

std::optional<Fault> Seats::refuses(Role role, const std::string& session,
                                    const std::string& attacker) const {
  if (role == Role::attacker) {
    if (std::ranges::find(attackers_, attacker, &Attacker::name) != attackers_.end())
      return Fault{ErrorCode::role_taken,
                   "attacker '" + attacker + "' is connected to session '" + session + "' already"};
    if (attackers_.size() < protocol::kMaxAttackers) return std::nullopt;
    return Fault{ErrorCode::overflow, "session '" + session + "' has " +
                                          std::to_string(protocol::kMaxAttackers) +
                                          " attackers already, its limit"};
  }
  if (role == Role::listener) {
    if (listeners_.size() < protocol::kMaxListeners) return std::nullopt;
    return Fault{ErrorCode::overflow, "session '" + session + "' has " +
                                          std::to_string(protocol::kMaxListeners) +
                                          " listeners already, its limit"};
  }
  if (!present(role)) return std::nullopt;
  return Fault{ErrorCode::role_taken,
               std::string(title(role)) + " is connected to session '" + session + "' already"};
}

std::chrono::nanoseconds Seats::take(Role role, MemberId member, std::vector<std::int64_t> holds,
                                     Time now, const std::string& attacker,
                                     const std::optional<std::string>& nonce) {
  if (role == Role::attacker) {
    attackers_.push_back({member, attacker});
    return {};
  }
  if (role == Role::listener) {
    listeners_.push_back(member);
    return {};
  }
  auto& place = seat(role);
  const auto empty = now - place.since;
  place = {
      .member = member, .holds = std::move(holds), .nonce = nonce, .violations = 0, .since = now};
  return empty;
}

std::optional<protocol::Meeting> Seats::meeting() const {
  const auto& alice = seat(Role::alice).nonce;
  const auto& bob = seat(Role::bob).nonce;
  if (!alice || !bob) return std::nullopt;
  return protocol::Meeting{*alice, *bob};
}

void Seats::vacate(MemberId member, Time now) {
  std::erase(listeners_, member);
  std::erase_if(attackers_, [&](const Attacker& each) { return each.member == member; });
  for (auto& place : seats_)
    if (place.member == member) {
      place.member.reset();
      place.since = now;
    }
}

Time Seats::missing_since(Role party) const {
  auto since = seat(party).since;
  if (party == Role::eve)
    for (const auto& each : seats_) since = std::max(since, each.since);
  return since;
}

void Seats::hold(std::int64_t step) {
  std::erase_if(checkpoints_, [&](std::int64_t each) { return each > step; });
  for (auto& place : seats_) {
    std::erase_if(place.holds, [&](std::int64_t each) {
      return each >= step || std::ranges::find(checkpoints_, each) == checkpoints_.end();
    });
    place.holds.push_back(step);
  }
}

void Seats::keep(std::int64_t step) {
  checkpoints_.push_back(step);
  // A party may have begun a further one already, for which it has given up its oldest.
  if (checkpoints_.size() >= protocol::kKeptCheckpoints) checkpoints_.erase(checkpoints_.begin());
}

bool Seats::any_held() const {
  return std::ranges::any_of(
      seats_, [](const Seat& each) { return !each.holds.empty() && each.holds.back() > 0; });
}

std::int64_t Seats::common_step(const std::vector<Role>& parties,
                                std::optional<std::int64_t> most) const {
  std::vector<std::vector<std::int64_t>> held;
  for (const auto party : parties) {
    held.push_back(seat(party).holds);
    if (most) std::erase_if(held.back(), [&](std::int64_t step) { return step > *most; });
  }
  return find_common_step(held);
}

int Seats::count_violation(MemberId member) {
  for (auto& place : seats_)
    if (place.member == member) return ++place.violations;
  for (auto& each : attackers_)
    if (each.member == member) return ++each.violations;
  return 0;
}

}  // namespace sotto
