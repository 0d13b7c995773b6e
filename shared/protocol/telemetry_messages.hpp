// What watchers with telemetry are told: the session so far, and whatever happens.
#pragma once

#include "shared/protocol/audit_messages.hpp"

namespace sotto::protocol {

enum class NoticeKind {
  joined,
  left,
  began,
  returned,
  epoch,
  waiting,
  behind,
  caught_up,
  refused,
  goal,
  goal_lost,
  paused,
  resumed,
  control,
  message,
  audit,
  audited,
  finished
};

}  // namespace sotto::protocol

namespace sotto {
template <>
struct Names<protocol::NoticeKind> {
  static constexpr std::array<std::string_view, 18> values{
      "joined",  "left",      "began",   "returned", "epoch",     "waiting",
      "behind",  "caught_up", "refused", "goal",     "goal_lost", "paused",
      "resumed", "control",   "message", "audit",    "audited",   "finished"};
};
}  // namespace sotto

namespace sotto::protocol {

/// One line of the session's chronicle.
struct Notice {
  double t = 0;
  std::int64_t step = 0;
  NoticeKind kind = NoticeKind::began;
  std::string text;
  bool operator==(const Notice&) const = default;
};

template <>
struct Table<Notice> {
  static constexpr auto name = "Notice";
  static constexpr MessageInfo info{"notice", "relay", "watchers with telemetry",
                                    "something happened"};
  static constexpr auto fields = std::tuple(
      field("t", &Notice::t, kSeconds, "when"),
      field("step", &Notice::step, kStep, "at which step; of a change, that from which it holds"),
      field("kind", &Notice::kind, Choice<NoticeKind>{}, "what"),
      field("text", &Notice::text, Text{kMaxSentence}, "one sentence for people"));
};

/// A chat message that Alice has sent.
struct Message {
  std::int64_t number = 0;
  std::int64_t say = 0;
  double t = 0;
  std::int64_t step = 0;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::string ciphertext;
  std::optional<std::string> text;
  bool operator==(const Message&) const = default;
};

/// Numbers of a message that watchers get.
inline constexpr std::size_t kMessageValues = 512;

template <>
struct Table<Message> {
  static constexpr auto name = "Message";
  static constexpr MessageInfo info{"message", "relay", "watchers with telemetry",
                                    "Alice has sent a chat message"};
  static constexpr auto fields = std::tuple(
      field("number", &Message::number, kCount, "counted by the relay, from 1"),
      field("say", &Message::say, kCount, "the id of the `say` it answers; 0: typed by Alice"),
      field("t", &Message::t, kSeconds, "when"), field("step", &Message::step, kStep, "at which"),
      field("rows", &Message::rows, Integer{0, kMaxFrameRows}, "blocks"),
      field("columns", &Message::columns, Integer{0, kMaxFrameColumns}, "N"),
      field("ciphertext", &Message::ciphertext, Bytes{kMessageValues},
            "its first numbers c as int8 round(127 c)"),
      nullable_field("text", &Message::text, Text{kMaxChatText},
                     "as the operator gave it; null where typed at Alice's terminal"));
};

/// What Bob or Eve made of a message.
struct Reading {
  std::int64_t number = 0;
  Role role = Role::bob;
  double t = 0;
  std::int64_t step = 0;
  std::string bytes;
  bool operator==(const Reading&) const = default;
};

template <>
struct Table<Reading> {
  static constexpr auto name = "Reading";
  static constexpr MessageInfo info{"reading", "relay", "watchers with telemetry",
                                    "what Bob or Eve made of a message"};
  static constexpr auto fields = std::tuple(
      field("number", &Reading::number, kCount, "the message's"),
      field("role", &Reading::role, Choice<Role>{}, "whose"),
      field("t", &Reading::t, kSeconds, "when"), field("step", &Reading::step, kStep, "at which"),
      field("bytes", &Reading::bytes, Bytes{kMaxChatText}, "the text, as they read it"));
};

/// Rows and numbers of a ciphertext that watchers get.
inline constexpr std::uint32_t kCiphertextRows = 16;

/// The first rows of a frame that Eve heard.
struct Ciphertext {
  std::int64_t step = 0;
  double t = 0;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::string values;
  bool operator==(const Ciphertext&) const = default;
};

template <>
struct Table<Ciphertext> {
  static constexpr auto name = "Ciphertext";
  static constexpr MessageInfo info{"ciphertext", "relay", "watchers with telemetry",
                                    "what is on the wire, twice a second at most"};
  static constexpr auto fields = std::tuple(
      field("step", &Ciphertext::step, kStep, "whose frame it is"),
      field("t", &Ciphertext::t, kSeconds, "when"),
      field("rows", &Ciphertext::rows, Integer{0, kCiphertextRows}, "the frame's first"),
      field("columns", &Ciphertext::columns, Integer{0, kMaxFrameColumns}, "numbers of each"),
      field("values", &Ciphertext::values, Bytes{kCiphertextRows * kMaxFrameColumns},
            "numbers c as int8 round(127 c)"));
};

/// What the task has a party measure now and then, to be drawn.
struct Probe {
  std::int64_t step = 0;
  double t = 0;
  std::int64_t columns = 0;
  std::string values;
  bool operator==(const Probe&) const = default;
};

template <>
struct Table<Probe> {
  static constexpr auto name = "Probe";
  static constexpr MessageInfo info{
      "probe", "relay", "watchers with telemetry",
      "what the task has a party measure to be drawn, every other second at most"};
  static constexpr auto fields =
      std::tuple(field("step", &Probe::step, kStep, "in which it was measured"),
                 field("t", &Probe::t, kSeconds, "when"),
                 field("columns", &Probe::columns, Integer{0, kMaxFrameColumns}, "bytes of a row"),
                 field("values", &Probe::values, Bytes{kMaxProbe}, "as in `done`"));
};

/// Least, mean and greatest of `count` values.
struct SpreadValues {
  double min = 0;
  double mean = 0;
  double max = 0;
  std::int64_t count = 0;
  bool operator==(const SpreadValues&) const = default;
};

/// [min, mean, max, count]
struct SpreadArray {
  void write(std::string& out, const SpreadValues& value) const {
    out += '[';
    for (const double each : {value.min, value.mean, value.max}) {
      write_rounded(out, each);
      out += ',';
    }
    write_integer(out, value.count);
    out += ']';
  }
  void read(const Json& value, const Place& place, SpreadValues& to) const {
    const auto& array = read_array(value, place, 4);
    if (array.size() != 4) place.fail("does not have 4 entries");
    to = {read_number(array[0], place, 0, 1e12), read_number(array[1], place, 0, 1e12),
          read_number(array[2], place, 0, 1e12), read_integer(array[3], place, 1, kMaxSteps)};
  }
  std::string expected() const { return "[min, mean, max, count]"; }
  static std::string type() { return "[number, number, number, number]"; }
};

/// The steps that were done since the last samples.
struct Samples {
  std::int64_t first = 0;
  std::int64_t step = 0;
  std::int64_t main_steps = 0;
  double t = 0;
  ByName<SpreadValues> series;
  double steps_per_s = 0;
  ByName<double> compute_ms;
  std::int64_t dropped = 0;
  bool operator==(const Samples&) const = default;
};

template <>
struct Table<Samples> {
  static constexpr auto name = "Samples";
  static constexpr MessageInfo info{
      "samples", "relay", "watchers with telemetry",
      "the steps done since the last, ten times a second at most; where `first` is not after what "
      "came before, those steps were taken again and these take their place"};
  static constexpr auto fields = std::tuple(
      field("first", &Samples::first, kStep, "the first of these steps"),
      field("step", &Samples::step, kStep, "steps done"),
      field("main_steps", &Samples::main_steps, kStep, "steps done of the main phase"),
      field("t", &Samples::t, kSeconds, "when the last of them was done"),
      field("series", &Samples::series, Map<SpreadArray>{"series", kMaxNames, {}},
            "where anything was measured"),
      field("steps_per_s", &Samples::steps_per_s, Number{0, 1e12, true},
            "over the last second or so"),
      field("compute_ms", &Samples::compute_ms,
            Map<Number>{"role", kMaxNames, Number{0, 1e12, true}}, "means over these steps"),
      field("dropped", &Samples::dropped, kCount, "samples that this watcher was too slow to get"));
};

/// A session's course in buckets of steps. Rows are made as text, by whoever has the buckets.
struct History {
  std::string session;
  std::optional<std::int64_t> first;
  std::optional<std::int64_t> last;
  std::int64_t bits = 0;
  std::vector<std::string> columns;
  std::string rows;  ///< "[[0,3,0.1,…],…]"
  bool operator==(const History&) const = default;
};

struct RowsText {
  void write(std::string& out, const std::string& value) const { out += value; }
  void read(const Json& value, const Place& place, std::string& to) const {
    to = read_array(value, place, 100'000).dump();
  }
  std::string expected() const {
    return "array of arrays of numbers and nulls, one for each column";
  }
  static std::string type() { return "(number|null)[][]"; }
};

template <>
struct Table<History> {
  static constexpr auto name = "History";
  static constexpr MessageInfo info{"", "", "", "a session's course in buckets of steps"};
  static constexpr auto fields = std::tuple(
      field("session", &History::session, Text{128}, "its name"),
      nullable_field("first", &History::first, kStep, "of the first bucket"),
      nullable_field("last", &History::last, kStep, "of the last bucket"),
      field("bits", &History::bits, Integer{0, 128}, "N"),
      field("columns", &History::columns, List<Text>{64, {64}},
            "`first`, `step` (the last one), `t` (at its end), then of each series `_min`, "
            "`_mean`, `_max` (exact) and `_count`"),
      field("rows", &History::rows, RowsText{}, "one for each bucket"));
};

/// What a snapshot holds at most.
inline constexpr std::size_t kSnapshotNotices = 500;
inline constexpr std::size_t kSnapshotMessages = 20;
inline constexpr std::size_t kSnapshotReadings = 2 * kSnapshotMessages;
inline constexpr std::size_t kSnapshotFindings = 64;

/// The session so far.
struct Snapshot {
  History history;
  std::vector<Notice> notices;
  std::vector<Message> messages;
  std::vector<Reading> readings;
  std::optional<Ciphertext> ciphertext;
  std::optional<Probe> probe;
  std::vector<ToldFinding> findings = {};
  bool operator==(const Snapshot&) const = default;
};

template <>
struct Table<Snapshot> {
  static constexpr auto name = "Snapshot";
  static constexpr MessageInfo info{"snapshot", "relay", "watchers with telemetry",
                                    "the session so far: first, and after a watcher did not read"};
  static constexpr auto fields = std::tuple(
      field("history", &Snapshot::history, Object<History>{}, "at most 1,000 buckets"),
      field("notices", &Snapshot::notices, List<Object<Notice>>{kSnapshotNotices, {}}, "the last"),
      field("messages", &Snapshot::messages, List<Object<Message>>{kSnapshotMessages, {}},
            "the last"),
      field("readings", &Snapshot::readings, List<Object<Reading>>{kSnapshotReadings, {}},
            "of those messages"),
      nullable_field("ciphertext", &Snapshot::ciphertext, Object<Ciphertext>{}, "the last"),
      nullable_field("probe", &Snapshot::probe, Object<Probe>{}, "the last"),
      field("findings", &Snapshot::findings, List<Object<ToldFinding>>{kSnapshotFindings, {}},
            "the last of each attacker in each audit, those of the last audits"));
};

}  // namespace sotto::protocol
