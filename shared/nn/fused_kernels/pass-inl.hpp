// The blocked pass over a minibatch. Per-target header: see pass.cpp.
#if defined(SOTTO_FUSED_PASS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SOTTO_FUSED_PASS_INL_H_
#undef SOTTO_FUSED_PASS_INL_H_
#else
#define SOTTO_FUSED_PASS_INL_H_
#endif

#include <algorithm>

#include "shared/nn/fused_kernels/convolution-inl.hpp"
#include "shared/nn/fused_kernels/loss-inl.hpp"
#include "shared/nn/fused_kernels/pass.hpp"
#include "shared/nn/fused_kernels/product-inl.hpp"
#include "shared/nn/fused_kernels/transpose-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace sotto::fused::HWY_NAMESPACE {

/// Takes one block of examples after another through the steps of a Pass. Examples missing from
/// the last block are zeros; nobody reads their outputs, and their gradients are zero.
class BlockedPass {
 public:
  BlockedPass(const Pass& pass, const Arena& arena)
      : pass_(pass), m_(arena), at_(layout(pass.shape)), n_(pass.shape.outputs()) {}

  Loss run() {
    Loss loss;
    if (pass_.d_theta != nullptr) clear_sums();
    for (size_t first = 0; first < pass_.size; first += kBlock) {
      const size_t count = std::min(kBlock, pass_.size - first);
      load_inputs(first, count);
      run_forward();
      if (pass_.out != nullptr) store_rows(m_.output, n_, pass_.out, first, count);
      if (pass_.bits != nullptr) add_loss(first, count, loss);
      if (pass_.d_out != nullptr) load_target(pass_.d_out, first, count);
      if (pass_.goes_back()) run_back();
      if (pass_.d_theta != nullptr) add_fc_weights(count);
      if (pass_.d_a != nullptr) store_input_gradient(first, count);
    }
    if (pass_.d_theta != nullptr) store_sums();
    loss.error_bits /= static_cast<double>(pass_.size);
    loss.chance /= static_cast<double>(pass_.size);
    return loss;
  }

 private:
  void load_inputs(size_t first, size_t count) {
    load_columns(pass_.a, pass_.shape.a(), pass_.b, n_, first, count, m_.rows, m_.row_length,
                 m_.columns);
  }

  void load_target(const float* from, size_t first, size_t count) {
    load_columns(from, n_, first, count, m_.out_rows, m_.out_row_length, m_.target);
  }

  void store_rows(const float* columns, size_t n, float* to, size_t first, size_t count) {
    store_columns(columns, n, first, count, m_.out_rows, m_.out_row_length, to);
  }

  void run_forward() {
    const float* bias = pass_.theta + at_.fc_bias;
    float* hidden = m_.hidden0 + kBlock;
    const auto finish = [=](size_t row, size_t column, auto& values) HWY_ATTR {
      for (Vector& value : values) value = hn::Add(value, broadcast(bias[row]));
      Sigmoid::each(values);
      store(values, hidden + row * kBlock + column);
    };
    const size_t inputs = pass_.shape.inputs();
    product(Left{pass_.theta + at_.fc_weight, inputs, 1}, Right{m_.columns, kBlock},
            pass_.shape.units(), kBlock, inputs, finish);

    convolve<Conv1>(pass_.theta + at_.conv1_weight, 2 * n_, m_.hidden0, m_.hidden1);
    convolve<Conv2>(pass_.theta + at_.conv2_weight, n_, m_.hidden1, m_.hidden2);
    convolve<Conv3>(pass_.theta + at_.conv3_weight, n_, m_.hidden2, m_.hidden3);
    convolve<Conv4>(pass_.theta + at_.conv4_weight, n_, m_.hidden3, m_.output);
  }

  /// Also leaves the gradients of the outputs in target.
  void add_loss(size_t first, size_t count, Loss& loss) {
    const double scale = pass_.objective.scale / static_cast<double>(pass_.size);
    HWY_ALIGN float factor[kBlock];
    load_target(pass_.bits, first, count);
    compare(m_.output, m_.target, n_, count, pass_.objective.kind, scale, loss, factor);
    if (pass_.goes_back()) scale_bits(factor, n_, m_.target);
  }

  /// From the gradients of the outputs, in target, to those of the connected layer's sums (before
  /// its sigmoid), one row into d_odd.
  void run_back() {
    if (pass_.d_theta != nullptr) {
      run_convolutions_back<true>();
    } else {
      run_convolutions_back<false>();
    }
    const float* hidden = m_.hidden0 + kBlock;
    float* d_hidden = m_.d_odd + kBlock;
    for (size_t unit = 0; unit < pass_.shape.units(); ++unit) {
      Vector sum = hn::Zero(kLanes);
      for (size_t column = 0; column < kBlock; column += kVector) {
        const size_t at = unit * kBlock + column;
        const Vector slope = Sigmoid::slope(hn::Load(kLanes, hidden + at));
        const Vector d = hn::Mul(hn::Load(kLanes, d_hidden + at), slope);
        hn::Store(d, kLanes, d_hidden + at);
        sum = hn::Add(sum, d);
      }
      add_to(m_.lane_sums + unit * kMaxLanes, sum);
    }
  }

  template <bool kWeights>
  void run_convolutions_back() {
    back<Conv4, kWeights>(at_.conv4_weight, n_, m_.hidden3, m_.output, m_.target, m_.d_even);
    back<Conv3, kWeights>(at_.conv3_weight, n_, m_.hidden2, m_.hidden3, m_.d_even, m_.d_odd);
    back<Conv2, kWeights>(at_.conv2_weight, n_, m_.hidden1, m_.hidden2, m_.d_odd, m_.d_even);
    back<Conv1, kWeights>(at_.conv1_weight, 2 * n_, m_.hidden0, m_.hidden1, m_.d_even, m_.d_odd);
  }

  template <class Conv, bool kWeights>
  void back(size_t parameters, size_t positions, const float* in, const float* out,
            const float* d_out, float* d_in) {
    convolve_back<Conv, kWeights>(pass_.theta + parameters, positions, in, out, d_out, d_in,
                                  m_.lane_sums + (parameters - at_.fc_bias) * kMaxLanes);
  }

  void add_fc_weights(size_t count) {
    const size_t step = m_.row_length;
    float* sums = m_.fc_sums;
    const auto finish = [=](size_t row, size_t column, auto& values) HWY_ATTR {
      float* to = sums + row * step + column;
      for (const Vector& value : values) {
        add_to(to, value);
        to += kVector;
      }
    };
    const size_t columns = round_up(pass_.shape.inputs(), kVector);
    product(Left{m_.d_odd + kBlock, kBlock, 1}, Right{m_.rows, step}, pass_.shape.units(), columns,
            count, finish);
  }

  void store_input_gradient(size_t first, size_t count) {
    float* d_columns = m_.d_even;
    const auto finish = [=](size_t row, size_t column, auto& values)
                            HWY_ATTR { store(values, d_columns + row * kBlock + column); };
    // The left factor is the transpose of the weights.
    product(Left{pass_.theta + at_.fc_weight, 1, pass_.shape.inputs()},
            Right{m_.d_odd + kBlock, kBlock}, pass_.shape.a(), kBlock, pass_.shape.units(), finish);
    store_rows(d_columns, pass_.shape.a(), pass_.d_a, first, count);
  }

  void clear_sums() {
    std::fill_n(m_.fc_sums, pass_.shape.units() * m_.row_length, 0.0F);
    std::fill_n(m_.lane_sums, (at_.count - at_.fc_bias) * kMaxLanes, 0.0F);
  }

  void store_sums() {
    const size_t inputs = pass_.shape.inputs();
    copy_rows(m_.fc_sums, m_.row_length, pass_.shape.units(), inputs, pass_.d_theta, inputs);
    for (size_t i = at_.fc_bias; i < at_.count; ++i) {
      const float* lanes = m_.lane_sums + (i - at_.fc_bias) * kMaxLanes;
      pass_.d_theta[i] = hn::GetLane(hn::SumOfLanes(kLanes, hn::Load(kLanes, lanes)));
    }
  }

  const Pass& pass_;
  const Arena& m_;
  const Layout at_;
  const size_t n_;
};

inline Loss run_blocked(const Pass& pass, const Arena& arena) {
  return BlockedPass(pass, arena).run();
}

}  // namespace sotto::fused::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
