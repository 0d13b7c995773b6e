// Gradients of parameters, summed up over the blocks of a minibatch. Per-target header: see
// pass.cpp.
#if defined(SOTTO_FUSED_SUMS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SOTTO_FUSED_SUMS_INL_H_
#undef SOTTO_FUSED_SUMS_INL_H_
#else
#define SOTTO_FUSED_SUMS_INL_H_
#endif

#include "shared/nn/fused_kernels/arena.hpp"
#include "shared/nn/fused_kernels/product-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace sotto::fused::HWY_NAMESPACE {

/// Adds to sums [features][step] the sum over `count` examples of columns [features][kBlock] times
/// rows [kBlock][step].
HWY_INLINE void add_product(const float* columns, size_t features, const float* rows, size_t step,
                            size_t count, float* sums) {
  const auto finish = [=](size_t row, size_t column, auto& values) HWY_ATTR {
    float* to = sums + row * step + column;
    for (const Vector& value : values) {
      add_to(to, value);
      to += kVector;
    }
  };
  product(Left{columns, kBlock, 1}, Right{rows, step}, features, step, count, finish);
}

/// Adds each of so many columns to its sum per lane.
HWY_INLINE void add_lanes(const float* columns, size_t features, float* sums) {
  for (size_t row = 0; row < features; ++row) {
    const float* from = columns + row * kBlock;
    Vector sum = hn::Load(kLanes, from);
    for (size_t column = kVector; column < kBlock; column += kVector)
      sum = hn::Add(sum, hn::Load(kLanes, from + column));
    add_to(sums + row * kMaxLanes, sum);
  }
}

/// So many sums per lane, as one number each.
HWY_INLINE void store_lanes(const float* sums, size_t count, float* to) {
  for (size_t i = 0; i < count; ++i)
    to[i] = hn::GetLane(hn::SumOfLanes(kLanes, hn::Load(kLanes, sums + i * kMaxLanes)));
}

}  // namespace sotto::fused::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
