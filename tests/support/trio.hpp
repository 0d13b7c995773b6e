// A relay with Alice, Bob and Eve, who say what the test tells them.
#pragma once

#include <gtest/gtest.h>

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "tests/support/frames.hpp"
#include "tests/support/raw_client.hpp"

namespace sotto {

/// Step 0, of Alice and Bob, has just begun; everybody has heard its turn.
class Trio {
 public:
  explicit Trio(const Options& options = {});

  /// The step at hand, of either phase: everybody says and hears what belongs to it, up to the next
  /// turn. Whoever heard anything else would end the test.
  void play_step(bool eve_too = true);

  /// Alice's ciphertext for the step at hand arrives at Bob and, if she is there, at Eve.
  void ciphertext(bool eve_too = true);
  void done(RawClient& party) { party.message(protocol::Done{epoch, step, {}}); }
  /// The end, which all three have been told of: each says farewell with a digest and is closed.
  void farewell();

  RawClient join(Role role, std::vector<std::int64_t> holds = {});
  /// Somebody who watches, or an operator; the welcome is heard.
  RawClient watch(Role role = Role::watcher) { return join(role); }
  /// Waits until the relay knows that `role` is not there.
  void expect_gone(Role role);
  /// What GET /api/sessions/live gives.
  Json report() const;
  std::int64_t refused(protocol::ErrorCode code) const;

  RelayProcess relay;
  RawClient eve;  ///< the first to come, so that nobody begins without her
  RawClient bob;
  RawClient alice;
  std::uint32_t epoch = 0;
  std::int64_t step = 0;

 private:
  void hear_turn(RawClient& party);
};

}  // namespace sotto
