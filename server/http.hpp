// What the relay answers to plain HTTP requests.
#pragma once

#include <boost/beast/http.hpp>

#include "server/relay.hpp"

namespace sotto {

using Request = beast::http::request<beast::http::string_body>;
using Response = beast::http::response<beast::http::string_body>;

/// GET /, /healthz, /readyz, /metrics, /api/sessions, /api/sessions/{name}; POST /api/sessions with
/// the operator's token. Anything else is 404 or 405 with one sentence as JSON.
Response answer(Relay& relay, const Request& request);

}  // namespace sotto
