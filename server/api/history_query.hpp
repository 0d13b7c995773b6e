// Which part of a session's history is asked for, as the query of a request's target says it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "server/api/http_message.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

struct HistoryQuery {
  std::int64_t from = 0;  ///< step, inclusive
  std::int64_t to = kMaxSteps;
  std::size_t points = 1'000;  ///< at most so many buckets, 1 to kMaxPoints
  bool csv = false;

  static constexpr std::size_t kMaxPoints = 5'000;

  /// Of a request's target, such as "/api/sessions/demo/history?from=3&format=csv"; or what is
  /// wrong with it.
  static HttpResult<HistoryQuery> parse(std::string_view target);
};

}  // namespace sotto
