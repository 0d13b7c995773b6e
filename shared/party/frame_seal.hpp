// The tags of frames between Alice and Bob: whoever has not their secret can make none.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/crypto/number_stream.hpp"
#include "shared/party/player.hpp"

namespace sotto {

/// Each frame has a one-time key of its own, addressed by sender, kind, epoch and step in the
/// stream of their meeting; a chat message, which belongs to no connection, by its number in the
/// stream of their secret (docs/protocol.md, "Tags").
class FrameSeal {
 public:
  /// `role`: Alice or Bob, who has it.
  FrameSeal(Role role, const Secret& secret);

  /// The nonce of the hello that is said now.
  void introduce(const std::string& nonce);
  /// Throws PlayerError where this party has not said its nonce last.
  void meet(const protocol::Meeting& meeting);

  /// Finishes the frame with its tag. Throws PlayerError where the two have not met, or where a
  /// frame of that kind was sealed in the same step or a later one already: no key is used twice,
  /// whatever the relay asks for.
  void seal(protocol::Frame& frame);

  /// Throws ForgeryError unless the other party sealed it. `what`: "ciphertext of step 17".
  void check(const protocol::Frame& frame, const std::string& what);
  /// The same of a chat message: of those of one process of the other's, none is heard twice or
  /// after a later one.
  void check_chat(const protocol::Frame& frame);

 private:
  bool is_genuine(const protocol::Frame& frame) const;
  const NumberStream* stream_of(const protocol::Frame& frame) const;

  struct Place {
    std::uint32_t epoch;
    std::int64_t step;
    auto operator<=>(const Place&) const = default;
  };
  Role role_;
  Role other_;
  Secret secret_;
  NumberStream chat_stream_;
  std::string nonce_;
  std::optional<NumberStream> meeting_stream_;
  std::map<protocol::FrameKind, Place> sealed_;  ///< the last of each kind, under nonce_
  bool heard_any_ = false;                       ///< a genuine frame, ever
  /// The number of the last chat message that was heard of each of the other's processes.
  std::vector<std::int64_t> chat_;
};

}  // namespace sotto
