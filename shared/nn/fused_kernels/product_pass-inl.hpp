// The blocked pass of a product network over a minibatch. Per-target header: see product_pass.cpp.
#if defined(SOTTO_FUSED_PRODUCT_PASS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SOTTO_FUSED_PRODUCT_PASS_INL_H_
#undef SOTTO_FUSED_PRODUCT_PASS_INL_H_
#else
#define SOTTO_FUSED_PRODUCT_PASS_INL_H_
#endif

#include <algorithm>

#include "shared/nn/fused_kernels/loss-inl.hpp"
#include "shared/nn/fused_kernels/product-inl.hpp"
#include "shared/nn/fused_kernels/product_pass.hpp"
#include "shared/nn/fused_kernels/sums-inl.hpp"
#include "shared/nn/fused_kernels/transpose-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace sotto::fused::HWY_NAMESPACE {

/// Takes one block of examples after another through the steps of a ProductPass. Examples missing
/// from the last block are zeros; nobody reads their outputs, and their gradients are zero.
class BlockedProductPass {
 public:
  BlockedProductPass(const ProductPass& pass, const ProductArena& arena)
      : pass_(pass),
        m_(arena),
        at_(pass.shape),
        n_(pass.shape.bits),
        a_(pass.shape.numbers_of_a()),
        b_(pass.shape.numbers_of_b()),
        units_(pass.shape.units),
        inputs_(pass.shape.inputs()) {}

  Loss run() {
    Loss loss;
    const size_t size = pass_.inputs.size;
    // The four sums lie one behind the other.
    if (weights()) std::fill_n(m_.factors_sums, m_.sums_length, 0.0F);
    for (size_t first = 0; first < size; first += kBlock) {
      const size_t count = std::min(kBlock, size - first);
      load_columns(pass_.inputs.a, a_, pass_.inputs.b, b_, first, count, m_.rows, m_.row_length,
                   m_.columns);
      run_forward();
      if (pass_.out != nullptr) store_rows(m_.output, pass_.out, first, count);
      if (pass_.bits != nullptr) add_loss(first, count, loss);
      if (pass_.d_out != nullptr) {
        load_target(pass_.d_out, first, count);
        multiply_by_slopes();
      }
      if (!pass_.goes_back()) continue;
      if (weights()) add_out_weights(count);
      run_back();
      if (weights()) add_factors_weights(count);
      if (pass_.gradients.a != nullptr) store_input_gradient(first, count);
    }
    if (weights()) store_sums();
    loss.error_bits /= static_cast<double>(size);
    loss.chance /= static_cast<double>(size);
    return loss;
  }

 private:
  bool weights() const { return pass_.gradients.theta != nullptr; }

  void load_target(const float* from, size_t first, size_t count) {
    load_columns(from, n_, first, count, m_.out_rows, m_.out_row_length, m_.target);
  }

  void store_rows(const float* columns, float* to, size_t first, size_t count) {
    store_columns(columns, n_, first, count, m_.out_rows, m_.out_row_length, to);
  }

  void run_forward() {
    const float* weight = pass_.theta + at_.factors_weight;
    const float* bias = pass_.theta + at_.factors_bias;
    const Right columns{m_.columns, kBlock};
    float* one = m_.factors;
    float* other = m_.factors + units_ * kBlock;
    float* units = m_.units;
    const auto keep = [=](size_t row, size_t column, auto& values) HWY_ATTR {
      for (Vector& value : values) value = hn::Add(value, broadcast(bias[row]));
      store(values, one + row * kBlock + column);
    };
    product(Left{weight, inputs_, 1}, columns, units_, kBlock, inputs_, keep);

    const float* other_bias = bias + units_;
    const auto multiply = [=](size_t row, size_t column, auto& values) HWY_ATTR {
      const size_t at = row * kBlock + column;
      for (Vector& value : values) value = hn::Add(value, broadcast(other_bias[row]));
      store(values, other + at);
      const float* factor = one + at;
      for (Vector& value : values) {
        value = hn::Mul(value, hn::Load(kLanes, factor));
        factor += kVector;
      }
      Tanh::each(values);
      store(values, units + at);
    };
    product(Left{weight + units_ * inputs_, inputs_, 1}, columns, units_, kBlock, inputs_,
            multiply);

    const float* out_bias = pass_.theta + at_.out_bias;
    float* output = m_.output;
    const auto finish = [=](size_t row, size_t column, auto& values) HWY_ATTR {
      for (Vector& value : values) value = hn::Add(value, broadcast(out_bias[row]));
      Tanh::each(values);
      store(values, output + row * kBlock + column);
    };
    product(Left{pass_.theta + at_.out_weight, units_, 1}, Right{units, kBlock}, n_, kBlock, units_,
            finish);
  }

  /// Also leaves in target the gradients of the outputs' sums, before their tanh.
  void add_loss(size_t first, size_t count, Loss& loss) {
    const double scale = pass_.objective.scale / static_cast<double>(pass_.inputs.size);
    HWY_ALIGN float factor[kBlock];
    load_target(pass_.bits, first, count);
    compare(m_.output, m_.target, n_, count, Objective::Kind::kMeanError, scale, loss, factor);
    if (!pass_.goes_back()) return;
    if (pass_.objective.kind == ProductObjective::Kind::kMeanError) {
      scale_bits(factor, n_, m_.target);
      return multiply_by_slopes();
    }
    // d log2(1 + exp(-2 P z)) / dz = (tanh z - P) / ln 2, and factor is -scale/2 or, of no example,
    // 0.
    constexpr float kHalfLn2 = 0.34657359F;
    for (size_t at = 0; at < n_ * kBlock; at += kVector) {
      const Vector p = hn::Load(kLanes, m_.target + at);
      const Vector o = hn::Load(kLanes, m_.output + at);
      const Vector share =
          hn::Mul(hn::Load(kLanes, factor + at % kBlock), broadcast(-1.0F / kHalfLn2));
      hn::Store(hn::Mul(hn::Sub(o, p), share), kLanes, m_.target + at);
    }
  }

  /// From gradients of the outputs to those of their sums.
  void multiply_by_slopes() {
    for (size_t at = 0; at < n_ * kBlock; at += kVector) {
      const Vector slope = Tanh::slope(hn::Load(kLanes, m_.output + at));
      hn::Store(hn::Mul(hn::Load(kLanes, m_.target + at), slope), kLanes, m_.target + at);
    }
  }

  void add_out_weights(size_t count) {
    const size_t step = m_.unit_row_length;
    columns_to_rows(m_.units, step, units_, m_.unit_rows);
    add_product(m_.target, n_, m_.unit_rows, step, count, m_.out_sums);
    add_lanes(m_.target, n_, m_.out_bias_sums);
  }

  /// From the gradients of the outputs' sums to those of the factors, in the factors' place.
  void run_back() {
    float* one = m_.factors;
    float* other = m_.factors + units_ * kBlock;
    const float* units = m_.units;
    const auto finish = [=](size_t row, size_t column, auto& values) HWY_ATTR {
      size_t at = row * kBlock + column;
      for (const Vector& value : values) {
        const Vector slope = Tanh::slope(hn::Load(kLanes, units + at));
        const Vector d_product = hn::Mul(value, slope);
        const Vector a = hn::Load(kLanes, one + at);
        const Vector b = hn::Load(kLanes, other + at);
        hn::Store(hn::Mul(d_product, b), kLanes, one + at);
        hn::Store(hn::Mul(d_product, a), kLanes, other + at);
        at += kVector;
      }
    };
    // The left factor is the transpose of the weights.
    product(Left{pass_.theta + at_.out_weight, 1, units_}, Right{m_.target, kBlock}, units_, kBlock,
            n_, finish);
  }

  void add_factors_weights(size_t count) {
    const size_t step = m_.row_length;
    add_product(m_.factors, 2 * units_, m_.rows, step, count, m_.factors_sums);
    add_lanes(m_.factors, 2 * units_, m_.factors_bias_sums);
  }

  void store_input_gradient(size_t first, size_t count) {
    float* d_columns = m_.d_columns;
    const auto finish = [=](size_t row, size_t column, auto& values)
                            HWY_ATTR { store(values, d_columns + row * kBlock + column); };
    product(Left{pass_.theta + at_.factors_weight, 1, inputs_}, Right{m_.factors, kBlock}, a_,
            kBlock, 2 * units_, finish);
    // The rows of inputs are no longer needed.
    store_columns(d_columns, a_, first, count, m_.rows, m_.row_length, pass_.gradients.a);
  }

  void store_sums() {
    float* to = pass_.gradients.theta;
    copy_rows(m_.factors_sums, m_.row_length, 2 * units_, inputs_, to + at_.factors_weight,
              inputs_);
    store_lanes(m_.factors_bias_sums, 2 * units_, to + at_.factors_bias);
    copy_rows(m_.out_sums, m_.unit_row_length, n_, units_, to + at_.out_weight, units_);
    store_lanes(m_.out_bias_sums, n_, to + at_.out_bias);
  }

  const ProductPass& pass_;
  const ProductArena& m_;
  const ProductLayout at_;
  const size_t n_;
  const size_t a_;
  const size_t b_;
  const size_t units_;
  const size_t inputs_;
};

inline Loss run_product_pass(const ProductPass& pass, const ProductArena& arena) {
  return BlockedProductPass(pass, arena).run();
}

}  // namespace sotto::fused::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
