// The protocol's messages as documentation: made from the field tables, so that it cannot be wrong.
#pragma once

#include <string>

namespace sotto::protocol {

/// Where docs/protocol.md has the tables.
inline constexpr const char* kTablesBegin = "<!-- messages: made by describe_protocol -->\n";
inline constexpr const char* kTablesEnd = "<!-- end -->\n";

/// Markdown: to the relay, command forms, from the relay, telemetry, nested objects.
std::string message_tables_markdown();

/// A JavaScript module without code: one @typedef for each message and nested object. It is the
/// whole of dashboard/net/messages.js.
std::string message_types_jsdoc();

}  // namespace sotto::protocol
