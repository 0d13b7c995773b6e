// What operators order, and what becomes of it.
#pragma once

#include "shared/protocol/hello_messages.hpp"
#include "shared/session/plan.hpp"

namespace sotto::protocol {

/// The last six change the plan, in the order of ChangeKind.
enum class CommandName {
  pause,
  resume,
  stop,
  step,
  pace,
  say,
  cycle,
  learning_rate,
  freeze,
  unfreeze,
  reset_eve,
  audit
};

}  // namespace sotto::protocol

namespace sotto {
template <>
struct Names<protocol::CommandName> {
  static constexpr std::array<std::string_view, 12> values{
      "pause", "resume",        "stop",   "step",     "pace",      "say",
      "cycle", "learning_rate", "freeze", "unfreeze", "reset_eve", "audit"};
};
}  // namespace sotto

namespace sotto::protocol {

/// A cycle as text.
struct CycleText {
  void write(std::string& out, const Cycle& value) const { write_text(out, to_text(value)); }
  void read(const Json& value, const Place& place, Cycle& to) const {
    const auto text = read_text(value, place, kMaxCycleText);
    const auto cycle = parse_cycle(text);
    if (!cycle) place.fail("is " + in_quotes(text) + ", expected for example alice_bob:1,eve:2");
    to = *cycle;
  }
  std::string expected() const { return "text, for example alice_bob:1,eve:2"; }
  static std::string type() { return "string"; }
};

/// From an operator.
struct Command {
  std::int64_t id = 1;
  CommandName name = CommandName::pause;
  std::optional<std::int64_t> at_step = {};
  std::optional<std::int64_t> step_ms = {};
  std::optional<std::string> text = {};
  std::optional<std::int64_t> repeat_ms = {};
  std::optional<Cycle> cycle = {};
  std::optional<double> learning_rate = {};
  bool operator==(const Command&) const = default;
};

/// What a command takes besides its id and name: fields that must be there, and one that may be.
struct CommandForm {
  CommandName name;
  const char* about;
  bool at_step = false;  ///< may be there
  bool step_ms = false;  ///< these must be there, and only where they are true
  bool text = false;     ///< with `repeat_ms`
  bool cycle = false;
  bool learning_rate = false;
};

inline constexpr std::array kCommandForms{
    CommandForm{.name = CommandName::pause, .about = "no further step begins", .at_step = true},
    CommandForm{.name = CommandName::resume, .about = "goes on after a pause"},
    CommandForm{.name = CommandName::stop, .about = "ends the session", .at_step = true},
    CommandForm{.name = CommandName::step,
                .about = "in a pause: one step, then paused again; else `out_of_turn`"},
    CommandForm{.name = CommandName::pace,
                .about = "slow motion: at least so long from one turn to the next, one turn at a "
                         "time; 0 = full speed",
                .step_ms = true},
    CommandForm{.name = CommandName::say,
                .about = "Alice encrypts and sends it; again and again until the next `say` where "
                         "`repeat_ms` is not 0",
                .text = true},
    CommandForm{
        .name = CommandName::cycle, .about = "another cycle", .at_step = true, .cycle = true},
    CommandForm{.name = CommandName::learning_rate,
                .about = "that rate, constant",
                .at_step = true,
                .learning_rate = true},
    CommandForm{.name = CommandName::freeze,
                .about = "Alice and Bob compute as ever, but keep their weights",
                .at_step = true},
    CommandForm{.name = CommandName::unfreeze, .about = "they learn again", .at_step = true},
    CommandForm{.name = CommandName::reset_eve,
                .about = "Eve starts from fresh weights, her optimiser too; Alice's shadow with "
                         "her where it is a twin",
                .at_step = true},
    CommandForm{.name = CommandName::audit,
                .about =
                    "an audit: Alice sends, attackers learn and are judged, nobody else learns; "
                    "one at a time",
                .at_step = true},
};

template <>
struct Table<Command> {
  static constexpr auto name = "Command";
  static constexpr MessageInfo info{"command", "operator", "relay",
                                    "an order; answered by one command_result"};
  static constexpr auto fields = std::tuple(
      field("id", &Command::id, Integer{1}, "the sender's, to know the result by"),
      field("name", &Command::name, Choice<CommandName>{}, "what to do (below)"),
      optional_field("at_step", &Command::at_step, kStep, "before that step, not at once"),
      optional_field("step_ms", &Command::step_ms, Integer{0, kMaxPaceMs}, "of `pace`"),
      optional_field("text", &Command::text, Text{kMaxChatText}, "of `say`, not empty"),
      optional_field("repeat_ms", &Command::repeat_ms, Integer{0, kMaxRepeatMs},
                     "of `say`: 0 = once, else 250 or more"),
      optional_field("cycle", &Command::cycle, CycleText{}, "of `cycle`"),
      optional_field("learning_rate", &Command::learning_rate, Number{0, 1},
                     "of `learning_rate`, above 0"));
  static void check(const Command& command, const Fields& from);
};

/// What became of a command.
struct CommandResult {
  std::int64_t id = 1;
  bool accepted = true;
  std::optional<std::int64_t> from_step;
  std::optional<ErrorCode> code;
  std::optional<std::string> message;
  bool operator==(const CommandResult&) const = default;
};

template <>
struct Table<CommandResult> {
  static constexpr auto name = "CommandResult";
  static constexpr MessageInfo info{"command_result", "relay", "operator",
                                    "what became of a command; in the order of the commands"};
  static constexpr auto fields =
      std::tuple(field("id", &CommandResult::id, Integer{1}, "the command's"),
                 field("accepted", &CommandResult::accepted, Boolean{}, "false: nothing was done"),
                 optional_field("from_step", &CommandResult::from_step, kStep,
                                "where accepted: the step from which it holds"),
                 optional_field("code", &CommandResult::code, Choice<ErrorCode>{},
                                "where not: what was wrong"),
                 optional_field("message", &CommandResult::message, Text{kMaxSentence},
                                "where not: one sentence"));
};

}  // namespace sotto::protocol
