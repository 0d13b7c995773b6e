#include "server/api/health.hpp"

#include "server/observers/metrics_page.hpp"

namespace sotto {

using beast::http::status;

Answer healthz(const Api&, const ApiCall& call) {
  return respond(call.request, status::ok, "text/plain", "ok\n");
}

Answer readyz(const Api& api, const ApiCall& call) {
  if (api.sessions.shutting_down())
    return respond(call.request, status::service_unavailable, "text/plain", "shutting down\n");
  return respond(call.request, status::ok, "text/plain", "ready\n");
}

Answer metrics(const Api& api, const ApiCall& call) {
  const auto& sessions = api.sessions;
  MetricsPage page;
  page.gauge("sotto_sessions", "Sessions that this relay holds", {}, sessions.sessions().size());
  page.gauge("sotto_connections", "Connections that are open", {}, api.admission.connections());
  page.counter("sotto_refused_connections_total", "Connections refused for being too many", {},
               api.admission.refused());
  page.counter("sotto_unknown_session_total", "Hellos to a session that is not here", {},
               sessions.unknown_session());
  if (const auto* journal = sessions.journal())
    page.counter("sotto_journal_lost_total", "Entries that the journal could not write", {},
                 journal->lost());
  for (const auto& [name, session] : sessions.sessions()) {
    page.set_common({{"session", name}});
    session->host->add_to(page);
  }
  return respond(call.request, status::ok, "text/plain; version=0.0.4", page.text());
}

}  // namespace sotto
