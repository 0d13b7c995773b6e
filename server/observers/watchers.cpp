#include "server/observers/watchers.hpp"

#include <algorithm>

#include "server/observers/metrics_page.hpp"
#include "shared/protocol/messages.hpp"

namespace sotto {

using protocol::ErrorCode;

namespace {

/// A wait that watchers see at once in their statuses.
constexpr std::int64_t kTellingWaitMs = 250;
/// Bytes that may wait for a watcher who reads: what one event brings is queued for a moment.
constexpr std::size_t kPromptBytes = 4 * 1024;
/// Results that may be queued on a line; others wait here.
constexpr std::size_t kResultsAhead = protocol::kMaxQueuedMessages / 2;
/// Results that may wait here: as many commands as a message of the largest size holds, and more.
constexpr std::size_t kMaxResults = 8'192;
constexpr std::chrono::milliseconds kResultsEvery{5};

bool reads(const WatcherLine& line) { return line.queued_bytes() <= kPromptBytes; }

template <class M>
Buffer text_of(const M& message) {
  return Buffer(protocol::encode_message(message));
}

}  // namespace

Watchers::Watchers(SessionHost& host, std::shared_ptr<Telemetry> telemetry, std::size_t limit)
    : host_(host), telemetry_(std::move(telemetry)), limit_(limit) {
  telemetry_->set_audience(this);
}

Watchers::~Watchers() { telemetry_->set_audience(nullptr); }

// ---- From the lines ----

void Watchers::join(MemberId member, std::unique_ptr<WatcherLine> line,
                    const protocol::Hello& hello) {
  if (watchers_.size() >= limit_) {
    host_.count_refusal(ErrorCode::overflow);
    ++refused_watchers_;
    const auto why = "session '" + host_.room().name() + "' has " + std::to_string(limit_) +
                     " watchers already, its limit";
    Watcher refused{.line = std::move(line)};
    send(refused, text_of(protocol::Error{ErrorCode::overflow, why}));
    return refused.line->stop(close_code(ErrorCode::overflow), why);
  }
  const auto now = host_.clock().now();
  // What the others have not been sent yet is in the newcomer's snapshot: they get it before that.
  if (hello.telemetry) send_samples(now);
  auto& watcher = watchers_[member];
  watcher.line = std::move(line);
  watcher.is_operator = hello.role == Role::operator_;
  watcher.telemetry = hello.telemetry;
  if (watcher.telemetry) ++with_telemetry_;
  const auto& room = host_.room();
  const auto status = host_.status();
  if (watchers_.size() == 1) {  // the newcomer is told now: nothing is news to anybody
    published_ = {status.state, host_.seated(), std::nullopt};
    published_at_ = published_full_at_ = now;
  }
  send(watcher,
       text_of(protocol::Welcome{protocol::kProtocolVersion, room.name(), hello.role, status.epoch,
                                 status.step, room.config(), room.task_info()}));
  send(watcher, text_of(status));
  if (watcher.telemetry) offer(watcher, text_of(telemetry_->snapshot()));
  watcher.report_due = watcher.is_operator;
  if (report_) send_report(watcher);
  host_.settle();
}

void Watchers::leave(MemberId member) {
  const auto found = watchers_.find(member);
  if (found == watchers_.end()) return;
  if (found->second.telemetry) --with_telemetry_;
  watchers_.erase(found);
  host_.settle();
}

void Watchers::receive(MemberId member, const Incoming& incoming) {
  const auto found = watchers_.find(member);
  if (found == watchers_.end()) return;
  auto& watcher = found->second;
  host_.tell_message(watcher.line->peer(), Direction::from, incoming.binary, incoming.bytes);
  if (incoming.too_large) {
    refuse(watcher, ErrorCode::too_large, "a message beyond the limit of 65536 bytes");
    return watcher.line->stop(close_code(ErrorCode::too_large), "message too large");
  }
  if (incoming.binary)
    return refuse(watcher, ErrorCode::wrong_role, "frames come from Alice and Bob only");
  said(watcher, incoming.bytes.text());
}

/// A command gets its result, be it good or not; anything else an error.
void Watchers::said(Watcher& watcher, std::string_view text) {
  const auto message = protocol::decode_to_relay(text);
  const auto* command = message ? std::get_if<protocol::Command>(&*message) : nullptr;
  const auto id = command != nullptr ? command->id
                  : message          ? std::optional<std::int64_t>()
                                     : protocol::id_of_command(text);
  if (!id) {
    if (!message) return refuse(watcher, message.error().code, message.error().message);
    return refuse(watcher, ErrorCode::wrong_role, "only commands are expected here");
  }
  if (watcher.is_operator && command != nullptr) return result(watcher, host_.command(*command));
  const auto fault = watcher.is_operator ? message.error()
                                         : protocol::Fault{ErrorCode::wrong_role,
                                                           "commands need the operator's token"};
  host_.count_refusal(fault.code);
  result(watcher, {.id = *id, .accepted = false, .code = fault.code, .message = fault.message});
}

void Watchers::refuse(Watcher& watcher, ErrorCode code, const std::string& message) {
  host_.count_refusal(code);
  if (send(watcher, text_of(protocol::Error{code, message})) == Sent::overflow)
    watcher.line->stop(close_code(ErrorCode::overflow), "too many messages wait for this peer");
}

void Watchers::result(Watcher& watcher, const protocol::CommandResult& result) {
  if (watcher.results.size() >= kMaxResults)
    return watcher.line->stop(close_code(ErrorCode::overflow),
                              "too many results wait for this peer");
  watcher.results.push_back(text_of(result));
  if (send_results(watcher) || results_wait_) return;
  results_wait_ = true;
  host_.settle();  // they are due soon
}

/// As many as there is room for. Whether that was all.
bool Watchers::send_results(Watcher& watcher) {
  while (!watcher.results.empty() && watcher.line->queued_messages() < kResultsAhead) {
    if (send(watcher, watcher.results.front()) == Sent::overflow) break;
    watcher.results.pop_front();
  }
  return watcher.results.empty();
}

// ---- What they are sent ----

Sent Watchers::send(Watcher& watcher, const Buffer& text) {
  host_.tell_message(watcher.line->peer(), Direction::to, /*binary=*/false, text);
  return watcher.line->send(text);
}

/// Whoever does not read gets nothing more until it has: neither memory nor time is spent on it.
bool Watchers::offer(Watcher& watcher, const Buffer& text) {
  if (watcher.missed || watcher.line->queued_bytes() > protocol::kMaxWatcherBytes ||
      send(watcher, text) == Sent::overflow)
    watcher.missed = true;
  return !watcher.missed;
}

/// Where it reads again: from here on it hears everything.
void Watchers::catch_up(Watcher& watcher) {
  if ((!watcher.missed && !watcher.carried) || !reads(*watcher.line)) return;
  if (!watcher.missed) {
    watcher.carried->dropped = watcher.dropped;
    offer(watcher, text_of(*watcher.carried));
  } else {
    watcher.missed = false;
    offer(watcher, text_of(telemetry_->snapshot()));
  }
  watcher.carried.reset();
}

void Watchers::tell(const std::string& text) {
  const Buffer bytes(text);
  for (auto& [member, watcher] : watchers_)
    if (watcher.telemetry) offer(watcher, bytes);
}

void Watchers::tell_operators(const std::string& text) {
  const Buffer bytes(text);
  for (auto& [member, watcher] : watchers_)
    if (watcher.telemetry)
      offer(watcher, bytes);
    else if (watcher.is_operator)
      send(watcher, bytes);
}

void Watchers::settle(Time now) {
  if (results_wait_) {
    results_wait_ = false;
    for (auto& [member, watcher] : watchers_) results_wait_ |= !send_results(watcher);
  }
  if (watchers_.empty()) return;
  if (const auto at = samples_due(); at && now >= *at) send_samples(now);
  const bool changed =
      host_.room().state() != published_.state || host_.seated() != published_.connected;
  if (const auto at = status_due(); changed || (at && now >= *at)) publish(now);
}

/// A wait goes on without any event; what is said of it must not stand still. After the end there
/// is something to say only to those who have not read.
std::optional<Time> Watchers::status_due() const {
  const auto waits = [](const auto& each) {
    const auto& watcher = each.second;
    return watcher.missed || watcher.carried || watcher.report_due;
  };
  if (watchers_.empty() || (host_.room().finished() && std::ranges::none_of(watchers_, waits)))
    return std::nullopt;
  return published_at_ + protocol::kStatusInterval;
}

std::optional<Time> Watchers::samples_due() const {
  if (!listens() || !telemetry_->has_samples()) return std::nullopt;
  return samples_at_ + protocol::kSamplesInterval;
}

std::optional<Time> Watchers::due() const {
  auto next = status_due();
  const auto earliest = [&](std::optional<Time> time) {
    if (time && (!next || *time < *next)) next = time;
  };
  earliest(samples_due());
  if (results_wait_) earliest(host_.clock().now() + kResultsEvery);
  return next;
}

void Watchers::publish(Time now) {
  const auto status = host_.status();
  Published news{status.state, host_.seated(), std::nullopt};
  if (status.waiting && status.waiting->waited_ms >= kTellingWaitMs)
    news.waiting = status.waiting->role;
  const bool changed = news != published_;
  const bool full = changed || now - published_full_at_ >= protocol::kTelemetryStatusInterval;
  published_ = news;
  published_at_ = now;
  if (full) published_full_at_ = now;
  if (std::ranges::any_of(watchers_, [](const auto& each) { return each.second.missed; }))
    send_samples(now);  // as for a newcomer
  const bool last = status.state == protocol::SessionState::finished;
  const bool repeated = last && !changed;
  const auto text = text_of(status);
  for (auto& [member, watcher] : watchers_) {
    const bool late = watcher.missed;
    if (watcher.telemetry) {
      catch_up(watcher);
      if ((full && !repeated) || (late && !watcher.missed)) offer(watcher, text);
    } else if (watcher.line->queued_bytes() > 0 && !last) {
      // The latest is worth more than the last: who has not read the previous one gets the next.
      ++statuses_dropped_;
    } else if (!repeated) {
      send(watcher, text);
    }
    if (report_) send_report(watcher);
  }
}

void Watchers::finished(const Json& report) { report_ = text_of(protocol::Report{report}); }

/// The report, once, to an operator who reads.
void Watchers::send_report(Watcher& watcher) {
  if (!watcher.report_due || watcher.missed) return;
  watcher.report_due = send(watcher, *report_) == Sent::overflow;
}

void Watchers::send_samples(Time now) {
  if (!telemetry_->has_samples()) return;
  samples_at_ = now;
  const auto& room = host_.room();
  const auto samples = telemetry_->samples(room.plan().main_steps_before(room.step()));
  std::optional<Buffer> common;  // what all get who have read everything
  for (auto& [member, watcher] : watchers_) {
    if (!watcher.telemetry) continue;
    if (watcher.missed || !reads(*watcher.line)) {
      ++watcher.dropped;
      ++samples_dropped_;
    }
    if (watcher.missed) continue;  // it gets a snapshot
    auto own = watcher.carried ? joined(*watcher.carried, samples) : samples;
    // One message for each tick that it reads: what it could not take goes with the next, so that
    // no step is missing to it.
    if (!reads(*watcher.line)) {
      watcher.carried = std::move(own);
      continue;
    }
    own.dropped = watcher.dropped;
    if (watcher.carried || watcher.dropped > 0) {
      offer(watcher, text_of(own));
    } else {
      if (!common) common = text_of(own);
      offer(watcher, *common);
    }
    watcher.carried.reset();
  }
}

// ---- What they add ----

void Watchers::add_to(protocol::Status& status) const {
  status.watchers = static_cast<std::int64_t>(watchers_.size());
}

void Watchers::add_to(MetricsPage& page) const {
  page.gauge("sotto_watchers", "Watchers and operators connected", {}, watchers_.size());
  page.gauge("sotto_watchers_behind", "Watchers who do not read: a snapshot awaits them", {},
             std::ranges::count_if(watchers_, [](const auto& each) { return each.second.missed; }));
  page.counter("sotto_refused_watchers_total", "Watchers refused for being one too many", {},
               refused_watchers_);
  page.counter("sotto_statuses_dropped_total", "Statuses that slow watchers did not get", {},
               statuses_dropped_);
  page.counter("sotto_samples_dropped_total",
               "Samples that slow watchers got together with later ones", {}, samples_dropped_);
}

protocol::Samples joined(const protocol::Samples& earlier, const protocol::Samples& later) {
  if (later.first <= earlier.first) return later;
  auto made = later;
  made.first = earlier.first;
  for (const auto& [name, before] : earlier.series) {
    const auto found = std::ranges::find(made.series, name, [](const auto& e) { return e.first; });
    if (found == made.series.end()) {
      made.series.emplace_back(name, before);
      continue;
    }
    auto& after = found->second;
    const auto count = before.count + after.count;
    after = {std::min(before.min, after.min),
             (before.mean * static_cast<double>(before.count) +
              after.mean * static_cast<double>(after.count)) /
                 static_cast<double>(count),
             std::max(before.max, after.max), count};
  }
  if (made.compute_ms.empty()) made.compute_ms = earlier.compute_ms;
  return made;
}

}  // namespace sotto
