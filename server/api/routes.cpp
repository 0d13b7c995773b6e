#include "server/api/http_api.hpp"

#include <algorithm>
#include <cctype>

#include "server/api/history_query.hpp"
#include "server/observers/journal/journal_reader.hpp"
#include "server/observers/prometheus_metrics.hpp"
#include "server/observers/event_json.hpp"
#include "shared/session/config_json.hpp"

namespace sotto {

namespace http = beast::http;

namespace {

constexpr std::string_view kSessions = "/api/sessions";

std::string_view text_of(const Request& request, http::field field) {
  return {request[field].data(), request[field].size()};
}

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

Response json(const Request& request, http::status status, const Json& body) {
  return respond(request, status, "application/json", body.dump() + "\n");
}

Response fail(const Request& request, http::status status, const std::string& sentence) {
  return json(request, status, {{"error", sentence}});
}

Response not_allowed(const Request& request, std::string_view allowed,
                     const std::string& sentence) {
  auto response = fail(request, http::status::method_not_allowed, sentence);
  response.set(http::field::allow, allowed);
  return response;
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
  auto status = Json::parse(encode(protocol::FromRelay{session.status()}));
  status.erase("type");
  return status;
}

Json controls_json(const std::vector<Change>& changes) {
  auto list = Json::array();
  for (const auto& change : changes) list.push_back(to_json(change));
  return list;
}

/// Where the page's files are missing.
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
         "<p>The dashboard's files are not where this relay was told to look (--dashboard).</p>\n"
         "<table><tr><th>session</th><th>state</th><th>Bob's bits wrong</th>"
         "<th>Eve's bits wrong</th></tr>\n" +
         rows +
         "</table>\n<p><a href=\"/api/sessions\">sessions as JSON</a>, "
         "<a href=\"/metrics\">metrics</a></p>\n</body></html>\n";
}

bool has_operator_token(const Relay& relay, const Request& request) {
  constexpr std::string_view kBearer = "Bearer ";
  const auto header = text_of(request, http::field::authorization);
  return header.starts_with(kBearer) && relay.admits_operator(header.substr(kBearer.size()));
}

Response open_session(Relay& relay, const Request& request) {
  if (!has_operator_token(relay, request))
    return fail(request, http::status::unauthorized,
                "opening a session needs the operator's token: Authorization: Bearer TOKEN");
  try {
    const auto object = parse_object(request.body());
    Fields fields(object, "session");
    const auto name = fields.text("name", protocol::kMaxSessionName);
    auto config =
        fields.has("config") ? config_from_json(fields.object("config")) : SessionConfig{};
    fields.finish();
    set_default_limit(config);
    const auto opened = relay.open(name, config, Tokens::random());
    if (const auto* wrong = fault(opened))
      return fail(request,
                  wrong->code == protocol::ErrorCode::bad_field ? http::status::bad_request
                                                            : http::status::conflict,
                  wrong->message);
    const auto& session = std::get<std::shared_ptr<Session>>(opened);
    return json(request, http::status::created,
                {{"name", name}, {"tokens", session->tokens().to_json()}});
  } catch (const FieldError& error) {
    return fail(request, http::status::bad_request, error.what());
  }
}

}  // namespace

Response refusal(const Request& request, http::status status, const std::string& sentence) {
  return fail(request, status, sentence);
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

Http::Answer Http::answer(const Request& request) {
  const std::string path(request.target().substr(0, request.target().find('?')));
  const bool reads = request.method() == http::verb::get || request.method() == http::verb::head;
  if (!reads || !path.starts_with(kSessions)) return at_once(request, path);
  if (path == kSessions) return sessions(request);
  if (path[kSessions.size()] != '/') return at_once(request, path);
  const auto rest = path.substr(kSessions.size() + 1);
  const auto slash = rest.find('/');
  const auto name = rest.substr(0, slash);
  const auto part = slash == rest.npos ? std::string() : rest.substr(slash + 1);
  if (slash == rest.npos || part == "events") return session(request, name, part);
  if (part == "history") return history(request, name);
  return fail(request, http::status::not_found,
              "a session has nothing of that name here; try /history or /events");
}

Response Http::at_once(const Request& request, const std::string& path) {
  if (request.method() == http::verb::post) {
    if (path == kSessions) return open_session(relay_, request);
    return not_allowed(request, "GET, HEAD", "only /api/sessions takes POST");
  }
  if (request.method() != http::verb::get && request.method() != http::verb::head)
    return not_allowed(request, path == kSessions ? "GET, HEAD, POST" : "GET, HEAD",
                       "expected GET or HEAD");
  if (path == "/healthz") return respond(request, http::status::ok, "text/plain", "ok\n");
  if (path == "/readyz")
    return relay_.shutting_down() ? respond(request, http::status::service_unavailable,
                                            "text/plain", "shutting down\n")
                                  : respond(request, http::status::ok, "text/plain", "ready\n");
  if (path == "/metrics")
    return respond(request, http::status::ok, "text/plain; version=0.0.4", metrics_text(relay_));
  if (const auto* file = dashboard_.find(path))
    return respond(request, http::status::ok, file->type, file->bytes);
  if (path == "/")
    return respond(request, http::status::ok, "text/html; charset=utf-8", front_page(relay_));
  return fail(request, http::status::not_found,
              "nothing here; try /, /healthz, /readyz, /metrics or /api/sessions");
}

Http::Answer Http::sessions(const Request& request) {
  auto live = Json::array();
  std::set<std::string> names;
  const auto* journal = relay_.journal();
  for (const auto& [name, session] : relay_.sessions()) {
    auto status = status_json(*session);
    status["live"] = true;
    status["created"] = session->created();
    live.push_back(std::move(status));
    if (journal != nullptr) names.insert(journal->name_of(session->run()));
  }
  Json body{{"sessions", std::move(live)}, {"recorded", Json::array()}};
  if (journal == nullptr) return json(request, http::status::ok, body);
  return Job([request, body, names, file = journal->file()]() mutable {
    try {
      body["recorded"] = JournalReader(file).recorded(names);
      return json(request, http::status::ok, body);
    } catch (const JournalError& error) {
      return fail(request, http::status::internal_server_error, error.what());
    }
  });
}

namespace {

Response no_session(const Request& request) {
  return fail(request, http::status::not_found, "no session of that name here");
}

/// Has `read(reader, run)` answer for a session of the journal.
template <class Read>
Response from_journal(const Request& request, const std::filesystem::path& file,
                      const std::string& name, Read&& read) {
  try {
    const JournalReader reader(file);
    const auto run = name.empty() ? std::nullopt : reader.run(name);
    return run ? read(reader, *run) : no_session(request);
  } catch (const JournalError& error) {
    return fail(request, http::status::internal_server_error, error.what());
  }
}

}  // namespace

/// The session itself or, as `part`, its events.
Http::Answer Http::session(const Request& request, std::string name, std::string part) {
  if (const auto session = relay_.find(name)) {
    if (part == "events") return json(request, http::status::ok, session->telemetry().chronicle());
    const auto& room = session->room();
    return json(request, http::status::ok,
                {{"status", status_json(*session)},
                 {"report", room.report(std::chrono::steady_clock::now())},
                 {"config", to_json(room.config())},
                 {"controls", controls_json(room.plan().changes())},
                 {"live", true}});
  }
  if (relay_.journal() == nullptr) return no_session(request);
  return Job([request, name, part, file = relay_.journal()->file()] {
    return from_journal(request, file, name,
                        [&](const JournalReader& reader, const JournalReader::Run& run) {
                          if (part == "events")
                            return json(request, http::status::ok, reader.chronicle(run));
                          return json(request, http::status::ok,
                                      {{"status", nullptr},
                                       {"report", run.report},
                                       {"config", run.config},
                                       {"controls", controls_json(run.changes)},
                                       {"live", false}});
                        });
  });
}

Http::Answer Http::history(const Request& request, std::string name) {
  const auto parsed = HistoryQuery::parse({request.target().data(), request.target().size()});
  if (const auto* wrong = std::get_if<std::string>(&parsed))
    return fail(request, http::status::bad_request, *wrong);
  const auto query = std::get<HistoryQuery>(parsed);

  const auto write = [request, query](const std::string& session, std::int64_t bits,
                                      const std::vector<Bucket>& buckets) {
    if (query.csv)
      return respond(request, http::status::ok, "text/csv; charset=utf-8", history_csv(buckets));
    return respond(request, http::status::ok, "application/json",
                   history_json(session, bits, buckets) + "\n");
  };
  const auto* journal = relay_.journal();
  std::string recorded = name;
  if (const auto session = relay_.find(name)) {
    const auto& known = session->telemetry().history();
    const auto bits = session->telemetry().bits();
    const auto last = known.empty() ? query.from : std::min(query.to, known.last());
    const auto finest = (last - query.from) / static_cast<std::int64_t>(query.points) + 1;
    recorded = journal == nullptr ? std::string() : journal->name_of(session->run());
    if (known.stride() <= finest || recorded.empty())
      return Job([write, name, bits, buckets = known.read(query.from, query.to, query.points)] {
        return write(name, bits, buckets);
      });
  }
  if (journal == nullptr) return no_session(request);
  return Job([request, write, name, recorded, query, file = journal->file()] {
    return from_journal(request, file, recorded,
                        [&](const JournalReader& reader, const JournalReader::Run& run) {
                          return write(name, run.config.value("bits", 0),
                                       reader.history(run, query.from, query.to, query.points));
                        });
  });
}

}  // namespace sotto
