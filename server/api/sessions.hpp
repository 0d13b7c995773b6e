// Sessions over HTTP: all, one, its events, and a new one.
#pragma once

#include "server/api/routes.hpp"
#include "server/observers/journal/journal_reader.hpp"

namespace sotto {

Answer list_sessions(const Api& api, const ApiCall& call);
Answer open_session(const Api& api, const ApiCall& call);
Answer show_session(const Api& api, const ApiCall& call);
Answer show_events(const Api& api, const ApiCall& call);

/// Reads a session of the journal in a Job. 404 where there is no journal or no such session.
Answer from_journal(const Api& api, const Request& request, std::string name,
                    std::function<Response(const JournalReader&, const JournalReader::Run&)> read);

}  // namespace sotto
