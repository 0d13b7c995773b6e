// What the relay answers to plain HTTP requests.
#pragma once

#include <boost/beast/http.hpp>
#include <functional>
#include <variant>

#include "server/api/static_files.hpp"
#include "server/session/session_registry.hpp"

namespace sotto {

using Request = beast::http::request<beast::http::string_body>;
using Response = beast::http::response<beast::http::string_body>;

class Http {
 public:
  Http(Relay& relay, const Dashboard& dashboard) : relay_(relay), dashboard_(dashboard) {}

  /// An answer, or what makes one: to be called on a thread where it may take its time. It refers
  /// to nothing that changes.
  using Job = std::function<Response()>;
  using Answer = std::variant<Response, Job>;

  /// docs/protocol.md, "HTTP", lists what there is. Anything else is 404 or 405 with one sentence
  /// as JSON.
  Answer answer(const Request& request);

 private:
  Response at_once(const Request& request, const std::string& path);
  Answer sessions(const Request& request);
  Answer session(const Request& request, std::string name, std::string part);
  Answer history(const Request& request, std::string name);

  Relay& relay_;
  const Dashboard& dashboard_;
};

/// Whether a page of the relay's own asks, or nobody's page at all: no other site may speak to the
/// relay through a visitor's browser.
bool same_origin(const Request& request);

/// A refusal: one sentence as JSON.
Response refusal(const Request& request, beast::http::status status, const std::string& sentence);

}  // namespace sotto
