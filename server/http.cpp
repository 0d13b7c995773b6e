#include "server/http.hpp"

#include "server/metrics.hpp"
#include "shared/wire/config_json.hpp"

namespace sotto {

namespace http = beast::http;
using wire::Json;

namespace {

Response respond(const Request& request, http::status status, std::string_view type,
                 std::string body) {
  Response response(status, request.version());
  response.set(http::field::server, "sotto-relay");
  response.set(http::field::content_type, type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Content-Security-Policy", "default-src 'none'; style-src 'self'");
  response.keep_alive(request.keep_alive());
  if (request.method() != http::verb::head) response.body() = std::move(body);
  response.prepare_payload();
  return response;
}

Response json(const Request& request, http::status status, const Json& body) {
  return respond(request, status, "application/json", body.dump() + "\n");
}

Response fail(const Request& request, http::status status, const std::string& sentence) {
  return json(request, status, {{"error", sentence}});
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

Json status_json(const Session& session) {
  auto status =
      Json::parse(encode(wire::FromRelay{session.room().status(std::chrono::steady_clock::now())}));
  status.erase("type");
  return status;
}

std::string front_page(const Relay& relay) {
  std::string rows;
  for (const auto& [name, session] : relay.sessions()) {
    const auto status = session->room().status(std::chrono::steady_clock::now());
    const auto bits = [](const std::optional<double>& value) {
      return value ? std::to_string(*value).substr(0, 5) : std::string("&ndash;");
    };
    rows += "<tr><td><a href=\"/api/sessions/" + name + "\">" + name + "</a></td><td>" +
            escaped(status.text) + "</td><td>" + bits(status.bob_bits_wrong) + "</td><td>" +
            bits(status.eve_bits_wrong) + " of " + std::to_string(session->room().config().bits) +
            "</td></tr>\n";
  }
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
         "<title>Sotto</title></head><body>\n<h1>Sotto</h1>\n"
         "<p>Alice and Bob learn to keep a secret from Eve, live. This relay carries what they "
         "say. "
         "A demonstration and a research instrument, not secure cryptography.</p>\n"
         "<table><tr><th>session</th><th>state</th><th>Bob's bits wrong</th>"
         "<th>Eve's bits wrong</th></tr>\n" +
         rows +
         "</table>\n<p><a href=\"/api/sessions\">sessions as JSON</a>, "
         "<a href=\"/metrics\">metrics</a></p>\n</body></html>\n";
}

bool has_operator_token(const Relay& relay, const Request& request) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string_view header(request[http::field::authorization].data(),
                                request[http::field::authorization].size());
  return header.starts_with(kBearer) && relay.admits_operator(header.substr(kBearer.size()));
}

Response open_session(Relay& relay, const Request& request) {
  if (!has_operator_token(relay, request))
    return fail(request, http::status::unauthorized,
                "opening a session needs the operator's token: Authorization: Bearer TOKEN");
  try {
    const auto object = wire::parse_object(request.body());
    wire::Fields fields(object, "session");
    const auto name = fields.text("name", wire::kMaxSessionName);
    auto config =
        fields.has("config") ? wire::config_from_json(fields.object("config")) : SessionConfig{};
    fields.finish();
    set_default_limit(config);
    const auto opened = relay.open(name, config, Tokens::random());
    if (const auto* wrong = fault(opened))
      return fail(request,
                  wrong->code == wire::ErrorCode::bad_field ? http::status::bad_request
                                                            : http::status::conflict,
                  wrong->message);
    const auto& session = std::get<std::shared_ptr<Session>>(opened);
    return json(request, http::status::created,
                {{"name", name}, {"tokens", session->tokens().to_json()}});
  } catch (const wire::FieldError& error) {
    return fail(request, http::status::bad_request, error.what());
  }
}

}  // namespace

Response answer(Relay& relay, const Request& request) {
  const std::string target(request.target().substr(0, request.target().find('?')));
  constexpr std::string_view kSessions = "/api/sessions";
  if (request.method() == http::verb::post) {
    if (target == kSessions) return open_session(relay, request);
    return fail(request, http::status::method_not_allowed, "only /api/sessions takes POST");
  }
  if (request.method() != http::verb::get && request.method() != http::verb::head)
    return fail(request, http::status::method_not_allowed, "expected GET or HEAD");
  if (target == "/")
    return respond(request, http::status::ok, "text/html; charset=utf-8", front_page(relay));
  if (target == "/healthz") return respond(request, http::status::ok, "text/plain", "ok\n");
  if (target == "/readyz")
    return relay.shutting_down() ? respond(request, http::status::service_unavailable, "text/plain",
                                           "shutting down\n")
                                 : respond(request, http::status::ok, "text/plain", "ready\n");
  if (target == "/metrics")
    return respond(request, http::status::ok, "text/plain; version=0.0.4", metrics_text(relay));
  if (target == kSessions) {
    auto list = Json::array();
    for (const auto& [name, session] : relay.sessions()) list.push_back(status_json(*session));
    return json(request, http::status::ok, {{"sessions", list}});
  }
  if (target.starts_with(std::string(kSessions) + "/")) {
    const auto name = target.substr(kSessions.size() + 1);
    const auto session = relay.find(name);
    if (!session) return fail(request, http::status::not_found, "no session of that name here");
    const auto now = std::chrono::steady_clock::now();
    return json(request, http::status::ok,
                {{"status", status_json(*session)}, {"report", session->room().report(now)}});
  }
  return fail(request, http::status::not_found,
              "nothing here; try /, /healthz, /readyz, /metrics or /api/sessions");
}

}  // namespace sotto
