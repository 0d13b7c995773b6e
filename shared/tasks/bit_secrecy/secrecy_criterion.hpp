// Is the secret kept? Bob reads, Eve does not, and Eve has had her chance.
#pragma once

#include "shared/session/session_config.hpp"
#include "shared/tasks/criterion.hpp"

namespace sotto {

/// Minibatches that Eve trains, since Bob could first read, before her failing says anything.
inline constexpr std::size_t kEveChance = 2'000;

/// A bit of N/16 better than chance: whoever reads that much has begun to learn.
constexpr double eve_has_learned(std::int64_t bits) { return static_cast<double>(bits) * 7 / 16; }

/// The paper's bounds (secrecy_goal()), and a chance for Eve: since Bob could first read she has
/// trained kEveChance minibatches, or her mean has once been at least N/16 bits better than
/// chance. Otherwise an Eve who has not begun to learn would pass for one who cannot. A reset gives
/// her a new chance.
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
  bool eve_had_her_chance() const { return eve_learned_ || trained_.size() >= kEveChance; }
  void forget_chance();

  std::int64_t bits_;
  std::size_t bob_;
  std::size_t eve_;
  Bound bob_reads_;
  std::int64_t examples_in_window_;
  std::int64_t eve_generation_ = 0;
  std::optional<std::int64_t> bob_read_;     ///< the main step at which he first could
  std::optional<std::int64_t> eve_learned_;  ///< the main step at which she first was better
  std::deque<std::int64_t> trained_;         ///< her training steps since bob_read_; kEveChance
  struct Training {
    std::int64_t step;
    double bits_wrong;
  };
  std::deque<Training> last_training_;  ///< for the report
};

}  // namespace sotto
