// The blocked pass of a perceptron over a minibatch. Per-target header: see perceptron_pass.cpp.
#if defined(SOTTO_FUSED_PERCEPTRON_PASS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SOTTO_FUSED_PERCEPTRON_PASS_INL_H_
#undef SOTTO_FUSED_PERCEPTRON_PASS_INL_H_
#else
#define SOTTO_FUSED_PERCEPTRON_PASS_INL_H_
#endif

#include <algorithm>

#include "shared/nn/fused_kernels/perceptron_arena.hpp"
#include "shared/nn/fused_kernels/perceptron_pass.hpp"
#include "shared/nn/fused_kernels/sums-inl.hpp"
#include "shared/nn/fused_kernels/transpose-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace sotto::fused::HWY_NAMESPACE {

/// Takes one block of examples after another through the layers and back. Examples missing from the
/// last block are zeros; nobody reads their outputs, and their gradients are zero.
class BlockedPerceptronPass {
 public:
  BlockedPerceptronPass(const PerceptronPass& pass, const PerceptronArena& arena)
      : pass_(pass), m_(arena), layers_(pass.layout.layers.size()) {}

  void run() {
    if (weights()) std::fill_n(m_.sums[0].weight, m_.sums_length, 0.0F);
    const auto& in = m_.values.front();
    const auto& out = m_.values.back();
    for (size_t first = 0; first < pass_.size; first += kBlock) {
      const size_t count = std::min(kBlock, pass_.size - first);
      load_columns(pass_.inputs, pass_.shape.front(), first, count, in.rows, in.row_length,
                   in.columns);
      for (size_t layer = 0; layer < layers_; ++layer) run_forward(layer);
      if (pass_.out != nullptr)
        store_columns(out.columns, pass_.shape.back(), first, count, out.rows, out.row_length,
                      pass_.out);
      if (!goes_back()) continue;
      if (pass_.d_out != nullptr)
        load_columns(pass_.d_out, pass_.shape.back(), first, count, out.rows, out.row_length,
                     gradients(layers_));
      else
        differentiate_outputs(first, count);
      for (size_t layer = layers_; layer-- > 0;) {
        if (weights()) add_weights(layer, count);
        if (layer > 0) run_back(layer);
      }
      if (pass_.d_inputs != nullptr) store_input_gradient(first, count);
    }
    if (weights()) store_sums();
  }

 private:
  bool weights() const { return pass_.d_theta != nullptr; }
  bool goes_back() const { return weights() || pass_.d_inputs != nullptr; }

  /// Of the values before the layer; of the outputs, before the one behind the last.
  float* gradients(size_t layer) const { return m_.gradients[layer % 2]; }

  void run_forward(size_t layer) {
    const auto& at = pass_.layout.layers[layer];
    const float* bias = pass_.theta + at.bias;
    float* to = m_.values[layer + 1].columns;
    const bool hidden = layer + 1 < layers_;
    const auto finish = [=](size_t row, size_t column, auto& values) HWY_ATTR {
      for (Vector& value : values) {
        value = hn::Add(value, broadcast(bias[row]));
        if (hidden) value = hn::Max(value, hn::Zero(kLanes));
      }
      store(values, to + row * kBlock + column);
    };
    const size_t inputs = pass_.shape[layer];
    product(Left{pass_.theta + at.weight, inputs, 1}, Right{m_.values[layer].columns, kBlock},
            pass_.shape[layer + 1], kBlock, inputs, finish);
  }

  /// d ln(1 + exp(-2 t o)) / do = tanh o - t, of the mean over the minibatch's examples.
  void differentiate_outputs(size_t first, size_t count) {
    const size_t n = pass_.shape.back();
    const auto& out = m_.values.back();
    float* to = gradients(layers_);
    load_columns(pass_.targets, n, first, count, out.rows, out.row_length, to);
    HWY_ALIGN float share[kBlock];
    std::fill_n(share, count, 1.0F / static_cast<float>(pass_.size));
    std::fill(share + count, share + kBlock, 0.0F);
    for (size_t at = 0; at < n * kBlock; at += kVector) {
      Vector output[1] = {hn::Load(kLanes, out.columns + at)};
      Tanh::each(output);
      const Vector difference = hn::Sub(output[0], hn::Load(kLanes, to + at));
      hn::Store(hn::Mul(difference, hn::Load(kLanes, share + at % kBlock)), kLanes, to + at);
    }
  }

  void add_weights(size_t layer, size_t count) {
    const auto& in = m_.values[layer];
    const size_t outputs = pass_.shape[layer + 1];
    // The inputs have come as rows.
    if (layer > 0) columns_to_rows(in.columns, in.row_length, pass_.shape[layer], in.rows);
    add_product(gradients(layer + 1), outputs, in.rows, in.row_length, count,
                m_.sums[layer].weight);
    add_lanes(gradients(layer + 1), outputs, m_.sums[layer].bias);
  }

  /// From the gradients of the values behind the layer to those before it.
  void run_back(size_t layer) {
    const float* values_before = m_.values[layer].columns;
    float* to = gradients(layer);
    const auto finish = [=](size_t row, size_t column, auto& values) HWY_ATTR {
      size_t at = row * kBlock + column;
      for (const Vector& value : values) {
        const auto open = hn::Gt(hn::Load(kLanes, values_before + at), hn::Zero(kLanes));
        hn::Store(hn::IfThenElseZero(open, value), kLanes, to + at);
        at += kVector;
      }
    };
    multiply_back(layer, finish);
  }

  /// The gradients of the values behind the layer times the transpose of its weights.
  template <class Finish>
  void multiply_back(size_t layer, const Finish& finish) {
    const size_t inputs = pass_.shape[layer];
    product(Left{pass_.theta + pass_.layout.layers[layer].weight, 1, inputs},
            Right{gradients(layer + 1), kBlock}, inputs, kBlock, pass_.shape[layer + 1], finish);
  }

  void store_input_gradient(size_t first, size_t count) {
    float* to = gradients(0);
    const auto finish = [=](size_t row, size_t column, auto& values)
                            HWY_ATTR { store(values, to + row * kBlock + column); };
    multiply_back(0, finish);
    const auto& in = m_.values.front();
    store_columns(to, pass_.shape.front(), first, count, in.rows, in.row_length, pass_.d_inputs);
  }

  void store_sums() {
    for (size_t layer = 0; layer < layers_; ++layer) {
      const auto& at = pass_.layout.layers[layer];
      const size_t inputs = pass_.shape[layer];
      const size_t outputs = pass_.shape[layer + 1];
      copy_rows(m_.sums[layer].weight, m_.values[layer].row_length, outputs, inputs,
                pass_.d_theta + at.weight, inputs);
      store_lanes(m_.sums[layer].bias, outputs, pass_.d_theta + at.bias);
    }
  }

  const PerceptronPass& pass_;
  const PerceptronArena& m_;
  const size_t layers_;
};

inline void run_perceptron_pass(const PerceptronPass& pass, const PerceptronArena& arena) {
  BlockedPerceptronPass(pass, arena).run();
}

}  // namespace sotto::fused::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
