#include "server/observers/prometheus_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace sotto {
namespace {

using Labels = std::map<std::string, std::string>;

}  // namespace

std::string metrics_text(const Relay& relay) {
  // The sessions hold the figures; a registry made for each scrape cannot disagree with them.
  prometheus::Registry registry;
  const auto counter = [&](const char* name, const char* help, const Labels& labels, auto value) {
    prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add(labels).Increment(
        static_cast<double>(value));
  };
  const auto gauge = [&](const char* name, const char* help, const Labels& labels, auto value) {
    prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(labels).Set(
        static_cast<double>(value));
  };
  gauge("sotto_sessions", "Sessions this relay holds", {}, relay.sessions().size());
  counter("sotto_unknown_session_total", "Hellos to a session that is not here", {},
          relay.unknown_session());
  if (relay.journal() != nullptr)
    counter("sotto_journal_lost_total", "Entries that the journal could not write", {},
            relay.journal()->lost());
  const auto now = std::chrono::steady_clock::now();
  for (const auto& [name, session] : relay.sessions()) {
    const auto status = session->room().status(now);
    const Labels here{{"session", name}};
    const auto with = [&](const char* key, std::string_view value) {
      auto labels = here;
      labels[key] = value;
      return labels;
    };
    for (std::size_t i = 0; i < Names<protocol::SessionState>::values.size(); ++i) {
      const auto state = static_cast<protocol::SessionState>(i);
      gauge("sotto_state", "1 for the state the session is in", with("state", sotto::name(state)),
            state == status.state ? 1 : 0);
    }
    for (const auto role : kParties)
      gauge("sotto_connected", "1 for a party that is connected", with("role", sotto::name(role)),
            std::ranges::count(status.connected, role));
    gauge("sotto_watchers", "Watchers and operators connected", here, session->watchers());
    counter("sotto_steps_total", "Steps done, all phases", here, status.step);
    counter("sotto_alice_bob_steps_total", "Alice-Bob steps done", here, status.alice_bob_steps);
    gauge("sotto_epoch", "Times the session began again after an interruption", here, status.epoch);
    if (status.bob_bits_wrong)
      gauge("sotto_bits_wrong", "Bits wrong, mean of the last 20 Alice-Bob minibatches",
            with("role", "bob"), *status.bob_bits_wrong);
    if (status.eve_bits_wrong)
      gauge("sotto_bits_wrong", "Bits wrong, mean of the last 20 Alice-Bob minibatches",
            with("role", "eve"), *status.eve_bits_wrong);
    counter("sotto_frames_routed_total", "Frames given to Alice, Bob and Eve", here,
            session->frames_routed());
    counter("sotto_bytes_routed_total", "Bytes of those frames", here, session->bytes_routed());
    counter("sotto_missed_by_eve_total", "Ciphertexts that went by Eve unheard", here,
            status.missed_by_eve);
    counter("sotto_statuses_dropped_total", "Statuses that slow watchers did not get", here,
            session->statuses_dropped());
    counter("sotto_samples_dropped_total", "Samples that slow watchers did not get", here,
            session->samples_dropped());
    for (const auto& [code, count] : session->room().refused())
      counter("sotto_refused_total", "Messages refused, by code", with("code", sotto::name(code)),
              count);
  }
  return prometheus::TextSerializer().Serialize(registry.Collect());
}

}  // namespace sotto
