// What watchers are told, as JSON: on the wire, in the journal and over HTTP.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "server/observers/history.hpp"
#include "shared/room/session_event.hpp"
#include "shared/base/json_fields.hpp"

namespace sotto {

/// Four decimals: more than anybody can see.
double rounded(double value);
/// The same, as JSON text.
void append_rounded(std::string& text, double value);

Json to_json(const Event& event);
Json to_json(const Message& message);
Json to_json(const ChatReading& reading);
Json to_json(const Sensitivity& sensitivity);
/// {"at_step": …, "name": …} and what belongs to the name; and back. Throws FieldError.
Json to_json(const Change& change);
Change change_from_json(const Json& object);

/// The first `rows` of a ciphertext as base64 of int8 round(127 c), at most `values` numbers.
std::string quantised(const protocol::Frame& frame, std::size_t values);

/// HISTORY (docs/protocol.md).
std::string history_json(const std::string& session, std::int64_t bits,
                         const std::vector<Bucket>& buckets);
/// The same columns as lines of comma-separated values.
std::string history_csv(const std::vector<Bucket>& buckets);

}  // namespace sotto
