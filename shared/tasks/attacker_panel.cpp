#include "shared/tasks/attacker_panel.hpp"

#include <array>

namespace sotto {
namespace {

constexpr std::array kKinds{
    AttackerKind{"linear", "least squares on the ciphertext's numbers"},
    AttackerKind{"logistic", "logistic regression on the ciphertext's numbers"},
    AttackerKind{"neighbour", "the nearest known ciphertexts"},
    AttackerKind{"affine", "relations over GF(2) between the signs and the message"},
    AttackerKind{"paper", "a fresh Eve: the paper's network"},
    AttackerKind{"mlp256", "a perceptron with two hidden layers of 256, on the numbers"},
    AttackerKind{"amplitudes256", "the same, on how far each |C| is from its mean"},
    AttackerKind{"signs256", "the same, on the signs alone"},
    AttackerKind{"pairs256",
                 "the same, on numbers and their products, reads products of two message bits"},
    AttackerKind{"distinguisher", "the same, tells which of two chosen messages was sent"},
    AttackerKind{"paper-wide4", "the paper's network with four times the channels"},
    AttackerKind{"paper-deep2", "the paper's network with two further fully connected layers"},
    AttackerKind{"leak4-mlp256", "mlp256 that is given four bits of each key"},
    AttackerKind{"reuse-mlp256", "mlp256 that knows an earlier message under each key"},
};

/// The first so many: given nothing of a key, and done in three minutes of one core. All but the
/// distinguisher, whose messages are of its own choice, have what a listener has.
constexpr std::size_t kInPanel = 10;

}  // namespace

std::span<const AttackerKind> attacker_kinds() { return kKinds; }

std::vector<std::string> default_panel() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kInPanel; ++i) names.emplace_back(kKinds[i].name);
  return names;
}

std::vector<std::string> live_panel() {
  auto names = default_panel();
  std::erase_if(names, [](const auto& name) { return why_not_live(name).has_value(); });
  return names;
}

std::optional<std::string> why_not_live(std::string_view name) {
  const auto* needs = name == "distinguisher"      ? "messages of its own choice"
                      : name.starts_with("leak")   ? "bits of each key"
                      : name.starts_with("reuse-") ? "an earlier message under each key"
                                                   : nullptr;
  if (needs == nullptr) return std::nullopt;
  return "attacker '" + std::string(name) + "' needs " + needs +
         ", which nobody has who hears a session: sotto-lab audit attacks its finished networks";
}

}  // namespace sotto
