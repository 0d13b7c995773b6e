#include "server/api/routes.hpp"

#include <array>
#include <optional>

#include "server/api/front_page.hpp"
#include "server/api/health.hpp"
#include "server/api/history.hpp"
#include "server/api/sessions.hpp"

namespace sotto {

namespace http = beast::http;
using http::verb;

namespace {

Answer list_routes(const Api& api, const ApiCall& call);

constexpr std::array kRoutes{
    Route{verb::get, "/healthz", healthz, "200 while the relay runs"},
    Route{verb::get, "/readyz", readyz, "200 while it takes connections, 503 once it shuts down"},
    Route{verb::get, "/metrics", metrics, "figures in Prometheus' text format"},
    Route{verb::get, "/api", list_routes, "this list"},
    Route{verb::get, "/api/sessions", list_sessions, "all sessions, and those in the journal"},
    Route{verb::post, "/api/sessions", open_session,
          "opens one: {\"name\", \"config\"}; needs the operator's token"},
    Route{verb::get, "/api/sessions/{session}", show_session, "status, report, config and task"},
    Route{verb::get, "/api/sessions/{session}/events", show_events,
          "notices, messages, readings, ciphertexts and probes"},
    Route{verb::get, "/api/sessions/{session}/history", show_history,
          "its curves; ?from, to, points, format=json or csv"},
};

/// The part of `path` that stands for {session} where it matches; empty where the route has none.
std::optional<std::string> match(std::string_view route, std::string_view path) {
  constexpr std::string_view kName = "{session}";
  const auto at = route.find(kName);
  if (at == route.npos) return route == path ? std::optional(std::string()) : std::nullopt;
  const auto before = route.substr(0, at);
  const auto behind = route.substr(at + kName.size());
  if (path.size() < before.size() + behind.size() || !path.starts_with(before) ||
      !path.ends_with(behind))
    return std::nullopt;
  const auto name = path.substr(at, path.size() - before.size() - behind.size());
  if (name.find('/') != name.npos) return std::nullopt;
  return std::string(name);
}

bool reads(const Request& request) {
  return request.method() == verb::get || request.method() == verb::head;
}

/// The methods that any route takes at that path.
std::string allowed_at(std::string_view path) {
  std::string allowed = "GET, HEAD";
  for (const auto& route : kRoutes)
    if (route.method == verb::post && match(route.path, path)) allowed += ", POST";
  return allowed;
}

Response not_allowed(const Request& request, std::string_view path) {
  const auto sentence = request.method() == verb::post
                            ? std::string("only /api/sessions takes POST")
                            : std::string("expected GET or HEAD");
  auto response = refusal(request, {http::status::method_not_allowed, sentence});
  response.set(http::field::allow, allowed_at(path));
  return response;
}

std::string nothing_here() {
  std::string sentence = "nothing here; try /";
  for (const auto& route : kRoutes)
    if (route.method == verb::get) sentence += ", " + std::string(route.path);
  return sentence;
}

Answer list_routes(const Api&, const ApiCall& call) {
  auto list = Json::array();
  for (const auto& route : kRoutes)
    list.push_back({{"method", std::string(http::to_string(route.method))},
                    {"path", route.path},
                    {"help", route.help}});
  return respond_json(call.request, http::status::ok, list);
}

}  // namespace

Answer answer_to(const Api& api, const Request& request) {
  const std::string path(request.target().substr(0, request.target().find('?')));
  const auto method = reads(request) ? verb::get : request.method();
  for (const auto& route : kRoutes)
    if (route.method == method)
      if (auto session = match(route.path, path))
        return route.handler(api, {request, std::move(*session)});
  if (!reads(request)) return not_allowed(request, path);
  if (const auto* file = api.files.find(path))
    return respond(request, http::status::ok, file->type, file->bytes);
  if (path == "/") return front_page(api, request);
  return refusal(request, {http::status::not_found, nothing_here()});
}

}  // namespace sotto
