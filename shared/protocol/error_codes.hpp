// What can be wrong with a message, by name; and what a connection is closed with.
#pragma once

#include <cstdint>
#include <optional>

#include "shared/base/enum_names.hpp"

namespace sotto::protocol {

/// Values are part of the protocol: append, never reorder.
enum class ErrorCode {
  bad_json,             ///< text that is not one JSON object
  unknown_type,         ///< "type" is missing or names no message the sender may use
  bad_field,            ///< a field is missing, unknown, of another type or out of its range
  bad_frame,            ///< a binary message that is not a frame: magic, version, kind or size
  forged,               ///< a party leaves with it: a frame is not what the other one made
  wrong_shape,          ///< rows × columns are not the session's
  not_finite,           ///< a value is NaN, infinite or beyond its bound
  too_large,            ///< more bytes than the limit
  wrong_epoch,          ///< of an epoch that has not begun
  out_of_turn,          ///< another step or phase than the current, or before its turn in the step
  duplicate,            ///< said already in this step
  wrong_role,           ///< another role's message
  listen_only,          ///< from Eve or a listener: anything that is not theirs to say
  hello_expected,       ///< anything before hello
  wrong_version,        ///< another protocol version
  unknown_session,      ///< no session of that name
  bad_token,            ///< not the role's token
  role_taken,           ///< the role is connected already
  too_many_violations,  ///< disconnected for repeating any of these
  deadline,             ///< silent for longer than its deadline
  overflow,             ///< more messages waiting for it than the limit: it does not read
  session_over,         ///< the session has finished
};

}  // namespace sotto::protocol

namespace sotto {
template <>
struct Names<protocol::ErrorCode> {
  static constexpr std::array<std::string_view, 22> values{
      "bad_json",        "unknown_type", "bad_field",   "bad_frame",           "forged",
      "wrong_shape",     "not_finite",   "too_large",   "wrong_epoch",         "out_of_turn",
      "duplicate",       "wrong_role",   "listen_only", "hello_expected",      "wrong_version",
      "unknown_session", "bad_token",    "role_taken",  "too_many_violations", "deadline",
      "overflow",        "session_over"};
};
}  // namespace sotto

namespace sotto::protocol {

/// WebSocket close codes: 1000 a finished session, 1001 a relay that shuts down, and one of the
/// private range for each error.
inline constexpr std::uint16_t kCloseNormal = 1000;
inline constexpr std::uint16_t kCloseGoingAway = 1001;
constexpr std::uint16_t close_code(ErrorCode code) {
  return static_cast<std::uint16_t>(4000 + static_cast<int>(code));
}
constexpr std::optional<ErrorCode> error_of_close(std::uint16_t code) {
  if (code < 4000 || code >= 4000 + Names<ErrorCode>::values.size()) return std::nullopt;
  return static_cast<ErrorCode>(code - 4000);
}

}  // namespace sotto::protocol
