// The register-blocked matrix product. Per-target header: see pass.cpp.
#if defined(SOTTO_FUSED_PRODUCT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SOTTO_FUSED_PRODUCT_INL_H_
#undef SOTTO_FUSED_PRODUCT_INL_H_
#else
#define SOTTO_FUSED_PRODUCT_INL_H_
#endif

#include "shared/nn/fused_kernels/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace sotto::fused::HWY_NAMESPACE {

/// The left factor, of which single elements are broadcast: (row, k) is at
/// data[row * row_step + k * k_step].
struct Left {
  const float* data;
  size_t row_step;
  size_t k_step;
};

/// The right factor, read by vectors: (k, column) is at data[k * k_step + column].
struct Right {
  const float* data;
  size_t k_step;
};

/// kRows x kColumns (vectors) elements of the product, accumulated in registers.
template <size_t kRows, size_t kColumns, class Finish>
HWY_INLINE void product_tile(Left left, Right right, size_t depth, size_t row, size_t column,
                             const Finish& finish) {
  Vector sums[kRows][kColumns];
  for (auto& row_sums : sums) {
    for (Vector& sum : row_sums) sum = hn::Zero(kLanes);
  }
  const float* HWY_RESTRICT l = left.data + row * left.row_step;
  const float* HWY_RESTRICT r = right.data + column;
  for (size_t k = 0; k < depth; ++k, l += left.k_step, r += right.k_step) {
    Vector operand[kColumns];
    for (size_t c = 0; c < kColumns; ++c) operand[c] = hn::Load(kLanes, r + c * kVector);
    for (size_t i = 0; i < kRows; ++i) {
      const Vector factor = broadcast(l[i * left.row_step]);
      for (size_t c = 0; c < kColumns; ++c) {
        sums[i][c] = hn::MulAdd(factor, operand[c], sums[i][c]);
      }
    }
  }
  for (size_t i = 0; i < kRows; ++i) finish(row + i, column, sums[i]);
}

/// Rows from `row` on, kRows at a time and then fewer.
template <size_t kRows, size_t kColumns, class Finish>
HWY_INLINE void product_rows(Left left, Right right, size_t depth, size_t row, size_t rows,
                             size_t column, const Finish& finish) {
  for (; row + kRows <= rows; row += kRows) {
    product_tile<kRows, kColumns>(left, right, depth, row, column, finish);
  }
  if constexpr (kRows > 1) {
    product_rows<kRows / 2, kColumns>(left, right, depth, row, rows, column, finish);
  }
}

/// left [rows x depth] times right [depth x columns], `columns` a multiple of kVector. Hands the
/// elements over as finish(row, first column, vectors).
template <class Finish>
HWY_INLINE void product(Left left, Right right, size_t rows, size_t columns, size_t depth,
                        const Finish& finish) {
  // Enough sums at once to hide the latency of a multiply-add, few enough for the registers: 32 of
  // them, but 16 of AVX2.
  constexpr size_t kRows = HWY_TARGET == HWY_AVX2 ? 4 : 8;
  size_t column = 0;
  for (; column + 2 * kVector <= columns; column += 2 * kVector) {
    product_rows<kRows, 2>(left, right, depth, 0, rows, column, finish);
  }
  for (; column < columns; column += kVector) {
    product_rows<8, 1>(left, right, depth, 0, rows, column, finish);
  }
}

}  // namespace sotto::fused::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
