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
  return std::nullopt;
}

std::optional<Fault> Seats::refuses(Role role, const std::string& session) const {
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
                                     Time now) {
  if (role == Role::listener) {
    listeners_.push_back(member);
    return {};
  }
  auto& place = seat(role);
  const auto empty = now - place.since;
  place = {.member = member, .holds = std::move(holds), .violations = 0, .since = now};
  return empty;
}

void Seats::vacate(MemberId member, Time now) {
  std::erase(listeners_, member);
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
  for (auto& place : seats_) place.holds = {step};
}

CommonStep Seats::common_step() const {
  return find_common_step(seat(Role::alice).holds, seat(Role::bob).holds);
}

int Seats::count_violation(MemberId member) {
  for (auto& place : seats_)
    if (place.member == member) return ++place.violations;
  return 0;
}

}  // namespace sotto
