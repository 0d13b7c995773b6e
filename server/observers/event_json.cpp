#include "server/observers/event_json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "shared/protocol/base64.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {


namespace {

/// Numbers of a message that watchers get.
constexpr std::size_t kMessageValues = 512;

constexpr std::array kColumns{"first",    "step",       "t",           "bob_min",
                              "bob_mean", "bob_max",    "eve_min",     "eve_mean",
                              "eve_max",  "shadow_min", "shadow_mean", "shadow_max"};

void append(std::string& text, std::int64_t value) {
  std::array<char, 24> digits;
  const auto [end, fault] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  text.append(digits.data(), end);
}

void append(std::string& text, const Spread& spread, std::string_view absent) {
  for (const double value : {spread.min, spread.count == 0 ? 0.0 : spread.mean(), spread.max}) {
    text += ',';
    if (spread.count == 0)
      text += absent;
    else
      append_rounded(text, value);
  }
}

/// By hand: thousands of rows of twelve numbers.
void append(std::string& text, const Bucket& bucket, std::string_view absent) {
  append(text, bucket.first);
  text += ',';
  append(text, bucket.last);
  text += ',';
  append_rounded(text, bucket.t);
  append(text, bucket.bob, absent);
  append(text, bucket.eve, absent);
  append(text, bucket.shadow, absent);
}

}  // namespace

double rounded(double value) { return std::round(value * 1e4) / 1e4; }

void append_rounded(std::string& text, double value) {
  const auto scaled = std::llround(std::fabs(value) * 1e4);
  if (value < 0 && scaled > 0) text += '-';
  append(text, scaled / 10'000);
  auto rest = scaled % 10'000;
  if (rest == 0) return;
  std::array<char, 4> digits;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, rest /= 10)
    *digit = static_cast<char>('0' + rest % 10);
  text += '.';
  text.append(digits.data(), digits.size());
  text.resize(text.find_last_not_of('0') + 1);
}

Json to_json(const Event& event) {
  return {{"t", rounded(event.t)},
          {"step", event.step},
          {"kind", name(event.kind)},
          {"text", event.text}};
}

Json to_json(const Message& message) {
  const auto& header = message.frame.header();
  return {{"number", message.number},
          {"say", message.say},
          {"t", rounded(message.t)},
          {"step", message.step},
          {"rows", header.rows},
          {"columns", header.columns},
          {"ciphertext", quantised(message.frame, kMessageValues)},
          {"text", message.text ? Json(*message.text) : Json()}};
}

Json to_json(const ChatReading& reading) {
  return {{"number", reading.number},
          {"role", name(reading.role)},
          {"t", rounded(reading.t)},
          {"step", reading.step},
          {"bytes", protocol::to_base64(reading.bytes)}};
}

Json to_json(const Sensitivity& sensitivity) {
  return {{"step", sensitivity.step},
          {"t", rounded(sensitivity.t)},
          {"columns", sensitivity.columns},
          {"values", protocol::to_base64(sensitivity.values)}};
}

Json to_json(const Change& change) {
  Json object{{"at_step", change.at_step}, {"name", name(change.kind)}};
  if (change.kind == ChangeKind::cycle) object["cycle"] = to_text(change.cycle);
  if (change.kind == ChangeKind::learning_rate) object["learning_rate"] = change.learning_rate;
  return object;
}

Change change_from_json(const Json& object) {
  Fields from(object, "change");
  Change change;
  change.at_step = from.integer("at_step", 0, kMaxSteps);
  change.kind = from.choice<ChangeKind>("name");
  if (change.kind == ChangeKind::cycle) {
    const auto cycle = parse_cycle(from.text("cycle", 1024));
    if (!cycle) from.fail("cycle", "is no cycle");
    change.cycle = *cycle;
  }
  if (change.kind == ChangeKind::learning_rate)
    change.learning_rate = from.number("learning_rate", 0, 1);
  from.finish();
  return change;
}

std::string quantised(const protocol::Frame& frame, std::size_t values) {
  const auto all = frame.values();
  std::string bytes(std::min(values, all.size()), '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>(static_cast<std::int8_t>(std::lround(all[i] * 127)));
  return protocol::to_base64(bytes);
}

std::string history_json(const std::string& session, std::int64_t bits,
                         const std::vector<Bucket>& buckets) {
  Json head{{"session", session},
            {"first", buckets.empty() ? Json() : Json(buckets.front().first)},
            {"last", buckets.empty() ? Json() : Json(buckets.back().last)},
            {"bits", bits},
            {"columns", kColumns}};
  auto text = head.dump();
  text.back() = ',';
  text += "\"rows\":[";
  for (const auto& bucket : buckets) {
    text += '[';
    append(text, bucket, "null");
    text += "],";
  }
  if (!buckets.empty()) text.pop_back();
  return text + "]}";
}

std::string history_csv(const std::vector<Bucket>& buckets) {
  std::string text;
  for (const auto* column : kColumns) {
    if (!text.empty()) text += ',';
    text += column;
  }
  text += '\n';
  for (const auto& bucket : buckets) {
    append(text, bucket, "");
    text += '\n';
  }
  return text;
}

}  // namespace sotto
