#include "server/api/history.hpp"

#include <algorithm>

#include "server/api/history_query.hpp"
#include "server/api/sessions.hpp"
#include "server/observers/history_text.hpp"
#include "server/observers/object_text.hpp"

namespace sotto {
namespace {

/// Whose curves they are.
struct Curves {
  std::string session;
  std::int64_t bits;
  std::vector<std::string> series;
};

Response write(const Request& request, const HistoryQuery& query, const Curves& curves,
               const std::vector<Bucket>& buckets) {
  if (query.csv)
    return respond(request, beast::http::status::ok, "text/csv; charset=utf-8",
                   history_csv(curves.series, buckets));
  return respond_json(
      request, object_text(history_message(curves.session, curves.bits, curves.series, buckets)));
}

/// Whether what telemetry holds is as fine as asked.
bool fine_enough(const History& history, const HistoryQuery& query) {
  const auto last = history.empty() ? query.from : std::min(query.to, history.last());
  const auto finest = (last - query.from) / static_cast<std::int64_t>(query.points) + 1;
  return history.stride() <= finest;
}

}  // namespace

Answer show_history(const Api& api, const ApiCall& call) {
  const auto parsed =
      HistoryQuery::parse({call.request.target().data(), call.request.target().size()});
  if (!parsed) return refusal(call.request, parsed.error());
  const auto query = *parsed;
  const auto& request = call.request;
  auto recorded = call.session;
  if (const auto session = api.sessions.find(call.session)) {
    const auto& telemetry = *session->observers.telemetry;
    const auto* journal = api.sessions.journal();
    recorded = journal == nullptr ? std::string() : journal->name_of(session->observers.run);
    if (recorded.empty() || fine_enough(telemetry.history(), query))
      return Job([request, query,
                  curves = Curves{call.session, telemetry.bits(), telemetry.series()},
                  buckets = telemetry.history().read(query.from, query.to, query.points)] {
        return write(request, query, curves, buckets);
      });
  }
  return from_journal(api, request, recorded,
                      [request, query, name = call.session](const JournalReader& reader,
                                                            const JournalReader::Run& run) {
                        return write(request, query, {name, run.bits(), run.series()},
                                     reader.history(run, query.from, query.to, query.points));
                      });
}

}  // namespace sotto
