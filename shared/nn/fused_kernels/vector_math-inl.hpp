// Sigmoid and tanh on vectors. Per-target header: see pass.cpp.
#if defined(SOTTO_FUSED_VECTOR_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SOTTO_FUSED_VECTOR_MATH_INL_H_
#undef SOTTO_FUSED_VECTOR_MATH_INL_H_
#else
#define SOTTO_FUSED_VECTOR_MATH_INL_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace sotto::fused::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::CappedTag<float, 16>;
using Vector = hn::Vec<Lanes>;
inline constexpr Lanes kLanes;
inline constexpr size_t kVector = hn::MaxLanes(Lanes());

HWY_INLINE Vector broadcast(float x) { return hn::Set(kLanes, x); }

template <size_t K>
HWY_INLINE void store(const Vector (&values)[K], float* to) {
  for (size_t k = 0; k < K; ++k) hn::Store(values[k], kLanes, to + k * kVector);
}

HWY_INLINE void add_to(float* to, Vector value) {
  hn::Store(hn::Add(hn::Load(kLanes, to), value), kLanes, to);
}

/// 2^t for every element, to 2e-7 relative: 2^t = 2^floor(t) * 2^f with 0 <= f < 1, a polynomial
/// (fit_polynomials.py, beside this file). Saturates, and gives no NaN, for any t but NaN. Step by
/// step for all elements: K independent chains hide the latency of each.
template <size_t K>
HWY_INLINE void exp2_each(Vector (&t)[K]) {
  Vector f[K];
  Vector power[K];
#if HWY_TARGET == HWY_AVX3
  // Instructions made for this: reduce gives f (0 for infinite t), scalef multiplies by 2^floor.
  for (size_t k = 0; k < K; ++k) f[k] = Vector{_mm512_reduce_ps(t[k].raw, _MM_FROUND_FLOOR)};
#else
  const hn::RebindToSigned<Lanes> integers;
  for (size_t k = 0; k < K; ++k) t[k] = hn::Max(t[k], broadcast(-126.0F));
  for (size_t k = 0; k < K; ++k) t[k] = hn::Min(t[k], broadcast(126.0F));
  for (size_t k = 0; k < K; ++k) power[k] = hn::Floor(t[k]);
  for (size_t k = 0; k < K; ++k) f[k] = hn::Sub(t[k], power[k]);
  for (size_t k = 0; k < K; ++k) {
    power[k] = hn::BitCast(kLanes, hn::ShiftLeft<23>(hn::ConvertTo(integers, power[k])));
  }
#endif
  constexpr float kCoefficients[] = {1.8775766734e-3F, 8.9893400947e-3F, 5.5826318050e-2F,
                                     2.4015361705e-1F, 6.9315307320e-1F, 9.9999992506e-1F};
  Vector p[K];
  for (size_t k = 0; k < K; ++k) p[k] = broadcast(kCoefficients[0]);
  for (size_t c = 1; c < 6; ++c) {
    for (size_t k = 0; k < K; ++k) p[k] = hn::MulAdd(p[k], f[k], broadcast(kCoefficients[c]));
  }
#if HWY_TARGET == HWY_AVX3
  for (size_t k = 0; k < K; ++k) t[k] = Vector{_mm512_scalef_ps(p[k].raw, t[k].raw)};
#else
  for (size_t k = 0; k < K; ++k) {  // adds to the exponent
    t[k] =
        hn::BitCast(kLanes, hn::Add(hn::BitCast(integers, p[k]), hn::BitCast(integers, power[k])));
  }
#endif
}

constexpr float kLog2E = 1.44269504F;

/// The activation functions: each(x) replaces every element by its image; slope(y) is the
/// derivative where the image is y. Accurate to 4e-7 relative, except that the sigmoid, where it
/// is nearly 0, is off by 5e-8 |x|: the rounding of x log2 e.
struct Sigmoid {
  template <size_t K>
  static HWY_INLINE void each(Vector (&x)[K]) {
    const Vector one = broadcast(1.0F);
    for (size_t k = 0; k < K; ++k) x[k] = hn::Mul(x[k], broadcast(-kLog2E));
    exp2_each(x);
    for (size_t k = 0; k < K; ++k) x[k] = hn::Div(one, hn::Add(one, x[k]));
  }
  static HWY_INLINE Vector slope(Vector y) { return hn::NegMulAdd(y, y, y); }
};

struct Tanh {
  /// tanh x = 1 - 2 / (1 + e^2x), which cancels near 0: there x times a polynomial in x^2.
  template <size_t K>
  static HWY_INLINE void each(Vector (&x)[K]) {
    const Vector one = broadcast(1.0F);
    Vector far[K];
    for (size_t k = 0; k < K; ++k) far[k] = hn::Mul(x[k], broadcast(2.0F * kLog2E));
    exp2_each(far);
    for (size_t k = 0; k < K; ++k) {
      far[k] = hn::Sub(one, hn::Div(broadcast(2.0F), hn::Add(one, far[k])));
      const Vector square = hn::Mul(x[k], x[k]);
      Vector near = broadcast(-4.7553603627e-2F);
      near = hn::MulAdd(near, square, broadcast(1.3270976759e-1F));
      near = hn::MulAdd(near, square, broadcast(-3.3331361459e-1F));
      near = hn::MulAdd(near, square, broadcast(9.9999990190e-1F));
      x[k] = hn::IfThenElse(hn::Lt(square, broadcast(0.16F)), hn::Mul(x[k], near), far[k]);
    }
  }
  static HWY_INLINE Vector slope(Vector y) { return hn::NegMulAdd(y, y, broadcast(1.0F)); }
};

}  // namespace sotto::fused::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
