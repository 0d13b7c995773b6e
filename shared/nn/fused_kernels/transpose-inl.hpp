// Between rows (as callers have them) and columns. Per-target header: see pass.cpp.
#if defined(SOTTO_FUSED_TRANSPOSE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SOTTO_FUSED_TRANSPOSE_INL_H_
#undef SOTTO_FUSED_TRANSPOSE_INL_H_
#else
#define SOTTO_FUSED_TRANSPOSE_INL_H_
#endif

#include <algorithm>

#include "shared/nn/fused_kernels/arena.hpp"
#include "shared/nn/fused_kernels/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace sotto::fused::HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR
/// Four floats from each of D's 128-bit parts' own address: from, from + step, ...
template <class D>
HWY_INLINE hn::Vec<D> load_quads(D d, const float* from, size_t step) {
  if constexpr (hn::MaxLanes(D()) == 4) {
    return hn::LoadU(d, from);
  } else {
    const hn::Half<D> half;
    return hn::Combine(d, load_quads(half, from + hn::MaxLanes(half) / 4 * step, step),
                       load_quads(half, from, step));
  }
}

/// The opposite of load_quads.
template <class D>
HWY_INLINE void store_quads(hn::Vec<D> values, D d, float* to, size_t step) {
  if constexpr (hn::MaxLanes(D()) == 4) {
    hn::StoreU(values, d, to);
  } else {
    const hn::Half<D> half;
    store_quads(hn::LowerHalf(half, values), half, to, step);
    store_quads(hn::UpperHalf(half, values), half, to + hn::MaxLanes(half) / 4 * step, step);
  }
}

/// In every 128-bit part on its own, transposes the 4 x 4 matrix of which v are the rows.
HWY_INLINE void transpose_quads(Vector (&v)[4]) {
  const Vector low02 = hn::InterleaveLower(kLanes, v[0], v[2]);
  const Vector low13 = hn::InterleaveLower(kLanes, v[1], v[3]);
  const Vector high02 = hn::InterleaveUpper(kLanes, v[0], v[2]);
  const Vector high13 = hn::InterleaveUpper(kLanes, v[1], v[3]);
  v[0] = hn::InterleaveLower(kLanes, low02, low13);
  v[1] = hn::InterleaveUpper(kLanes, low02, low13);
  v[2] = hn::InterleaveLower(kLanes, high02, high13);
  v[3] = hn::InterleaveUpper(kLanes, high02, high13);
}
#endif

/// rows [kBlock][step] -> columns [features][kBlock]; features rounded up to a multiple of 4.
HWY_INLINE void rows_to_columns(const float* HWY_RESTRICT rows, size_t step, size_t features,
                                float* HWY_RESTRICT columns) {
#if HWY_TARGET == HWY_SCALAR
  for (size_t i = 0; i < features * kBlock; ++i) columns[i] = rows[i % kBlock * step + i / kBlock];
#else
  for (size_t row = 0; row < kBlock; row += kVector) {
    for (size_t feature = 0; feature < features; feature += 4) {
      Vector v[4];
      for (size_t i = 0; i < 4; ++i) {
        v[i] = load_quads(kLanes, rows + (row + i) * step + feature, 4 * step);
      }
      transpose_quads(v);
      for (size_t i = 0; i < 4; ++i) {
        hn::Store(v[i], kLanes, columns + (feature + i) * kBlock + row);
      }
    }
  }
#endif
}

/// columns [features][kBlock] -> rows [kBlock][step]; likewise.
HWY_INLINE void columns_to_rows(const float* HWY_RESTRICT columns, size_t step, size_t features,
                                float* HWY_RESTRICT rows) {
#if HWY_TARGET == HWY_SCALAR
  for (size_t i = 0; i < features * kBlock; ++i) rows[i % kBlock * step + i / kBlock] = columns[i];
#else
  for (size_t row = 0; row < kBlock; row += kVector) {
    for (size_t feature = 0; feature < features; feature += 4) {
      Vector v[4];
      for (size_t i = 0; i < 4; ++i) {
        v[i] = hn::Load(kLanes, columns + (feature + i) * kBlock + row);
      }
      transpose_quads(v);
      for (size_t i = 0; i < 4; ++i) {
        store_quads(v[i], kLanes, rows + (row + i) * step + feature, 4 * step);
      }
    }
  }
#endif
}

/// Copies `count` rows of `length` floats, each step apart. (memcpy costs a call for each row.)
HWY_INLINE void copy_rows(const float* HWY_RESTRICT from, size_t from_step, size_t count,
                          size_t length, float* HWY_RESTRICT to, size_t to_step) {
  const hn::CappedTag<float, 4> quad;
  constexpr size_t kQuad = hn::MaxLanes(quad);
  for (size_t row = 0; row < count; ++row, from += from_step, to += to_step) {
    size_t i = 0;
    for (; i + kVector <= length; i += kVector) {
      hn::StoreU(hn::LoadU(kLanes, from + i), kLanes, to + i);
    }
    for (; i + kQuad <= length; i += kQuad) hn::StoreU(hn::LoadU(quad, from + i), quad, to + i);
    for (; i < length; ++i) to[i] = from[i];
  }
}

/// `count` examples of a [.., na] from example `first` on, those of b [.., nb] beside them where
/// there is one, as columns. Those missing from the block are zeros. rows: [kBlock][step], left
/// with the same.
HWY_INLINE void load_columns(const float* a, size_t na, const float* b, size_t nb, size_t first,
                             size_t count, float* rows, size_t step, float* columns) {
  copy_rows(a + first * na, na, count, na, rows, step);
  if (b != nullptr) copy_rows(b + first * nb, nb, count, nb, rows + na, step);
  std::fill(rows + count * step, rows + kBlock * step, 0.0F);
  rows_to_columns(rows, step, b != nullptr ? na + nb : na, columns);
}

HWY_INLINE void load_columns(const float* a, size_t n, size_t first, size_t count, float* rows,
                             size_t step, float* columns) {
  load_columns(a, n, nullptr, 0, first, count, rows, step, columns);
}

/// The opposite, into `to` [.., n].
HWY_INLINE void store_columns(const float* columns, size_t n, size_t first, size_t count,
                              float* rows, size_t step, float* to) {
  columns_to_rows(columns, step, n, rows);
  copy_rows(rows, step, count, n, to + first * n, n);
}

}  // namespace sotto::fused::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
