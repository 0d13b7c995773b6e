// Losses of a block and their gradients. Per-target header: see pass.cpp.
#if defined(SOTTO_FUSED_LOSS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SOTTO_FUSED_LOSS_INL_H_
#undef SOTTO_FUSED_LOSS_INL_H_
#else
#define SOTTO_FUSED_LOSS_INL_H_
#endif

#include <algorithm>

#include "shared/nn/fused_kernels/arena.hpp"
#include "shared/nn/fused_kernels/fused_loss.hpp"
#include "shared/nn/fused_kernels/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace sotto::fused::HWY_NAMESPACE {

/// Compares columns of n outputs O and n bits P and adds to `sums` what the first `count`
/// examples of the block come to. Sets factor[i], so that factor[i] * P_ij is the gradient of
/// scale times the *sum* of the objective over examples with respect to O_ij (as |O| <= 1, that of
/// |P - O| is -P); of examples past `count`, zero.
HWY_INLINE void compare(const float* output, const float* bits, size_t n, size_t count,
                        Objective::Kind kind, double scale, Loss& sums, float* factor) {
  HWY_ALIGN float error[kBlock];     // in bits, per example
  Vector rights = hn::Zero(kLanes);  // outputs with the sign of their bit; few enough to be exact
  for (size_t column = 0; column < kBlock; column += kVector) {
    Vector errors = hn::Zero(kLanes);
    for (size_t at = column; at < n * kBlock; at += kBlock) {
      const Vector p = hn::Load(kLanes, bits + at);
      const Vector o = hn::Load(kLanes, output + at);
      const auto same_sign = hn::Gt(hn::Mul(p, o), hn::Zero(kLanes));
      errors = hn::Add(errors, hn::Abs(hn::Sub(p, o)));
      rights = hn::Add(rights, hn::IfThenElseZero(same_sign, broadcast(1.0F)));
    }
    hn::Store(hn::Mul(errors, broadcast(0.5F)), kLanes, error + column);
  }
  const float right = hn::GetLane(hn::SumOfLanes(kLanes, rights));
  sums.hard_errors += static_cast<int64_t>(n * count) - static_cast<int64_t>(right);

  const double inverse_half = 2.0 / static_cast<double>(n);
  const bool chance = kind == Objective::Kind::kChance;
  for (size_t i = 0; i < count; ++i) {
    const double surplus = 1.0 - error[i] * inverse_half;
    sums.error_bits += error[i];
    sums.chance += surplus * surplus;
    factor[i] = static_cast<float>(scale * (chance ? surplus * inverse_half : -0.5));
  }
  std::fill(factor + count, factor + kBlock, 0.0F);
}

/// Multiplies columns of n bits by the factor of their example, in place.
HWY_INLINE void scale_bits(const float* factor, size_t n, float* bits) {
  for (size_t j = 0; j < n; ++j, bits += kBlock) {
    for (size_t column = 0; column < kBlock; column += kVector) {
      const Vector p = hn::Load(kLanes, bits + column);
      hn::Store(hn::Mul(p, hn::Load(kLanes, factor + column)), kLanes, bits + column);
    }
  }
}

}  // namespace sotto::fused::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
