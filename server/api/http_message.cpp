#include "server/api/http_message.hpp"

#include <algorithm>
#include <cctype>

namespace sotto {

namespace http = beast::http;

namespace {

/// What the page may load and do: what is the relay's own, and no code but its files'.
std::string content_security_policy(const Request& request) {
  // Not every browser takes 'self' for WebSockets. The header goes in only where it is a host.
  const auto host = text_of(request, http::field::host);
  const bool plain = !host.empty() && std::ranges::all_of(host, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == ':' || c == '-' || c == '[' || c == ']';
  });
  return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
         "connect-src 'self'" +
         (plain ? " ws://" + std::string(host) : std::string()) +
         "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

}  // namespace

std::string_view text_of(const Request& request, http::field field) {
  return {request[field].data(), request[field].size()};
}

Response respond(const Request& request, http::status status, std::string_view type,
                 std::string body) {
  Response response(status, request.version());
  response.set(http::field::server, "sotto-relay");
  response.set(http::field::content_type, type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Content-Security-Policy", content_security_policy(request));
  response.keep_alive(request.keep_alive());
  if (request.method() != http::verb::head) response.body() = std::move(body);
  response.prepare_payload();
  return response;
}

Response respond_json(const Request& request, std::string text) {
  return respond(request, http::status::ok, "application/json", std::move(text) + "\n");
}

Response respond_json(const Request& request, http::status status, const Json& body) {
  return respond(request, status, "application/json", body.dump() + "\n");
}

Response refusal(const Request& request, const HttpFault& fault) {
  return respond_json(request, fault.status, {{"error", fault.message}});
}

bool same_origin(const Request& request) {
  if (request.find(http::field::origin) == request.end()) return true;
  const auto lower = [](std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
  };
  // A port that goes without saying may be said.
  const auto bare = [](std::string host) {
    for (const std::string_view port : {":80", ":443"})
      if (host.ends_with(port)) host = host.substr(0, host.size() - port.size());
    return host;
  };
  const auto origin = lower(std::string(text_of(request, http::field::origin)));
  const auto host = lower(std::string(text_of(request, http::field::host)));
  const auto scheme = origin.find("://");
  return scheme != origin.npos && bare(origin.substr(scheme + 3)) == bare(host);
}

}  // namespace sotto
