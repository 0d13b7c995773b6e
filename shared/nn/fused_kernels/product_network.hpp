#pragma once

#include <cstddef>
#include <memory>

#include "shared/nn/fused_kernels/fused_loss.hpp"
#include "shared/nn/fused_kernels/minibatch.hpp"

namespace sotto::fused {

class ProductArena;

/// The size of one product network.
struct ProductShape {
  std::size_t bits = 16;  ///< N: outputs
  bool keyed = true;      ///< true: the input is [a | b]; false: a alone
  std::size_t units = 0;  ///< U
  std::size_t a = 0;      ///< numbers of input a; 0: N
  std::size_t b = 0;      ///< numbers of input b, where there is one; 0: N

  constexpr std::size_t numbers_of_a() const { return a > 0 ? a : bits; }
  constexpr std::size_t numbers_of_b() const { return !keyed ? 0 : b > 0 ? b : bits; }
  constexpr std::size_t inputs() const { return numbers_of_a() + numbers_of_b(); }
};

/// Where each parameter starts in the flat float array; shapes as PyTorch has them, row-major. The
/// flat gradients have the same layout.
struct ProductLayout {
  std::size_t factors_weight = 0;  ///< [2U, inputs]: A, then B
  std::size_t factors_bias;        ///< [2U]: a, then b
  std::size_t out_weight;          ///< [N, U]: O
  std::size_t out_bias;            ///< [N]: o
  std::size_t count;               ///< floats in all

  explicit constexpr ProductLayout(ProductShape shape)
      : factors_bias(2 * shape.units * shape.inputs()),
        out_weight(factors_bias + 2 * shape.units),
        out_bias(out_weight + shape.bits * shape.units),
        count(out_bias + shape.bits) {}
};

/// What train() differentiates: the mean over the examples, in bits, of the sum over the outputs of
/// |P - O|/2, or of log2(1 + exp(-2 P artanh O)), the cross entropy of bit P where O is tanh of
/// half its log odds.
struct ProductObjective {
  enum class Kind { kMeanError, kCrossEntropy };
  Kind kind = Kind::kMeanError;
  float scale = 1.0F;  ///< gradients (not the reported losses) are multiplied by this
};

/// Trains one network tanh(O tanh((A z + a) * (B z + b)) + o) on one thread, with * element by
/// element. What is said of FusedNetwork holds for it, too: one blocked pass over the minibatch for
/// each call, scratch of its own, results that depend on nothing but the arguments and the
/// instruction set.
class FusedProductNetwork {
 public:
  /// Throws std::invalid_argument for no units, or bits that are not in 1..kMaxBits.
  explicit FusedProductNetwork(ProductShape shape);
  FusedProductNetwork(FusedProductNetwork&&) noexcept;
  FusedProductNetwork& operator=(FusedProductNetwork&&) noexcept;
  ~FusedProductNetwork();

  /// Writes the outputs, in [-1, 1], to `out` [size, N].
  void forward(const float* theta, Inputs inputs, float* out);
  /// Gradients of a loss whose gradient with respect to the outputs is `d_out` [size, N].
  void backward(const float* theta, Inputs inputs, const float* d_out, Gradients gradients);
  /// Compares the outputs with `bits` [size, N], each +1 or -1, and differentiates `objective`.
  Loss train(const float* theta, Inputs inputs, const float* bits, ProductObjective objective,
             Gradients gradients);
  /// The same comparison without gradients.
  Loss evaluate(const float* theta, Inputs inputs, const float* bits);

 private:
  ProductShape shape_;
  std::unique_ptr<ProductArena> arena_;
};

}  // namespace sotto::fused
