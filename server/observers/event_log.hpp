// A session's events as lines of the relay's log.
#pragma once

#include "server/session/observer.hpp"

namespace sotto {

class EventLog : public Observer {
 public:
  explicit EventLog(std::string session) : session_(std::move(session)) {}

  void observe(const SessionEvent& event, Time now) override;
  void log(const LogLine& line, std::int64_t step) override;

 private:
  std::string session_;
};

}  // namespace sotto
