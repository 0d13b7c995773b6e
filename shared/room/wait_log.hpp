// The longest waits of a session, by what was waited for.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "shared/base/json_fields.hpp"
#include "shared/session/role.hpp"

namespace sotto {

/// "Bob: feedback", as it stands in statuses and reports.
std::string wait_name(Role role, std::string_view what);

class WaitLog {
 public:
  /// `name` as wait_name() makes it.
  void waited(const std::string& name, std::chrono::nanoseconds time, std::int64_t step);
  /// The wait ended by its deadline.
  void missed(const std::string& name) { ++waits_[name].missed; }

  /// {"Bob: feedback": {"longest_ms": 3.1, "at_step": 1204, "missed": 0}, ...}
  Json report() const;

 private:
  struct Wait {
    std::chrono::nanoseconds longest{0};
    std::int64_t at_step = 0;
    std::int64_t missed = 0;
  };
  std::map<std::string, Wait> waits_;
};

}  // namespace sotto
