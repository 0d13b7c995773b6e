// The version of the protocol. docs/protocol.md says what each version added.
#pragma once

namespace sotto::protocol {

inline constexpr int kProtocolVersion = 6;
inline constexpr const char* kSubprotocol = "sotto.v3";

}  // namespace sotto::protocol
