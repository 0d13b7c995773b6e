// The version of the protocol. docs/protocol.md says what each version added.
#pragma once

namespace sotto::protocol {

inline constexpr int kProtocolVersion = 2;
inline constexpr const char* kSubprotocol = "sotto.v2";

}  // namespace sotto::protocol
