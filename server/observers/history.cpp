#include "server/observers/history.hpp"

#include <algorithm>

namespace sotto {

void Spread::add(const Spread& other) {
  if (other.count == 0) return;
  min = count == 0 ? other.min : std::min(min, other.min);
  max = count == 0 ? other.max : std::max(max, other.max);
  sum += other.sum;
  count += other.count;
}

void Spread::add(const std::optional<double>& value) {
  if (value) add(Spread{1, *value, *value, *value});
}

SeriesValues curve_values(const JudgedStep& step, const Task& task) {
  SeriesValues curve;
  for (std::size_t i = 0; i < task.series.size(); ++i)
    if (task.series[i].phase == step.phase) curve[i] = step.values[i];
  return curve;
}

Bucket::Bucket(std::int64_t step, double at, const SeriesValues& curve)
    : first(step), last(step), t(at) {
  for (std::size_t i = 0; i < kMaxSeries; ++i) series[i].add(curve[i]);
}

void Bucket::add(const Bucket& next) {
  last = next.last;
  t = next.t;
  for (std::size_t i = 0; i < kMaxSeries; ++i) series[i].add(next.series[i]);
}

void History::add(const Bucket& step) {
  if (!empty() && step.first <= last()) rewind(step.first);
  recent_.push_back(step);
  if (recent_.size() <= kRecent) return;
  fold(recent_.front());
  recent_.pop_front();
}

void History::rewind(std::int64_t step) {
  while (!recent_.empty() && recent_.back().first >= step) recent_.pop_back();
  if (!recent_.empty()) return;
  while (!buckets_.empty() && buckets_.back().first >= step) buckets_.pop_back();
  // What a merged bucket holds cannot be taken apart again; the same steps give the same figures.
  if (!buckets_.empty()) buckets_.back().last = std::min(buckets_.back().last, step - 1);
}

void History::fold(const Bucket& oldest) {
  if (!buckets_.empty() && buckets_.back().last - buckets_.back().first + 1 < stride_)
    return buckets_.back().add(oldest);
  if (buckets_.size() == capacity_) {
    for (std::size_t i = 0; i < capacity_ / 2; ++i) {
      buckets_[i] = buckets_[2 * i];
      buckets_[i].add(buckets_[2 * i + 1]);
    }
    buckets_.resize(capacity_ / 2);
    stride_ *= 2;
  }
  buckets_.push_back(oldest);
}

std::int64_t History::first() const {
  return buckets_.empty() ? recent_.front().first : buckets_.front().first;
}

std::int64_t History::last() const {
  return recent_.empty() ? buckets_.back().last : recent_.back().last;
}

std::vector<Bucket> History::read(std::int64_t from, std::int64_t to, std::size_t points) const {
  if (empty()) return {};
  from = std::max(from, first());
  to = std::min(to, last());
  if (from > to) return {};
  Thinner thinner(from, to, points);
  const auto begin = std::ranges::lower_bound(buckets_, from, {}, &Bucket::last);
  for (auto each = begin; each != buckets_.end() && each->first <= to; ++each) thinner.add(*each);
  for (const auto& each : recent_)
    if (each.first >= from && each.first <= to) thinner.add(each);
  return thinner.take();
}

Thinner::Thinner(std::int64_t from, std::int64_t to, std::size_t points)
    : from_(from), width_((to - from) / static_cast<std::int64_t>(points) + 1) {}

void Thinner::add(const Bucket& bucket) {
  const auto slot = [&](const Bucket& each) { return (each.first - from_) / width_; };
  if (!buckets_.empty() && slot(buckets_.back()) == slot(bucket))
    buckets_.back().add(bucket);
  else
    buckets_.push_back(bucket);
}

}  // namespace sotto
