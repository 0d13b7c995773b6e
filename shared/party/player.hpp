// A party without its sockets: events go in, messages come out.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "shared/protocol/frame.hpp"
#include "shared/protocol/messages.hpp"

namespace sotto {

class CheckpointStore;

/// Where a Player puts what it has to say. Messages leave in the order given.
class Outlet {
 public:
  virtual ~Outlet() = default;
  virtual void send(const protocol::Done& done) = 0;
  virtual void send(const protocol::ChatDone& done) = 0;
  virtual void send(const protocol::Finding& finding) = 0;
  virtual void send(const protocol::Frame& frame) = 0;
  /// What was sent leaves now: others can work on it while this Player goes on computing.
  virtual void flush() {}
  /// One line for the person at the party's terminal.
  virtual void show(const std::string& line) = 0;
};

/// What cannot go on: weights that are no longer finite, a relay that changed the session.
struct PlayerError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A frame is not what the other party made for this step: altered, forged, replayed or out of
/// order on the way; or the two have different secrets. Nothing was learned from it.
struct ForgeryError : PlayerError {
  using PlayerError::PlayerError;
};

/// Alice, Bob, Eve or an attacker. A pure state machine: no clock that matters, no socket, no
/// thread of its own.
class Player {
 public:
  virtual ~Player() = default;

  virtual Role role() const = 0;
  /// An attacker's name, which is in its hello; else empty.
  virtual std::string attacker() const { return {}; }

  /// The steps whose weights it can go back to, ascending, the number of completed steps last.
  /// Before the first welcome, those that it has found. Step 0 need not be among them: everybody
  /// can begin again.
  virtual std::vector<std::int64_t> holds() const = 0;

  /// From its first welcome on it takes up the weights that are there, and leaves its own there
  /// when the relay says so. `store` must outlive it. Whoever does not learn keeps nothing.
  virtual void keep_in(CheckpointStore& /*store*/) {}

  /// Alice and Bob: the nonce of the hello that is said now. What comes after is of that
  /// connection.
  virtual void introduce(const std::string& /*nonce*/) {}

  /// Any message of the relay's. Throws PlayerError.
  virtual void receive(const protocol::FromRelay& message, Outlet& out) = 0;

  /// A frame that the relay routed here. Throws PlayerError.
  virtual void receive(const protocol::Frame& frame, Outlet& out) = 0;

  /// A line typed at this party's terminal. Only Alice does anything with it.
  virtual void say(std::string_view text, Outlet& out) = 0;

  /// Writes the network as a TorchScript archive. Nothing is written before the first welcome.
  virtual void save(const std::string& file) const = 0;
};

}  // namespace sotto
