#include "server/api/security_headers.hpp"

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

void set_security_headers(const Request& request, Response& response) {
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Content-Security-Policy", content_security_policy(request));
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
