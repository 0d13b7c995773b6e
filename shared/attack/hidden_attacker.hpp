// Who tries to read what is to stay hidden, from what is heard of an example.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "shared/attack/attacker_models.hpp"
#include "shared/attack/overheard.hpp"
#include "shared/tasks/audit_budget.hpp"

namespace sotto {

/// What of the hidden value an attacker guesses at: the value, -1 or 1 for its sign, or |value|.
enum class HiddenPart { number, sign, magnitude };

/// "C", "sign of C" or "|C|", where `hidden` is "C".
std::string part_name(HiddenPart part, const std::string& hidden);

/// An attacker before, while or after it learns.
struct HiddenAttacker {
  std::string name;
  std::string hears;  ///< "both", "public estimate" or "ciphertext"
  HiddenPart reads;
  std::unique_ptr<Model> model;

  torch::Tensor guess(const Overheard& sample) const;
  /// [B, 1] of what it guesses at.
  torch::Tensor target(const torch::Tensor& hidden) const;
  /// [B, 1] in double precision: how far guesses are from the targets, cut to [-1, 1]; of signs 1
  /// where they are wrong, 0 where right.
  torch::Tensor distances(const torch::Tensor& guess, const torch::Tensor& target) const;
};

/// `heard`: 1 + N. First weights are drawn from the stream.
std::vector<HiddenAttacker> hidden_panel(std::int64_t heard, const NumberStream& stream);

/// Who was at it, and for how long.
struct AttackRun {
  std::string attacker;
  std::string hears;
  HiddenPart part = HiddenPart::number;
  std::int64_t minibatches = 0;  ///< learned from, of kAttackMinibatch examples
  bool cut_short = false;        ///< it ran out of time before its budget
  double seconds = 0;            ///< of one core, learning and guessing
};

/// Who is at it, and how far: minibatches of its budget.
using SelectiveProgress =
    std::function<void(const std::string& name, std::int64_t done, std::int64_t of)>;

/// Has it learn from the minibatches 0, 1, ... of `sample`.
AttackRun learn(HiddenAttacker& attacker, const std::function<Overheard(std::int64_t)>& sample,
                const Budget& budget, const SelectiveProgress& progress);

}  // namespace sotto
