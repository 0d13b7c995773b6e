// Who attacks in an audit, by name.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sotto {

/// An attacker's name, and what it is in a sentence.
struct AttackerKind {
  std::string_view name;
  std::string_view about;
};

/// The names that make_attacker() (shared/attack) takes as they are. Besides, a perceptron may be
/// named by its widths: "mlp256x256", "amplitudes384x384x384".
std::span<const AttackerKind> attacker_kinds();

/// The panel of an audit: nobody in it is granted anything but two chosen plaintexts.
std::vector<std::string> default_panel();

/// Those of it who can attack a session while it runs: they get what is sent, and nothing else.
std::vector<std::string> live_panel();

/// One sentence on why an attacker of that name cannot attack a running session: it needs more than
/// a listener has. Nothing where it can.
std::optional<std::string> why_not_live(std::string_view name);

}  // namespace sotto
