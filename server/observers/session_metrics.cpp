#include "server/observers/session_metrics.hpp"

#include <algorithm>

#include "server/observers/metrics_page.hpp"

namespace sotto {

void SessionMetrics::message(const std::string&, Direction direction, bool binary,
                             const Buffer& bytes) {
  if (direction != Direction::to || !binary) return;
  ++frames_routed_;
  bytes_routed_ += static_cast<std::int64_t>(bytes.size());
}

void SessionMetrics::add_to(MetricsPage& page) const {
  const auto status = host_.status();
  for (std::size_t i = 0; i < Names<protocol::SessionState>::values.size(); ++i) {
    const auto state = static_cast<protocol::SessionState>(i);
    page.gauge("sotto_state", "1 for the state that the session is in",
               {{"state", std::string(name(state))}}, state == status.state ? 1 : 0);
  }
  for (const auto role : kParties)
    page.gauge("sotto_connected", "1 for a party that is connected",
               {{"role", std::string(name(role))}}, std::ranges::count(status.connected, role));
  page.gauge("sotto_listeners", "Listeners connected beside Eve", {}, status.listeners);
  page.gauge("sotto_attackers", "Attackers connected", {}, status.attackers.size());
  // Gauges: they fall where steps are taken again.
  page.gauge("sotto_steps", "Steps done, all phases, without those to be taken again", {},
             status.step);
  page.gauge("sotto_main_steps", "The same of the task's main phase", {}, status.main_steps);
  page.gauge("sotto_epoch",
             "Number of the epoch: the next after an interruption and for the end, the next full "
             "thousand in a relay that came back",
             {}, status.epoch);
  for (const auto& [series, mean] : status.means)
    page.gauge("sotto_mean", "Mean of a series over the goal's window", {{"series", series}}, mean);
  page.gauge("sotto_goal_met", "1 while the session's goal is met", {},
             status.goal_since_step ? 1 : 0);
  page.counter("sotto_frames_routed_total", "Frames given to parties and listeners", {},
               frames_routed_);
  page.counter("sotto_bytes_routed_total", "Bytes of those frames", {}, bytes_routed_);
  page.counter("sotto_missed_by_eve_total", "Frames that went by Eve unheard", {},
               status.missed_by_eve);
  for (const auto& [code, count] : host_.room().refused())
    page.counter("sotto_refused_total", "Messages refused, by code",
                 {{"code", std::string(name(code))}}, count);
}

}  // namespace sotto
