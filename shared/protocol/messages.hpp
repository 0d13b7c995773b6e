// All messages of the protocol, by who receives them, and how they travel as text.
//
// docs/protocol.md has the order of things; its tables are made from the field tables.
#pragma once

#include <variant>

#include "shared/protocol/chat_messages.hpp"
#include "shared/protocol/fault.hpp"
#include "shared/protocol/telemetry_messages.hpp"
#include "shared/protocol/version.hpp"

namespace sotto::protocol {

using ToRelay = std::variant<Hello, Done, Command, ChatDone, Finding>;

using FromRelay = std::variant<Welcome, Error, Turn, Rewind, Meeting, Gap, Finish, Say, Status,
                               Report, CommandResult, Snapshot, Samples, Notice, Message, Reading,
                               Ciphertext, Probe, ToldFinding>;

/// One line of JSON.
std::string encode(const ToRelay& message);
std::string encode(const FromRelay& message);

/// Typed and checked: ranges, unknown fields, unknown enumerators. A Fault has code bad_json,
/// unknown_type or bad_field.
Result<ToRelay> decode_to_relay(std::string_view text);
Result<FromRelay> decode_from_relay(std::string_view text);

/// The `id` of a text that is a command, be it otherwise good or not: so that a bad one gets its
/// result, too.
std::optional<std::int64_t> id_of_command(std::string_view text);

}  // namespace sotto::protocol
