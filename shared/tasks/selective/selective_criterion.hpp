// Is it learned what to protect? Bob knows D, so does the public well enough, and Eve does not know
// C, though she has had her chance.
#pragma once

#include <map>
#include <vector>

#include "shared/session/session_config.hpp"
#include "shared/tasks/criterion.hpp"

namespace sotto {

/// Over the last 200 Alice-Bob minibatches, in mean distances: Bob within 10 % of the best estimate
/// of D, the public one within 15 % of the best at which Eve is where `protect` has her, and Eve at
/// most 5 % nearer to C than that. Nor may she be more than 10 % further from it than without any
/// message: such an Eve has learned what is not so, and proves nothing.
///
/// Of a table the best is not known, and the goal asks less: Bob and the public estimate nearer to
/// what is revealed than one who hears nothing, and Eve at most 5 % nearer to what is hidden than
/// that one, or 10 % further from it. Those two distances are the medians' of the rows that are
/// learned from, which the configuration holds. Of two values of which one is rare, a distance
/// tells little: whoever learns something of such a value often still guesses the frequent one.
Goal selective_goal(const SessionConfig& config);

/// Those bounds, of a table also Bob nearer than the public estimate, once this Eve has trained
/// kSelectiveEveChance minibatches: one who has not begun to learn would pass for one who cannot.
class SelectiveCriterion : public WindowCriterion {
 public:
  SelectiveCriterion(const Task& task, const SessionConfig& config);

  void add(const JudgedStep& step) override;
  void rewind(std::int64_t step) override;
  std::string standing() const override;
  Json report() const override;

 protected:
  bool may_be_met() const override;

 private:
  bool eve_had_her_chance() const;
  /// Whether the ciphertext tells Bob anything beyond what is public.
  bool bob_is_nearer() const;

  SessionConfig config_;
  std::size_t bob_;
  std::size_t public_;
  std::size_t eve_;
  std::int64_t eve_generation_ = 0;  ///< of the last step
  /// By the generation of Eve: the steps that she trained in, the first kSelectiveEveChance.
  std::map<std::int64_t, std::vector<std::int64_t>> trained_;
};

inline constexpr std::size_t kSelectiveEveChance = 2'000;

}  // namespace sotto
