// The end of a session: who has answered `finish`, and with which weights.
#pragma once

#include <algorithm>
#include <array>

#include "shared/base/clock.hpp"
#include "shared/protocol/step_messages.hpp"
#include "shared/session/role.hpp"

namespace sotto {

class Farewells {
 public:
  /// The parties are told to finish, and have until then.
  void begin(protocol::Finish finish, Time deadline) {
    finish_ = std::move(finish);
    deadline_ = deadline;
    answered_ = {};
    digests_.clear();
  }

  const protocol::Finish& finish() const { return finish_; }
  /// Of the farewells, once they have begun.
  Time deadline() const { return deadline_; }

  /// A `done` after the end. False for what is no farewell: an answer to a step that was called
  /// off, or a second one.
  bool answer(Role party, const protocol::Done& done) {
    if (answered(party) || done.epoch != finish_.epoch || done.step != finish_.step) return false;
    answered_[static_cast<std::size_t>(party)] = true;
    digests_.insert(digests_.end(), done.metrics.digests.begin(), done.metrics.digests.end());
    return true;
  }
  bool answered(Role party) const { return answered_[static_cast<std::size_t>(party)]; }

  /// Of the networks of those who answered.
  const protocol::ByName<std::string>& digests() const { return digests_; }

 private:
  protocol::Finish finish_;
  Time deadline_{};
  std::array<bool, 3> answered_{};
  protocol::ByName<std::string> digests_;
};

}  // namespace sotto
