// How a session went, in a bounded number of buckets: least, greatest and mean value of each
// series.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "shared/room/session_event.hpp"
#include "shared/tasks/task.hpp"

namespace sotto {

/// Numbers that were added, as far as anybody wants to know.
struct Spread {
  std::int64_t count = 0;
  double min = 0;
  double max = 0;
  double sum = 0;

  void add(const Spread& other);
  void add(const std::optional<double>& value);
  double mean() const { return sum / static_cast<double>(count); }
};

/// The figures of a step that make curves: those of the series that belong to its phase.
SeriesValues curve_values(const JudgedStep& step, const Task& task);

/// Consecutive steps.
struct Bucket {
  std::int64_t first = 0;
  std::int64_t last = 0;
  double t = 0;                             ///< at its end
  std::array<Spread, kMaxSeries> series{};  ///< by the place of the series in the task

  Bucket() = default;
  /// Of one step.
  Bucket(std::int64_t step, double at, const SeriesValues& curve);
  Bucket(const StepResult& step, const Task& task)
      : Bucket(step.judged.step, step.t, curve_values(step.judged, task)) {}
  /// `next` comes after it.
  void add(const Bucket& next);
};

/// Every step is in exactly one bucket, so that no extreme is ever lost. When all buckets are in
/// use, neighbours are merged, two and two: the whole session is always there, ever coarser.
class History {
 public:
  /// `capacity` buckets, even, besides the last kRecent steps.
  explicit History(std::size_t capacity = 2'000) : capacity_(capacity) {}

  /// A bucket of one step; steps come in their order. One that came before takes the place of
  /// itself and of what came after it: it has been taken again.
  void add(const Bucket& step);

  /// Forgets `step` and what came after it.
  void rewind(std::int64_t step);

  /// The steps from `from` to `to`, both inclusive, in at most `points` buckets.
  std::vector<Bucket> read(std::int64_t from, std::int64_t to, std::size_t points) const;
  /// All of them.
  std::vector<Bucket> read(std::size_t points) const {
    return empty() ? std::vector<Bucket>{} : read(first(), last(), points);
  }

  bool empty() const { return buckets_.empty() && recent_.empty(); }
  /// Of a history that is not empty.
  std::int64_t first() const;
  std::int64_t last() const;
  /// Steps in a bucket, but for the last ones.
  std::int64_t stride() const { return stride_; }

  /// So many steps are kept one by one: more than a session is ever set back by.
  static constexpr std::size_t kRecent = 64;

 private:
  void fold(const Bucket& oldest);

  std::size_t capacity_;
  std::int64_t stride_ = 1;
  std::vector<Bucket> buckets_;
  std::deque<Bucket> recent_;
};

/// Puts buckets that come in order into at most `points` larger ones of equal numbers of steps.
class Thinner {
 public:
  /// `points` at least 1.
  Thinner(std::int64_t from, std::int64_t to, std::size_t points);
  void add(const Bucket& bucket);
  std::int64_t width() const { return width_; }
  std::vector<Bucket> take() { return std::move(buckets_); }

 private:
  std::int64_t from_;
  std::int64_t width_;  ///< steps
  std::vector<Bucket> buckets_;
};

}  // namespace sotto
