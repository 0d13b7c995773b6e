// What a Room tells whoever observes the session, as data.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shared/protocol/chat_messages.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/protocol/telemetry_messages.hpp"
#include "shared/session/plan.hpp"
#include "shared/tasks/criterion.hpp"

namespace sotto {

// In all of these `t` is in seconds since the session's first turn; 0 before it.

/// A step that is complete.
struct StepResult {
  JudgedStep judged;
  double t = 0;
  std::array<std::optional<double>, 3> compute_ms = {};  ///< by Role
};

/// A frame that was routed and tapped: what Eve hears, whether or not she does.
struct FrameTapped {
  double t = 0;
  protocol::Frame frame;
};

/// What an operator has Alice say: once, or again and again every `repeat_ms` where it is not 0.
struct SayOrdered {
  protocol::Say say;
  std::int64_t repeat_ms = 0;
  bool operator==(const SayOrdered&) const = default;
};

/// A chat message that Alice has sent. Nobody has heard it yet.
struct ChatSent {
  std::int64_t number = 0;  ///< counted from 1
  std::int64_t say = 0;     ///< the id of the `say` that it answers; 0: typed at her terminal
  double t = 0;
  std::int64_t step = 0;
  protocol::Frame frame;
  std::optional<std::string> text;  ///< as the operator gave it; the Room knows no other
  bool kept = false;                ///< for Bob, until he has read it
};

/// An epoch begins: the steps from `step` on will be taken again.
struct Rewound {
  std::int64_t step = 0;
  std::uint32_t epoch = 0;
};

/// A change of the plan; the Notice beside it says so to people.
struct PlanChanged {
  Change change;
  bool decides = false;  ///< the audit by which the session ends
};

/// An audit begins, with those attackers; the Notice beside it says so to people.
struct AuditBegun {
  std::int64_t audit = 0;
  std::vector<std::string> attackers;
};

using SessionEvent =
    std::variant<protocol::Notice, StepResult, FrameTapped, SayOrdered, ChatSent, protocol::Reading,
                 protocol::Probe, Rewound, PlanChanged, AuditBegun, protocol::ToldFinding>;

/// For std::visit with one lambda for each alternative: a new alternative is a compile error
/// wherever it is forgotten.
template <class... Handlers>
struct Handle : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Handle(Handlers...) -> Handle<Handlers...>;

}  // namespace sotto
