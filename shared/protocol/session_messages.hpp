// How a session stands: statuses for watchers, and the report at its end.
#pragma once

#include "shared/protocol/command_messages.hpp"

namespace sotto::protocol {

enum class SessionState { gathering, running, paused, finishing, finished };

}  // namespace sotto::protocol

namespace sotto {
template <>
struct Names<protocol::SessionState> {
  static constexpr std::array<std::string_view, 5> values{"gathering", "running", "paused",
                                                          "finishing", "finished"};
};
}  // namespace sotto

namespace sotto::protocol {

/// A count of things that happened.
inline constexpr Integer kCount{};
/// Seconds since the session's first turn; 0 before it. Four decimals.
inline constexpr Number kSeconds{0, 1e12, /*rounded=*/true};

/// What is waited for.
struct Wait {
  Role role = Role::alice;
  std::string what;
  std::int64_t waited_ms = 0;
  std::int64_t deadline_ms = 0;
  bool operator==(const Wait&) const = default;
};

template <>
struct Table<Wait> {
  static constexpr auto name = "Wait";
  static constexpr MessageInfo info{"", "", "", "what is waited for"};
  static constexpr auto fields =
      std::tuple(field("role", &Wait::role, Choice<Role>{}, "whose answer"),
                 field("what", &Wait::what, Text{64}, "`feedback`, `to join`"),
                 field("waited_ms", &Wait::waited_ms, kCount, "so far"),
                 field("deadline_ms", &Wait::deadline_ms, Integer{0, kMaxDeadlineMs}, "at most"));
};

/// What an operator can change, as it holds for the newest turn.
struct Controls {
  Cycle cycle = SessionConfig{}.cycle;
  double learning_rate = 0;
  bool frozen = false;
  std::int64_t step_ms = 0;
  bool operator==(const Controls&) const = default;
};

template <>
struct Table<Controls> {
  static constexpr auto name = "Controls";
  static constexpr MessageInfo info{"", "", "", "what an operator can change, for the newest turn"};
  static constexpr auto fields = std::tuple(
      field("cycle", &Controls::cycle, CycleText{}, "steps of each phase"),
      field("learning_rate", &Controls::learning_rate, Number{0, 1}, "Adam's"),
      field("frozen", &Controls::frozen, Boolean{}, "Alice and Bob keep their weights"),
      field("step_ms", &Controls::step_ms, Integer{0, kMaxPaceMs}, "slow motion; 0 = full speed"));
};

/// To watchers and operators.
struct Status {
  std::string session;
  SessionState state = SessionState::gathering;
  std::string text;
  std::uint32_t epoch = 0;
  std::int64_t step = 0;
  std::int64_t main_steps = 0;
  std::string phase;
  std::vector<Role> connected;
  std::int64_t listeners = 0;
  std::vector<std::string> attackers = {};
  double running_s = 0;
  ByName<double> means;
  std::optional<std::int64_t> goal_since_step;
  std::string goal_text;
  std::optional<bool> twin_in_step;
  std::optional<Wait> waiting;
  std::int64_t refused = 0;
  std::int64_t missed_by_eve = 0;
  bool eve_behind = false;
  Controls controls = {};
  std::int64_t watchers = 0;
  bool journal = false;
  bool operator==(const Status&) const = default;

  /// The mean of that series, where there is one.
  std::optional<double> mean(std::string_view series) const {
    for (const auto& [name, value] : means)
      if (name == series) return value;
    return std::nullopt;
  }
};

template <>
struct Table<Status> {
  static constexpr auto name = "Status";
  static constexpr MessageInfo info{"status", "relay", "watchers and operators",
                                    "how the session stands"};
  static constexpr auto fields = std::tuple(
      field("session", &Status::session, Text{kMaxSessionName}, "its name"),
      field("state", &Status::state, Choice<SessionState>{}, "where it is"),
      field("text", &Status::text, Text{kMaxSentence}, "one line for people"),
      field("epoch", &Status::epoch, kEpoch, "the present one"),
      field("step", &Status::step, kStep, "steps done, all phases"),
      field("main_steps", &Status::main_steps, kStep, "steps done of the main phase"),
      field("phase", &Status::phase, Text{kMaxPhaseName}, "of the next step"),
      field("connected", &Status::connected, List<Choice<Role>>{16, {}}, "parties"),
      field("listeners", &Status::listeners, kCount, "connected beside Eve"),
      field("attackers", &Status::attackers, List<Text>{kMaxAttackers, {kMaxAttackerName}},
            "the names of those connected"),
      field("running_s", &Status::running_s, Number{}, "seconds since the first turn"),
      field("means", &Status::means, Map<Number>{"series", kMaxNames, {}},
            "over the goal's window, where there are any"),
      optional_field("goal_since_step", &Status::goal_since_step, kStep,
                     "since when the goal is met"),
      field("goal_text", &Status::goal_text, Text{kMaxSentence},
            "one sentence on how the goal stands"),
      optional_field("twin_in_step", &Status::twin_in_step, Boolean{},
                     "whether Eve and Alice's shadow of her had equal weights when they were "
                     "compared last"),
      optional_field("waiting", &Status::waiting, Object<Wait>{}, "what is waited for"),
      field("refused", &Status::refused, kCount, "messages refused so far"),
      field("missed_by_eve", &Status::missed_by_eve, kCount, "frames that went by her unheard"),
      field("eve_behind", &Status::eve_behind, Boolean{},
            "she missed a deadline and has not caught up"),
      field("controls", &Status::controls, Object<Controls>{}, "for the newest turn"),
      field("watchers", &Status::watchers, kCount, "connected, operators among them"),
      field("journal", &Status::journal, Boolean{}, "the relay keeps one"));
};

/// To operators, when a session has finished.
struct Report {
  Json report;
  bool operator==(const Report&) const = default;
};

template <>
struct Table<Report> {
  static constexpr auto name = "Report";
  static constexpr MessageInfo info{"report", "relay", "operators",
                                    "once, when the session has finished"};
  static constexpr auto fields =
      std::tuple(field("report", &Report::report, AnyObject{"see report.md"}, "how it went"));
};

}  // namespace sotto::protocol
