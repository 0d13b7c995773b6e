#include "shared/protocol/messages.hpp"

#include <limits>

#include "shared/protocol/base64.hpp"
#include "shared/session/config_json.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto::protocol {
namespace {

constexpr std::int64_t kMaxEpoch = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kDigestDigits = 64;
constexpr std::size_t kMaxSentence = 4096;

// ---- Shared by several messages ----

std::uint32_t epoch(Fields& from) {
  return static_cast<std::uint32_t>(from.integer("epoch", 0, kMaxEpoch));
}
std::int64_t step(Fields& from, std::string_view key = "step") {
  return from.integer(key, 0, kMaxSteps);
}

template <class T>
void put(Json& to, const char* key, const std::optional<T>& value) {
  if (value) to[key] = *value;
}

std::optional<double> optional_number(Fields& from, std::string_view key, double high) {
  if (!from.has(key)) return std::nullopt;
  return from.number(key, 0, high);
}

std::optional<std::string> optional_digest(Fields& from, std::string_view key) {
  std::optional<std::string> digest;
  if (!from.has(key)) return digest;
  digest.emplace(from.text(key, kDigestDigits));
  if (digest->size() != kDigestDigits ||
      digest->find_first_not_of("0123456789abcdef") != digest->npos)
    from.fail(key, "is not a digest, expected 64 lower-case hexadecimal digits");
  return digest;
}

std::string bytes(Fields& from, std::string_view key, std::size_t max) {
  const auto text = from.text(key, base64_size(max));
  auto decoded = from_base64(text);
  if (!decoded) from.fail(key, "is not base64");
  if (decoded->size() > max) from.fail(key, "has more than " + std::to_string(max) + " bytes");
  return std::move(*decoded);
}

// ---- To the relay ----

Json body(const Hello& m) {
  Json object{{"type", "hello"},      {"protocol", m.protocol}, {"session", m.session},
              {"role", name(m.role)}, {"token", m.token},       {"holds", m.holds}};
  if (m.telemetry) object["telemetry"] = true;
  return object;
}

Hello hello(Fields& from) {
  Hello m;
  m.protocol = from.integer("protocol", 0, 1'000'000);
  m.session = from.text("session", kMaxSessionName);
  m.role = from.choice<Role>("role");
  m.token = from.text("token", kMaxToken);
  for (const auto& each : from.array("holds", kMaxHeldSteps)) {
    if (!each.is_number_integer() || each < 0 || each > kMaxSteps)
      from.fail("holds", "has an entry that is not a step");
    if (!m.holds.empty() && each <= m.holds.back())
      from.fail("holds", "does not ascend, expected every step once and the newest last");
    m.holds.push_back(each.get<std::int64_t>());
  }
  if (from.has("telemetry")) m.telemetry = from.boolean("telemetry");
  if (m.telemetry && is_party(m.role))
    from.fail("telemetry", "is for watchers and operators, not for a party");
  return m;
}

Json body(const Metrics& m) {
  Json object = Json::object();
  put(object, "error_bits", m.error_bits);
  put(object, "bits_wrong", m.bits_wrong);
  put(object, "shadow_error_bits", m.shadow_error_bits);
  put(object, "shadow_bits_wrong", m.shadow_bits_wrong);
  put(object, "compute_ms", m.compute_ms);
  put(object, "digest", m.digest);
  put(object, "shadow_digest", m.shadow_digest);
  if (m.sensitivity) object["sensitivity"] = to_base64(*m.sensitivity);
  return object;
}

Metrics metrics(const Json& object) {
  Fields from(object, "done.metrics");
  Metrics m;
  m.error_bits = optional_number(from, "error_bits", kMaxBits);
  m.bits_wrong = optional_number(from, "bits_wrong", kMaxBits);
  m.shadow_error_bits = optional_number(from, "shadow_error_bits", kMaxBits);
  m.shadow_bits_wrong = optional_number(from, "shadow_bits_wrong", kMaxBits);
  m.compute_ms = optional_number(from, "compute_ms", 1e12);
  m.digest = optional_digest(from, "digest");
  m.shadow_digest = optional_digest(from, "shadow_digest");
  if (from.has("sensitivity")) m.sensitivity = bytes(from, "sensitivity", 2 * kMaxBits * kMaxBits);
  from.finish();
  return m;
}

Json body(const Done& m) {
  return {{"type", "done"}, {"epoch", m.epoch}, {"step", m.step}, {"metrics", body(m.metrics)}};
}

Done done(Fields& from) { return {epoch(from), step(from), metrics(from.object("metrics"))}; }

Json body(const Reading& m) {
  return {{"type", "done"}, {"epoch", m.epoch}, {"chat", m.chat}, {"reading", to_base64(m.bytes)}};
}

Reading reading(Fields& from) {
  return {epoch(from), from.integer("chat", 0, std::numeric_limits<std::int64_t>::max()),
          bytes(from, "reading", kMaxChatText)};
}

Json body(const Command& m) {
  Json object{{"type", "command"}, {"name", name(m.name)}};
  put(object, "at_step", m.at_step);
  if (m.name == CommandName::pace) object["step_ms"] = m.step_ms;
  if (m.name == CommandName::say) {
    object["text"] = m.text;
    object["repeat_ms"] = m.repeat_ms;
  }
  if (m.name == CommandName::cycle) object["cycle"] = to_text(m.cycle);
  if (m.name == CommandName::learning_rate) object["learning_rate"] = m.learning_rate;
  return object;
}

Command command(Fields& from) {
  Command m{from.choice<CommandName>("name"), std::nullopt};
  switch (m.name) {
    case CommandName::step:
      return m;
    case CommandName::pace:
      m.step_ms = from.integer("step_ms", 0, kMaxPaceMs);
      return m;
    case CommandName::say:
      m.text = from.text("text", kMaxChatText);
      if (m.text.empty()) from.fail("text", "is empty");
      m.repeat_ms = from.integer("repeat_ms", 0, kMaxRepeatMs);
      if (m.repeat_ms != 0 && m.repeat_ms < kMinRepeatMs)
        from.fail("repeat_ms",
                  "is " + std::to_string(m.repeat_ms) + ", expected 0 or 250 to 60000");
      return m;
    case CommandName::cycle: {
      const auto text = from.text("cycle", 1024);
      const auto cycle = parse_cycle(text);
      if (!cycle) from.fail("cycle", "is '" + text + "', expected for example alice_bob:1,eve:2");
      m.cycle = *cycle;
      break;
    }
    case CommandName::learning_rate:
      m.learning_rate = from.number("learning_rate", 0, 1);
      break;
    default:
      break;
  }
  if (from.has("at_step")) m.at_step = step(from, "at_step");
  return m;
}

// ---- From the relay ----

Json body(const Welcome& m) {
  return {{"type", "welcome"},          {"protocol", kProtocolVersion},
          {"session", m.session},       {"role", name(m.role)},
          {"epoch", m.epoch},           {"step", m.step},
          {"config", to_json(m.config)}};
}

Welcome welcome(Fields& from) {
  from.integer("protocol", kProtocolVersion, kProtocolVersion);
  return {from.text("session", kMaxSessionName), from.choice<Role>("role"), epoch(from), step(from),
          config_from_json(from.object("config"))};
}

Json body(const Turn& m) {
  Json object{{"type", "turn"},
              {"epoch", m.epoch},
              {"step", m.step},
              {"phase", name(m.phase)},
              {"rate", m.rate}};
  if (m.digest) object["digest"] = true;
  if (m.frozen) object["frozen"] = true;
  if (m.reset != 0) object["reset"] = m.reset;
  if (m.sensitivity) object["sensitivity"] = true;
  return object;
}

Turn turn(Fields& from) {
  Turn m{epoch(from), step(from), from.choice<Phase>("phase"), from.number("rate", 0, 1)};
  if (from.has("digest")) m.digest = from.boolean("digest");
  if (from.has("frozen")) m.frozen = from.boolean("frozen");
  if (from.has("reset")) m.reset = step(from, "reset");
  if (from.has("sensitivity")) m.sensitivity = from.boolean("sensitivity");
  return m;
}

Json body(const Rewind& m) { return {{"type", "rewind"}, {"epoch", m.epoch}, {"step", m.step}}; }

Json body(const Gap& m) { return {{"type", "gap"}, {"first", m.first}, {"last", m.last}}; }

Json body(const Finish& m) {
  return {{"type", "finish"},
          {"epoch", m.epoch},
          {"step", m.step},
          {"outcome", name(m.outcome)},
          {"reason", m.reason}};
}

Finish finish(Fields& from) {
  return {epoch(from), step(from), from.choice<Outcome>("outcome"),
          from.text("reason", kMaxSentence)};
}

Json body(const Say& m) { return {{"type", "say"}, {"id", m.id}, {"text", m.text}}; }

Json body(const Error& m) {
  return {{"type", "error"}, {"code", name(m.code)}, {"message", m.message}};
}

Json body(const Status& m) {
  Json object{{"type", "status"},
              {"session", m.session},
              {"state", name(m.state)},
              {"text", m.text},
              {"epoch", m.epoch},
              {"step", m.step},
              {"alice_bob_steps", m.alice_bob_steps},
              {"phase", name(m.phase)},
              {"connected", Json::array()},
              {"running_s", m.running_s},
              {"refused", m.refused},
              {"missed_by_eve", m.missed_by_eve},
              {"eve_behind", m.eve_behind},
              {"controls",
               {{"cycle", to_text(m.controls.cycle)},
                {"learning_rate", m.controls.learning_rate},
                {"frozen", m.controls.frozen},
                {"step_ms", m.controls.step_ms}}},
              {"watchers", m.watchers},
              {"journal", m.journal}};
  for (const auto role : m.connected) object["connected"].push_back(name(role));
  if (m.waiting)
    object["waiting"] = {{"role", name(m.waiting->role)},
                         {"what", m.waiting->what},
                         {"waited_ms", m.waiting->waited_ms},
                         {"deadline_ms", m.waiting->deadline_ms}};
  put(object, "bob_bits_wrong", m.bob_bits_wrong);
  put(object, "eve_bits_wrong", m.eve_bits_wrong);
  put(object, "shadow_bits_wrong", m.shadow_bits_wrong);
  put(object, "secret_since_step", m.secret_since_step);
  put(object, "twin_in_step", m.twin_in_step);
  return object;
}

Wait wait(const Json& object) {
  Fields from(object, "status.waiting");
  Wait m{from.choice<Role>("role"), from.text("what", 64),
         from.integer("waited_ms", 0, std::numeric_limits<std::int64_t>::max()),
         from.integer("deadline_ms", 0, kMaxDeadlineMs)};
  from.finish();
  return m;
}

Controls controls(const Json& object) {
  Fields from(object, "status.controls");
  Controls m;
  const auto cycle = parse_cycle(from.text("cycle", 1024));
  if (!cycle) from.fail("cycle", "is no cycle");
  m.cycle = *cycle;
  m.learning_rate = from.number("learning_rate", 0, 1);
  m.frozen = from.boolean("frozen");
  m.step_ms = from.integer("step_ms", 0, kMaxPaceMs);
  from.finish();
  return m;
}

Status status(Fields& from) {
  constexpr auto kMaxCount = std::numeric_limits<std::int64_t>::max();
  Status m;
  m.session = from.text("session", kMaxSessionName);
  m.state = from.choice<SessionState>("state");
  m.text = from.text("text", kMaxSentence);
  m.epoch = epoch(from);
  m.step = step(from);
  m.alice_bob_steps = step(from, "alice_bob_steps");
  m.phase = from.choice<Phase>("phase");
  for (const auto& each : from.array("connected", 16)) {
    const auto role = each.is_string() ? named<Role>(each.get<std::string>()) : std::nullopt;
    if (!role) from.fail("connected", "has an entry that is not a role");
    m.connected.push_back(*role);
  }
  m.running_s = from.number("running_s", 0, 1e12);
  m.refused = from.integer("refused", 0, kMaxCount);
  m.missed_by_eve = from.integer("missed_by_eve", 0, kMaxCount);
  m.eve_behind = from.boolean("eve_behind");
  m.controls = controls(from.object("controls"));
  m.watchers = from.integer("watchers", 0, kMaxCount);
  m.journal = from.boolean("journal");
  if (from.has("waiting")) m.waiting = wait(from.object("waiting"));
  m.bob_bits_wrong = optional_number(from, "bob_bits_wrong", kMaxBits);
  m.eve_bits_wrong = optional_number(from, "eve_bits_wrong", kMaxBits);
  m.shadow_bits_wrong = optional_number(from, "shadow_bits_wrong", kMaxBits);
  if (from.has("secret_since_step")) m.secret_since_step = step(from, "secret_since_step");
  if (from.has("twin_in_step")) m.twin_in_step = from.boolean("twin_in_step");
  return m;
}

Json body(const Report& m) { return {{"type", "report"}, {"report", m.report}}; }

template <class Message>
std::string encode_any(const Message& message) {
  // Text that is not UTF-8 cannot be JSON; what people typed must not end a session.
  return std::visit([](const auto& m) { return body(m); }, message)
      .dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

/// Parses the object, lets `read(type, fields)` make the message, turns exceptions into faults.
template <class Message, class Read>
Result<Message> decode_any(std::string_view text, Read&& read) {
  Json object;
  try {
    object = parse_object(text);
  } catch (const FieldError& error) {
    return Fault{ErrorCode::bad_json, error.what()};
  }
  try {
    Fields type_only(object, "message");
    const auto type = type_only.text("type", 32);
    Fields fields(object, type);
    fields.text("type", 32);
    std::optional<Message> message = read(type, fields);
    if (!message)
      return Fault{ErrorCode::unknown_type, "no message of type '" + type + "' is expected here"};
    fields.finish();
    return std::move(*message);
  } catch (const FieldError& error) {
    const bool typeless = !object.contains("type") || !object["type"].is_string();
    return Fault{typeless ? ErrorCode::unknown_type : ErrorCode::bad_field, error.what()};
  }
}

}  // namespace

std::string encode(const ToRelay& message) { return encode_any(message); }
std::string encode(const FromRelay& message) { return encode_any(message); }

Result<ToRelay> decode_to_relay(std::string_view text) {
  return decode_any<ToRelay>(text,
                             [](const std::string& type, Fields& from) -> std::optional<ToRelay> {
                               if (type == "hello") return hello(from);
                               if (type == "done" && from.has("chat")) return reading(from);
                               if (type == "done") return done(from);
                               if (type == "command") return command(from);
                               return std::nullopt;
                             });
}

Result<FromRelay> decode_from_relay(std::string_view text) {
  return decode_any<FromRelay>(
      text, [](const std::string& type, Fields& from) -> std::optional<FromRelay> {
        if (type == "welcome") return welcome(from);
        if (type == "turn") return turn(from);
        if (type == "rewind") return Rewind{epoch(from), step(from)};
        if (type == "gap") return Gap{step(from, "first"), step(from, "last")};
        if (type == "finish") return finish(from);
        if (type == "error")
          return Error{from.choice<ErrorCode>("code"), from.text("message", kMaxSentence)};
        if (type == "status") return status(from);
        if (type == "say")
          return Say{from.integer("id", 1, std::numeric_limits<std::int64_t>::max()),
                     from.text("text", kMaxChatText)};
        if (type == "report") return Report{from.object("report")};
        return std::nullopt;
      });
}

}  // namespace sotto::protocol
