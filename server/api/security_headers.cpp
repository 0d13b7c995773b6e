#include "server/api/security_headers.hpp"

#include <algorithm>
#include <cctype>

namespace sotto {

namespace http = beast::http;

namespace {

/// What the page may load and do: what is the relay's own, and no code but its files'.
std::string content_security_policy(const Request& request, bool encrypted) {
  // Not every browser takes 'self' for WebSockets. The header goes in only where it is a host.
  const auto host = text_of(request, http::field::host);
  const bool plain = !host.empty() && std::ranges::all_of(host, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == ':' || c == '-' || c == '[' || c == ']';
  });
  return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
         "connect-src 'self'" +
         (plain ? (encrypted ? " wss://" : " ws://") + std::string(host) : std::string()) +
         "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

/// Whether a browser may keep to TLS there. It does so for all ports of the name: not where other
/// programs may stand beside the relay, at a port of their own or on the visitor's own machine.
bool is_public_name(std::string_view host) {
  error_code no_address;
  net::ip::make_address(std::string(host), no_address);
  return no_address && host.find(':') == host.npos && host.find('.') != host.npos;
}

}  // namespace

void set_security_headers(const Request& request, Response& response, bool encrypted) {
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Content-Security-Policy", content_security_policy(request, encrypted));
  if (encrypted && is_public_name(text_of(request, http::field::host)))
    response.set("Strict-Transport-Security", "max-age=2592000");
}

bool same_origin(const Request& request, bool encrypted) {
  if (request.find(http::field::origin) == request.end()) return true;
  const auto lower = [](std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
  };
  const auto origin = lower(std::string(text_of(request, http::field::origin)));
  const auto host = lower(std::string(text_of(request, http::field::host)));
  const auto same = [&](const std::string& scheme, std::string_view usual_port) {
    // A port that goes without saying may be said.
    const auto bare = [&](std::string at) {
      return at.ends_with(usual_port) ? at.substr(0, at.size() - usual_port.size()) : at;
    };
    return origin.starts_with(scheme) && bare(origin.substr(scheme.size())) == bare(host);
  };
  return same("https://", ":443") || (!encrypted && same("http://", ":80"));
}

}  // namespace sotto
