#include "server/api/sessions.hpp"

#include "server/observers/change_json.hpp"
#include "server/observers/object_text.hpp"
#include "shared/session/config_json.hpp"
#include "shared/tasks/registry.hpp"

namespace sotto {

using beast::http::field;
using beast::http::status;

namespace {

HttpFault no_session() { return {status::not_found, "no session of that name here"}; }

Json controls_json(const std::vector<Change>& changes) {
  auto list = Json::array();
  for (const auto& change : changes) list.push_back(to_json(change));
  return list;
}

template <protocol::Tabled M>
Json json_of(const M& message) {
  return Json::parse(object_text(message));
}

bool has_operator_token(const SessionRegistry& sessions, const Request& request) {
  constexpr std::string_view kBearer = "Bearer ";
  const auto header = text_of(request, field::authorization);
  return header.starts_with(kBearer) && sessions.admits_operator(header.substr(kBearer.size()));
}

struct NewSession {
  std::string name;
  SessionConfig config;
};

HttpResult<NewSession> new_session(const Request& request) {
  try {
    const auto object = parse_object(request.body());
    Fields fields(object, {"session"});
    NewSession made{.name = fields.text("name", protocol::kMaxSessionName), .config = {}};
    if (fields.has("config")) made.config = config_from_json(fields.object("config"));
    fields.finish();
    if (const auto wrong = why_not_playable(made.config))
      return HttpFault{status::bad_request, *wrong};
    set_default_limit(made.config);
    return made;
  } catch (const FieldError& error) {
    return HttpFault{status::bad_request, error.what()};
  }
}

/// A session's name, and the tokens that only its opener is told.
struct Opened {
  std::string name;
  Json tokens;
};

HttpResult<Opened> opened(SessionRegistry& sessions, const Request& request) {
  if (!has_operator_token(sessions, request))
    return HttpFault{status::unauthorized,
                     "opening a session needs the operator's token: Authorization: Bearer TOKEN"};
  const auto asked = new_session(request);
  if (!asked) return asked.error();
  auto tokens = Tokens::random();
  const auto session = sessions.open(asked->name, asked->config, Tokens(tokens));
  if (!session)
    return HttpFault{session.error().code == protocol::ErrorCode::bad_field ? status::bad_request
                                                                            : status::conflict,
                     session.error().message};
  return Opened{asked->name, std::move(tokens)};
}

}  // namespace

Answer list_sessions(const Api& api, const ApiCall& call) {
  auto live = Json::array();
  std::set<std::string> names;
  const auto* journal = api.sessions.journal();
  for (const auto& [name, session] : api.sessions.sessions()) {
    auto status = json_of(session->host->status());
    status["live"] = true;
    status["created"] = session->created;
    live.push_back(std::move(status));
    if (journal != nullptr) names.insert(journal->name_of(session->observers.run));
  }
  Json body{{"sessions", std::move(live)}, {"recorded", Json::array()}};
  if (journal == nullptr) return respond_json(call.request, status::ok, body);
  return Job([request = call.request, body = std::move(body), names = std::move(names),
              file = journal->file()]() mutable {
    try {
      body["recorded"] = JournalReader(file).recorded(names);
      return respond_json(request, status::ok, body);
    } catch (const JournalError& error) {
      return refusal(request, {status::internal_server_error, error.what()});
    }
  });
}

Answer open_session(const Api& api, const ApiCall& call) {
  const auto session = opened(api.sessions, call.request);
  if (!session) return refusal(call.request, session.error());
  return respond_json(call.request, status::created,
                      {{"name", session->name}, {"tokens", session->tokens}});
}

Answer show_session(const Api& api, const ApiCall& call) {
  if (const auto session = api.sessions.find(call.session)) {
    const auto& room = session->host->room();
    return respond_json(call.request, status::ok,
                        {{"status", json_of(session->host->status())},
                         {"report", session->host->report()},
                         {"config", to_json(room.config())},
                         {"task", json_of(room.task_info())},
                         {"controls", controls_json(room.plan().changes())},
                         {"live", true}});
  }
  return from_journal(
      api, call.request, call.session,
      [request = call.request](const JournalReader& reader, const JournalReader::Run& run) {
        return respond_json(request, status::ok,
                            {{"status", nullptr},
                             {"folded_before", reader.folded_before(run)},
                             {"report", run.report},
                             {"config", run.config},
                             {"task", run.task},
                             {"controls", controls_json(run.changes)},
                             {"live", false}});
      });
}

Answer show_events(const Api& api, const ApiCall& call) {
  if (const auto session = api.sessions.find(call.session))
    return respond_json(call.request, session->observers.telemetry->chronicle());
  return from_journal(
      api, call.request, call.session,
      [request = call.request](const JournalReader& reader, const JournalReader::Run& run) {
        return respond_json(request, reader.chronicle(run));
      });
}

Answer from_journal(const Api& api, const Request& request, std::string name,
                    std::function<Response(const JournalReader&, const JournalReader::Run&)> read) {
  const auto* journal = api.sessions.journal();
  if (journal == nullptr || name.empty()) return refusal(request, no_session());
  return Job([request, name = std::move(name), file = journal->file(), read = std::move(read)] {
    try {
      const JournalReader reader(file);
      const auto run = reader.run(name);
      return run ? read(reader, *run) : refusal(request, no_session());
    } catch (const JournalError& error) {
      return refusal(request, {status::internal_server_error, error.what()});
    }
  });
}

}  // namespace sotto
