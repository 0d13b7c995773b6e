#include "server/observers/telemetry.hpp"

#include <algorithm>

#include "server/observers/event_json.hpp"

namespace sotto {


namespace {

constexpr std::size_t kEvents = 500;
constexpr std::size_t kMessages = 20;
constexpr std::size_t kSnapshotBuckets = 1'000;
/// Ciphertexts that watchers get, and rows of each.
constexpr std::chrono::milliseconds kCiphertextEvery{500};
constexpr std::uint32_t kCiphertextRows = 16;
/// Seconds that the speed is a mean of.
constexpr double kSpeedOver = 1;

std::string message(std::string_view type, Json body) {
  body["type"] = type;
  return body.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

void keep(std::deque<Json>& last, Json body, std::size_t count) {
  last.push_back(std::move(body));
  if (last.size() > count) last.pop_front();
}

void append(std::string& text, std::string_view key, const Spread& spread) {
  text += ",\"";
  text += key;
  if (spread.count == 0) {
    text += "\":null";
    return;
  }
  text += "\":[";
  append_rounded(text, spread.min);
  text += ',';
  append_rounded(text, spread.mean());
  text += ',';
  append_rounded(text, spread.max);
  text += ']';
}

}  // namespace

Telemetry::Telemetry(std::string session, std::int64_t bits)
    : session_(std::move(session)), bits_(bits) {}

std::optional<std::string> Telemetry::learn(const Tell& tell) {
  if (const auto* step = std::get_if<StepFigures>(&tell)) {
    add(*step);
    return std::nullopt;
  }
  if (const auto* event = std::get_if<Event>(&tell)) {
    keep(events_, to_json(*event), kEvents);
    return message("event", events_.back());
  }
  if (const auto* said = std::get_if<Message>(&tell)) {
    keep(messages_, to_json(*said), kMessages);
    const auto oldest = messages_.front()["number"].get<std::int64_t>();
    std::erase_if(readings_, [&](const Json& each) { return each["number"] < oldest; });
    return message("message", messages_.back());
  }
  if (const auto* reading = std::get_if<ChatReading>(&tell)) {
    keep(readings_, to_json(*reading), 2 * kMessages);
    return message("reading", readings_.back());
  }
  if (const auto* sensitivity = std::get_if<Sensitivity>(&tell)) {
    sensitivity_ = to_json(*sensitivity);
    return message("sensitivity", sensitivity_);
  }
  return std::nullopt;  // a Change has an Event beside it
}

void Telemetry::add(const StepFigures& step) {
  history_.add(step);
  if (pending_ && step.step <= pending_->bucket.last) pending_.reset();  // taken again
  if (!marks_.empty() && step.step <= marks_.back().step) marks_.clear();
  const Bucket bucket(step);
  if (pending_)
    pending_->bucket.add(bucket);
  else
    pending_ = Pending{bucket, {}};
  for (std::size_t i = 0; i < step.compute_ms.size(); ++i)
    pending_->compute_ms[i].add(step.compute_ms[i]);
}

std::optional<std::string> Telemetry::ciphertext(const protocol::Frame& frame, double t, Time now) {
  if (ciphertext_at_ && now - *ciphertext_at_ < kCiphertextEvery) return std::nullopt;
  ciphertext_at_ = now;
  const auto& header = frame.header();
  const auto rows = std::min(header.rows, kCiphertextRows);
  ciphertext_ = {{"step", header.step},
                 {"t", rounded(t)},
                 {"rows", rows},
                 {"columns", header.columns},
                 {"values", quantised(frame, std::size_t{rows} * header.columns)}};
  return message("ciphertext", ciphertext_);
}

Telemetry::Samples Telemetry::samples(std::int64_t alice_bob_steps) {
  const auto pending = *pending_;
  pending_.reset();
  const auto& bucket = pending.bucket;
  marks_.push_back({bucket.t, bucket.last});
  while (marks_.size() > 2 && bucket.t - marks_[1].t >= kSpeedOver) marks_.pop_front();
  const auto over = bucket.t - marks_.front().t;
  const auto speed = over > 0 ? static_cast<double>(bucket.last - marks_.front().step) / over : 0.0;
  Samples made;
  auto& head = made.head_;
  head = "{\"type\":\"samples\",\"step\":" + std::to_string(bucket.last + 1) +
         ",\"alice_bob_steps\":" + std::to_string(alice_bob_steps) + ",\"t\":";
  append_rounded(head, bucket.t);
  head += ",\"first\":" + std::to_string(bucket.first) + ",\"steps_per_s\":";
  append_rounded(head, speed);
  append(head, "bob", bucket.bob);
  append(head, "eve", bucket.eve);
  append(head, "shadow", bucket.shadow);
  std::string hops;
  for (const auto role : kParties) {
    const auto& spread = pending.compute_ms[static_cast<std::size_t>(role)];
    if (spread.count == 0) continue;
    hops += (hops.empty() ? "\"" : ",\"") + std::string(name(role)) + "\":";
    append_rounded(hops, spread.mean());
  }
  if (!hops.empty()) head += ",\"hop_ms\":{" + hops + "}";
  head += ",\"dropped\":";
  made.tail_ = "}";
  return made;
}

std::string Telemetry::snapshot() const {
  auto body = chronicle();
  body["type"] = "snapshot";
  body["ciphertext"] = ciphertext_;
  body["sensitivity"] = sensitivity_;
  auto text = body.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
  text.back() = ',';
  const auto buckets = history_.empty()
                           ? std::vector<Bucket>{}
                           : history_.read(history_.first(), history_.last(), kSnapshotBuckets);
  return text + "\"history\":" + history_json(session_, bits_, buckets) + "}";
}

Json Telemetry::chronicle() const {
  return {{"events", events_}, {"messages", messages_}, {"readings", readings_}};
}

}  // namespace sotto
