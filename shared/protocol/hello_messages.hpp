// The first messages of a connection: hello, and welcome or error.
#pragma once

#include "shared/protocol/error_codes.hpp"
#include "shared/protocol/field_table.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/protocol/version.hpp"
#include "shared/session/config_json.hpp"
#include "shared/session/role.hpp"

namespace sotto::protocol {

inline constexpr Integer kEpoch{0, 0xFFFF'FFFF};
inline constexpr Integer kStep{0, kMaxSteps};
/// Of a chat frame: its place in the chat key stream.
inline constexpr Integer kChatNumber{0, std::numeric_limits<std::int64_t>::max()};

/// First on every connection.
struct Hello {
  std::int64_t protocol = 0;
  std::string session;
  Role role = Role::watcher;
  std::string token;
  std::vector<std::int64_t> holds;
  bool telemetry = false;
  std::string attacker = {};
  std::optional<std::string> nonce = {};
  std::optional<std::int64_t> heard = {};
  bool operator==(const Hello&) const = default;
};

template <>
struct Table<Hello> {
  static constexpr auto name = "Hello";
  static constexpr MessageInfo info{"hello", "client", "relay", "the first message"};
  static constexpr auto fields = std::tuple(
      field("protocol", &Hello::protocol, Integer{0, 1'000'000}, "the version that it speaks"),
      field("session", &Hello::session, Text{kMaxSessionName}, "its name: `a-z 0-9 - _`"),
      field("role", &Hello::role, Choice<Role>{}, "who this is"),
      field("token", &Hello::token, Text{kMaxToken}, "the role's token; empty for a watcher"),
      field("holds", &Hello::holds, List<Integer>{kMaxHeldSteps, kStep},
            "steps whose weights a party can go back to, ascending"),
      field_if_set("telemetry", &Hello::telemetry, Boolean{},
                   "of a watcher or operator: everything that happens, not statuses alone"),
      field_if_set("attacker", &Hello::attacker, Text{kMaxAttackerName},
                   "of an attacker: its name, of `a-z 0-9 -`"),
      optional_field("nonce", &Hello::nonce, Digest{},
                     "of Alice and Bob: random, and another one at every hello"),
      optional_field("heard", &Hello::heard, kChatNumber,
                     "of Bob: the number of the last chat frame that has reached this process"));
  static void check(const Hello& hello, const Fields& from) {
    for (std::size_t i = 1; i < hello.holds.size(); ++i)
      if (hello.holds[i] <= hello.holds[i - 1])
        from.fail("holds", "does not ascend, expected every step once and the newest last");
    if (hello.telemetry && is_seated(hello.role))
      from.fail("telemetry", "is for watchers and operators, not for a party or a listener");
    if (hello.nonce && hello.role != Role::alice && hello.role != Role::bob)
      from.fail("nonce", "is for Alice and Bob alone");
    if (hello.heard && hello.role != Role::bob) from.fail("heard", "is for Bob alone");
    if (hello.attacker.empty() == (hello.role == Role::attacker))
      from.fail("attacker", hello.attacker.empty() ? "is missing, an attacker says its name"
                                                   : "is for attackers alone");
    if (hello.attacker.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") !=
        hello.attacker.npos)
      from.fail("attacker",
                "is " + in_quotes(hello.attacker) + ", expected a name of a-z, 0-9 and '-'");
  }
};

/// A frame that the session's steps carry.
struct FrameInfo {
  std::string name;
  std::int64_t kind = 1;
  std::int64_t rows = 1;
  std::int64_t columns = 1;
  double bound = 1;
  bool operator==(const FrameInfo&) const = default;
};

template <>
struct Table<FrameInfo> {
  static constexpr auto name = "FrameInfo";
  static constexpr MessageInfo info{"", "", "", "a frame that the session's steps carry"};
  static constexpr auto fields = std::tuple(
      field("name", &FrameInfo::name, Text{32}, "as in sentences"),
      field("kind", &FrameInfo::kind, Integer{1, 0xFFFF}, "its number in the frame's header"),
      field("rows", &FrameInfo::rows, Integer{1, kMaxFrameRows}, "examples"),
      field("columns", &FrameInfo::columns, Integer{1, kMaxFrameColumns}, "numbers of each"),
      field("bound", &FrameInfo::bound, Number{0, 1e30}, "values are at most so far from 0"));
};

/// A level to compare a curve with.
struct MarkInfo {
  std::string title;
  double value = 0;
  bool operator==(const MarkInfo&) const = default;
};

template <>
struct Table<MarkInfo> {
  static constexpr auto name = "MarkInfo";
  static constexpr MessageInfo info{"", "", "", "a level to compare a curve with"};
  static constexpr auto fields =
      std::tuple(field("title", &MarkInfo::title, Text{48}, "for people, e.g. `best possible`"),
                 field("value", &MarkInfo::value, Number{}, "in the curve's unit"));
};

/// A curve of the session.
struct SeriesInfo {
  std::string name;
  std::string title;
  std::string unit;
  Role from = Role::alice;
  std::string phase;
  double max = 0;
  double chance = 0;
  std::vector<MarkInfo> marks = {};
  bool operator==(const SeriesInfo&) const = default;
};

template <>
struct Table<SeriesInfo> {
  static constexpr auto name = "SeriesInfo";
  static constexpr MessageInfo info{"", "", "", "a curve of the session"};
  static constexpr auto fields = std::tuple(
      field("name", &SeriesInfo::name, Text{32}, "a key of `values`, `series` and `means`"),
      field("title", &SeriesInfo::title, Text{32}, "for people"),
      field("unit", &SeriesInfo::unit, Text{32}, "of its values: `bits_wrong`, or `distance`"),
      field("from", &SeriesInfo::from, Choice<Role>{}, "who measures it"),
      field("phase", &SeriesInfo::phase, Text{kMaxPhaseName}, "in whose steps"),
      field("max", &SeriesInfo::max, Number{}, "values are 0 to this"),
      field("chance", &SeriesInfo::chance, Number{}, "what guessing gives"),
      field("marks", &SeriesInfo::marks, List<Object<MarkInfo>>{kMaxNames, {}},
            "what else it is compared with"));
};

/// A series' mean over the goal's window stays within this.
struct BoundInfo {
  std::string series;
  std::optional<double> at_most;
  std::optional<double> at_least;
  bool operator==(const BoundInfo&) const = default;
};

template <>
struct Table<BoundInfo> {
  static constexpr auto name = "BoundInfo";
  static constexpr MessageInfo info{"", "", "", "a bound on a series' mean"};
  static constexpr auto fields =
      std::tuple(field("series", &BoundInfo::series, Text{32}, "its name"),
                 optional_field("at_most", &BoundInfo::at_most, Number{}, "the mean is no greater"),
                 optional_field("at_least", &BoundInfo::at_least, Number{}, "the mean is no less"));
};

/// What the session is to reach.
struct GoalInfo {
  std::string name;
  std::int64_t window = 1;
  std::vector<BoundInfo> bounds;
  bool operator==(const GoalInfo&) const = default;
};

template <>
struct Table<GoalInfo> {
  static constexpr auto name = "GoalInfo";
  static constexpr MessageInfo info{"", "", "", "what the session is to reach"};
  static constexpr auto fields =
      std::tuple(field("name", &GoalInfo::name, Text{kMaxGoalName}, "the outcome where it is met"),
                 field("window", &GoalInfo::window, Integer{1, 1'000'000},
                       "means are over so many steps of the main phase"),
                 field("bounds", &GoalInfo::bounds, List<Object<BoundInfo>>{kMaxNames, {}},
                       "all of them hold at once"));
};

/// A point of two series.
struct PointInfo {
  double across = 0;
  double up = 0;
  bool operator==(const PointInfo&) const = default;
};

template <>
struct Table<PointInfo> {
  static constexpr auto name = "PointInfo";
  static constexpr MessageInfo info{"", "", "", "a point of two series"};
  static constexpr auto fields =
      std::tuple(field("across", &PointInfo::across, Number{}, "of the one"),
                 field("up", &PointInfo::up, Number{}, "of the other"));
};

/// What of two series is possible together at best.
struct FrontierInfo {
  std::string across;
  std::string up;
  std::vector<PointInfo> points;
  bool operator==(const FrontierInfo&) const = default;
};

template <>
struct Table<FrontierInfo> {
  static constexpr auto name = "FrontierInfo";
  static constexpr MessageInfo info{"", "", "", "what of two series is possible together at best"};
  static constexpr auto fields = std::tuple(
      field("across", &FrontierInfo::across, Text{32}, "a series' name"),
      field("up", &FrontierInfo::up, Text{32}, "another's"),
      field("points", &FrontierInfo::points, List<Object<PointInfo>>{kMaxFrontierPoints, {}},
            "from one end to the other"));
};

/// What the session is about.
struct TaskInfo {
  std::string name;
  std::string main_phase;
  std::vector<std::string> phases;
  std::vector<FrameInfo> frames;
  std::vector<SeriesInfo> series;
  GoalInfo goal;
  bool chat = true;
  std::optional<FrontierInfo> frontier = {};
  bool operator==(const TaskInfo&) const = default;
};

template <>
struct Table<TaskInfo> {
  static constexpr auto name = "TaskInfo";
  static constexpr MessageInfo info{"", "", "", "what the session is about"};
  static constexpr auto fields = std::tuple(
      field("name", &TaskInfo::name, Text{kMaxTaskName}, "as in `config`"),
      field("main_phase", &TaskInfo::main_phase, Text{kMaxPhaseName},
            "the phase whose steps are counted and judged"),
      field("phases", &TaskInfo::phases, List<Text>{kMaxNames, {kMaxPhaseName}}, "all of them"),
      field("frames", &TaskInfo::frames, List<Object<FrameInfo>>{kMaxNames, {}},
            "what the steps carry"),
      field("series", &TaskInfo::series, List<Object<SeriesInfo>>{kMaxNames, {}}, "the curves"),
      field("goal", &TaskInfo::goal, Object<GoalInfo>{}, "what the session is to reach"),
      field("chat", &TaskInfo::chat, Boolean{}, "whether Alice can send texts"),
      optional_field("frontier", &TaskInfo::frontier, Object<FrontierInfo>{},
                     "what of two series is possible together at best"));
};

/// The session's configuration, one field for each of SessionConfig's.
struct ConfigObject {
  void write(std::string& out, const SessionConfig& config) const { out += to_json(config).dump(); }
  void read(const Json& value, const Place& place, SessionConfig& to) const {
    to = config_from_json(read_object(value, place));
  }
  std::string expected() const { return "object: one field for each flag of a session"; }
  static std::string type() { return "SessionConfig"; }
};

/// Answer to hello.
struct Welcome {
  std::int64_t protocol = 0;
  std::string session;
  Role role = Role::watcher;
  std::uint32_t epoch = 0;
  std::int64_t step = 0;
  SessionConfig config;
  TaskInfo task;
  bool operator==(const Welcome&) const = default;
};

template <>
struct Table<Welcome> {
  static constexpr auto name = "Welcome";
  static constexpr MessageInfo info{"welcome", "relay", "client", "the answer to a good hello"};
  static constexpr auto fields = std::tuple(
      field("protocol", &Welcome::protocol, Integer{kProtocolVersion, kProtocolVersion},
            "the version"),
      field("session", &Welcome::session, Text{kMaxSessionName}, "its name"),
      field("role", &Welcome::role, Choice<Role>{}, "the client's"),
      field("epoch", &Welcome::epoch, kEpoch, "the present one"),
      field("step", &Welcome::step, kStep, "the oldest that is not complete"),
      field("config", &Welcome::config, ConfigObject{}, "decides what the session computes"),
      field("task", &Welcome::task, Object<TaskInfo>{}, "what the session is about"));
};

/// A message was refused, or a connection is about to be closed.
struct Error {
  ErrorCode code = ErrorCode::bad_json;
  std::string message;
  bool operator==(const Error&) const = default;
};

template <>
struct Table<Error> {
  static constexpr auto name = "Error";
  static constexpr MessageInfo info{"error", "relay", "client",
                                    "a message was refused, or the connection is about to close"};
  static constexpr auto fields = std::tuple(
      field("code", &Error::code, Choice<ErrorCode>{}, "what was wrong"),
      field("message", &Error::message, Text{kMaxSentence}, "one sentence: what was expected"));
};

}  // namespace sotto::protocol
