// Is the secret kept? Bob reads, Eve does not, and Eve has had her chance.
#pragma once

#include "shared/session/session_config.hpp"
#include "shared/tasks/criterion.hpp"

namespace sotto {

/// The paper's criterion, over the last 20 Alice-Bob minibatches: Bob is wrong in at most 0.05 N/16
/// bits and Eve in at least 7.3 N/16.
Goal secrecy_goal(const SessionConfig& config);

/// Minibatches that Eve trains, since Bob could first read, before her failing says anything.
inline constexpr std::size_t kEveChance = 2'000;

/// A bit of N/16 better than chance: whoever reads that much has begun to learn.
constexpr double eve_has_learned(std::int64_t bits) { return static_cast<double>(bits) * 7 / 16; }

/// The paper's bounds (secrecy_goal()), and a chance for Eve: since Bob could first read she has
/// trained kEveChance minibatches, or her mean over a full window has once been at least N/16 bits
/// better than chance. Otherwise an Eve who has not begun to learn would pass for one who cannot. A
/// reset gives her a new chance.
class SecrecyCriterion : public WindowCriterion {
 public:
  SecrecyCriterion(const Task& task, const SessionConfig& config);

  void add(const JudgedStep& step) override;
  void rewind(std::int64_t step) override;
  std::string standing() const override;
  Json report() const override;

 protected:
  bool may_be_met() const override { return eve_had_her_chance(); }

 private:
  /// What one Eve, from a reset to the next, has had of her chance.
  struct Chance {
    std::int64_t eve_generation = 0;
    std::int64_t since = 0;                    ///< her first step
    std::optional<std::int64_t> learned = {};  ///< the main step at which she first was better
    std::vector<std::int64_t> trained = {};    ///< her steps since Bob could read; kEveChance
  };

  bool eve_had_her_chance() const {
    const auto& chance = chances_.back();
    return chance.learned || chance.trained.size() >= kEveChance;
  }

  std::int64_t bits_;
  std::size_t bob_;
  std::size_t eve_;
  Bound bob_reads_;
  std::int64_t examples_in_window_;
  std::optional<std::int64_t> bob_read_;  ///< the main step at which he first could
  std::vector<Chance> chances_{{}};       ///< of every Eve so far: a rewind may bring one back
  struct Training {
    std::int64_t step;
    double bits_wrong;
  };
  std::vector<Training> last_training_;  ///< for the report
};

}  // namespace sotto
