#include "server/observers/telemetry.hpp"

#include <algorithm>

#include "server/observers/frame_excerpt.hpp"
#include "server/observers/history_text.hpp"
#include "shared/protocol/messages.hpp"

namespace sotto {
namespace {

constexpr std::size_t kSnapshotBuckets = 1'000;
/// Ciphertexts that watchers get.
constexpr std::chrono::milliseconds kCiphertextEvery{500};
/// Seconds that the speed is a mean of.
constexpr double kSpeedOver = 1;

template <class M>
void keep(std::deque<M>& last, M message, std::size_t count) {
  last.push_back(std::move(message));
  if (last.size() > count) last.pop_front();
}

template <class M>
std::vector<M> all_of(const std::deque<M>& messages) {
  return {messages.begin(), messages.end()};
}

/// "name":[…], of a container of messages.
template <class Messages>
std::string list(const char* name, const Messages& messages) {
  using M = std::decay_t<decltype(*messages.begin())>;
  std::string text = std::string("\"") + name + "\":";
  protocol::List<protocol::Object<M>>{}.write(text, messages);
  return text;
}

template <class M>
std::vector<M> one_of(const std::optional<M>& message) {
  if (!message) return {};
  return {*message};
}

}  // namespace

Telemetry::Telemetry(std::string session, std::int64_t bits, const Task& task)
    : session_(std::move(session)), bits_(bits), task_(task), series_(series_names(task)) {}

template <class M>
void Telemetry::tell(const M& message) {
  if (audience_ != nullptr && audience_->listens())
    audience_->tell(protocol::encode_message(message));
}

void Telemetry::observe(const SessionEvent& event, Time now) {
  std::visit(Handle{[&](const protocol::Notice& notice) {
                      keep(notices_, notice, protocol::kSnapshotNotices);
                      tell(notice);
                    },
                    [&](const StepResult& step) { add(step); },
                    [&](const FrameTapped& tapped) {
                      if (!is_pictured(tapped, task_)) return;
                      if (ciphertext_at_ && now - *ciphertext_at_ < kCiphertextEvery) return;
                      ciphertext_at_ = now;
                      ciphertext_ = ciphertext_of(tapped);
                      tell(*ciphertext_);
                    },
                    [](const SayOrdered&) {},
                    [&](const ChatSent& sent) {
                      keep(messages_, message_of(sent), protocol::kSnapshotMessages);
                      const auto oldest = messages_.front().number;
                      std::erase_if(readings_,
                                    [&](const auto& each) { return each.number < oldest; });
                      tell(messages_.back());
                    },
                    [&](const protocol::Reading& reading) {
                      keep(readings_, reading, protocol::kSnapshotReadings);
                      tell(reading);
                    },
                    [&](const protocol::Probe& probe) {
                      probe_ = probe;
                      tell(probe);
                    },
                    [&](const Rewound& rewound) { rewind(rewound.step, now); },
                    // Notices beside them say so.
                    [](const PlanChanged&) {}, [](const AuditBegun&) {},
                    [&](const protocol::ToldFinding& finding) {
                      remember(finding);
                      if (audience_ != nullptr)
                        audience_->tell_operators(protocol::encode_message(finding));
                    }},
             event);
}

void Telemetry::recall(const protocol::Snapshot& told, const std::vector<Bucket>& folded,
                       const std::vector<StepResult>& steps) {
  notices_ = {told.notices.begin(), told.notices.end()};
  messages_ = {told.messages.begin(), told.messages.end()};
  readings_ = {told.readings.begin(), told.readings.end()};
  for (const auto& finding : told.findings) remember(finding);
  for (const auto& bucket : folded) history_.add(bucket);
  for (const auto& step : steps) history_.add(Bucket(step, task_));
}

void Telemetry::remember(const protocol::ToldFinding& finding) {
  std::erase_if(findings_, [&](const auto& each) {
    return each.audit == finding.audit && each.attacker == finding.attacker;
  });
  keep(findings_, finding, protocol::kSnapshotFindings);
}

void Telemetry::add(const StepResult& step) {
  const Bucket bucket(step, task_);
  history_.add(bucket);
  if (pending_)
    pending_->bucket.add(bucket);
  else
    pending_ = Pending{bucket};
  for (std::size_t i = 0; i < step.compute_ms.size(); ++i)
    pending_->compute_ms[i].add(step.compute_ms[i]);
}

void Telemetry::rewind(std::int64_t step, Time now) {
  if (pending_ && pending_->bucket.last >= step) {
    // The steps before `step` must not be missing to anybody.
    if (pending_->bucket.first < step && audience_ != nullptr) audience_->take_samples_now(now);
    pending_.reset();
  }
  marks_.clear();
  history_.rewind(step);
}

protocol::Samples Telemetry::samples(std::int64_t main_steps) {
  const auto pending = *pending_;
  pending_.reset();
  const auto& bucket = pending.bucket;
  marks_.push_back({bucket.t, bucket.last});
  while (marks_.size() > 2 && bucket.t - marks_[1].t >= kSpeedOver) marks_.pop_front();
  const auto over = bucket.t - marks_.front().t;
  const auto speed = over > 0 ? static_cast<double>(bucket.last - marks_.front().step) / over : 0.0;
  protocol::Samples made{.first = bucket.first,
                         .step = bucket.last + 1,
                         .main_steps = main_steps,
                         .t = bucket.t,
                         .steps_per_s = speed};
  for (std::size_t i = 0; i < series_.size(); ++i)
    if (const auto& spread = bucket.series[i]; spread.count > 0)
      made.series.emplace_back(
          series_[i], protocol::SpreadValues{spread.min, spread.mean(), spread.max, spread.count});
  for (const auto role : kParties)
    if (const auto& spread = pending.compute_ms[static_cast<std::size_t>(role)]; spread.count > 0)
      made.compute_ms.emplace_back(name(role), spread.mean());
  return made;
}

protocol::Snapshot Telemetry::snapshot() const {
  return {.history = history_message(session_, bits_, series_, history_.read(kSnapshotBuckets)),
          .notices = all_of(notices_),
          .messages = all_of(messages_),
          .readings = all_of(readings_),
          .ciphertext = ciphertext_,
          .probe = probe_,
          .findings = all_of(findings_)};
}

std::string Telemetry::chronicle() const {
  return "{" + list("notices", notices_) + "," + list("messages", messages_) + "," +
         list("readings", readings_) + "," + list("ciphertexts", one_of(ciphertext_)) + "," +
         list("probes", one_of(probe_)) + "," + list("findings", findings_) + "}";
}

}  // namespace sotto
