// A session's figures for Prometheus.
#pragma once

#include "server/session/observer.hpp"
#include "server/session/session_host.hpp"

namespace sotto {

/// Counts what is routed; everything else the session itself knows.
class SessionMetrics : public Observer {
 public:
  /// `host` must outlive this.
  explicit SessionMetrics(const SessionHost& host) : host_(host) {}

  void message(const std::string& peer, Direction direction, bool binary,
               const Buffer& bytes) override;
  void add_to(MetricsPage& page) const override;

 private:
  const SessionHost& host_;
  std::int64_t frames_routed_ = 0;
  std::int64_t bytes_routed_ = 0;
};

}  // namespace sotto
