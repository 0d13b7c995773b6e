// A session's history as it travels: HISTORY (docs/protocol.md) and comma-separated values.
#pragma once

#include <string>
#include <vector>

#include "server/observers/history.hpp"
#include "shared/protocol/telemetry_messages.hpp"

namespace sotto {

/// `series`: their names, in the order of the task.
protocol::History history_message(const std::string& session, std::int64_t bits,
                                  const std::vector<std::string>& series,
                                  const std::vector<Bucket>& buckets);
/// The same columns as lines of comma-separated values.
std::string history_csv(const std::vector<std::string>& series, const std::vector<Bucket>& buckets);

/// The names of a task's series.
std::vector<std::string> series_names(const Task& task);

}  // namespace sotto
