// Is the session's goal met? Judged from the figures of its steps, by nothing else.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shared/base/json_fields.hpp"

namespace sotto {

struct Task;

/// The figures of one step by the place of their series in the task; absent where nobody reported.
using SeriesValues = std::array<std::optional<double>, 8>;

/// A completed step, as a criterion sees it.
struct JudgedStep {
  std::int64_t step = 0;
  std::string phase;
  SeriesValues values = {};
  std::int64_t eve_generation = 0;  ///< how often Eve has been reset
};

/// A series' mean over the window stays within this.
struct Bound {
  std::string series;
  std::optional<double> at_most;
  std::optional<double> at_least;
  bool operator==(const Bound&) const = default;
};

/// What a session is to reach: all bounds at once, over the last `window` steps of the main phase.
struct Goal {
  std::string name;   ///< "secret": a value of `until`, and the outcome where it is met
  std::string unmet;  ///< "no_secret": the outcome where it is not
  std::int64_t window = 20;
  std::vector<Bound> bounds;
};

class Criterion {
 public:
  virtual ~Criterion() = default;

  /// Steps come in their order.
  virtual void add(const JudgedStep& step) = 0;

  /// Forgets `step` and what came after it: those steps come again. What is judged afterwards is
  /// the same as of a course that was never interrupted.
  virtual void rewind(std::int64_t step) = 0;

  /// The mean of a series over the window, or over fewer steps at the start, of those steps in
  /// which it was reported.
  virtual std::optional<double> mean(std::size_t series) const = 0;

  /// The step of the main phase since which the goal has been met without a break.
  virtual std::optional<std::int64_t> met_since() const = 0;

  /// One sentence on how the goal stands, for people.
  virtual std::string standing() const = 0;

  /// What the task adds to the session's report.
  virtual Json report() const = 0;
};

/// Steps of the main phase, beyond the window, that can be taken back. Parties go back by a few;
/// were it ever by more, the window would fill up again.
inline constexpr std::int64_t kRememberedSteps = 512;

/// Bounds on the means of the last steps of the main phase: the whole criterion of a simple task,
/// and the first half of others.
class WindowCriterion : public Criterion {
 public:
  /// `task` must outlive this.
  WindowCriterion(const Task& task, Goal goal);

  void add(const JudgedStep& step) override;
  void rewind(std::int64_t step) override;
  std::optional<double> mean(std::size_t series) const override;
  std::optional<std::int64_t> met_since() const override { return met_since_; }
  std::string standing() const override;
  Json report() const override { return Json::object(); }

 protected:
  /// Whether more than the bounds is asked, beyond this class: then not even good means are enough.
  virtual bool may_be_met() const { return true; }
  /// The window is full, every step in it has every bound series, and all means are within.
  bool within_bounds() const;
  bool within(const Bound& bound) const;
  bool window_is_full() const;
  /// Whether all steps of the window are full of one series and of one Eve.
  bool window_is_of(std::size_t series, std::int64_t eve_generation) const;
  const Task& task() const { return task_; }
  const Goal& goal() const { return goal_; }

 private:
  struct Entry {
    std::int64_t step;
    SeriesValues values;
    std::int64_t eve_generation;
    std::optional<std::int64_t> met_since;  ///< as of that step
  };

  /// The last steps, or fewer at the start.
  std::span<const Entry> window() const;

  const Task& task_;
  Goal goal_;
  std::vector<Entry> steps_;  ///< of the main phase: the window, and what came before it
  std::optional<std::int64_t> met_since_;
};

}  // namespace sotto
