// What watchers are told, as JSON: on the wire, in the journal and over HTTP.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "server/history.hpp"
#include "server/tell.hpp"
#include "shared/wire/fields.hpp"

namespace sotto {

/// Four decimals: more than anybody can see.
double rounded(double value);
/// The same, as JSON text.
void append_rounded(std::string& text, double value);

wire::Json to_json(const Event& event);
wire::Json to_json(const Message& message);
wire::Json to_json(const ChatReading& reading);
wire::Json to_json(const Sensitivity& sensitivity);
/// {"at_step": …, "name": …} and what belongs to the name; and back. Throws FieldError.
wire::Json to_json(const Change& change);
Change change_from_json(const wire::Json& object);

/// The first `rows` of a ciphertext as base64 of int8 round(127 c), at most `values` numbers.
std::string quantised(const wire::Frame& frame, std::size_t values);

/// HISTORY (docs/protocol.md).
std::string history_json(const std::string& session, std::int64_t bits,
                         const std::vector<Bucket>& buckets);
/// The same columns as lines of comma-separated values.
std::string history_csv(const std::vector<Bucket>& buckets);

}  // namespace sotto
