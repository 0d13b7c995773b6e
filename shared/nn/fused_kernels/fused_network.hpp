#pragma once

#include <cstddef>
#include <memory>

#include "shared/nn/fused_kernels/fused_loss.hpp"
#include "shared/nn/fused_kernels/minibatch.hpp"
#include "shared/nn/fused_kernels/shape.hpp"

namespace sotto::fused {

class Arena;

/// Trains one mix-and-transform network (Abadi & Andersen 2016) on one thread.
///
/// The network: fully connected inputs -> 2N; conv 1->2, window 4, stride 1; conv 2->4, window 2,
/// stride 2; conv 4->4, window 1; conv 4->1, window 1. Every layer has biases; all but the last
/// end in a sigmoid, the last in a tanh. Parameters are one flat float array: see Layout.
///
/// Each call makes one pass over the minibatch, a block of examples at a time, through every layer
/// forward and, if asked, back, so that activations stay in the nearest caches. A FusedNetwork owns
/// its scratch, the same for any size of minibatch, and no parameters; only the constructor touches
/// the heap. One FusedNetwork serves one thread at a time; distinct ones are independent.
///
/// Results depend on nothing but the arguments and the instruction set chosen at run time: not on
/// alignment, nor on earlier calls. They are bit-identical on every repetition.
class FusedNetwork {
 public:
  /// Throws std::invalid_argument unless bits is even and in kMinBits..kMaxBits, and the values are
  /// at most kMaxValues and those of a network without a key.
  explicit FusedNetwork(Shape shape);
  FusedNetwork(FusedNetwork&&) noexcept;
  FusedNetwork& operator=(FusedNetwork&&) noexcept;
  ~FusedNetwork();

  Shape shape() const { return shape_; }

  /// Writes the outputs, in [-1, 1], to `out` [size, N].
  void forward(const float* theta, Inputs inputs, float* out);

  /// Gradients of a loss whose gradient with respect to the outputs is `d_out` [size, N].
  /// Computes the forward pass anew, which is about as fast as reading it from memory (and faster
  /// for large minibatches), so that no call of forward() need have preceded.
  void backward(const float* theta, Inputs inputs, const float* d_out, Gradients gradients);

  /// Compares the outputs with `bits` [size, N], each +1 or -1, and differentiates `objective`.
  Loss train(const float* theta, Inputs inputs, const float* bits, Objective objective,
             Gradients gradients);

  /// The same comparison without gradients.
  Loss evaluate(const float* theta, Inputs inputs, const float* bits);

 private:
  Shape shape_;
  std::unique_ptr<Arena> arena_;
};

/// Name of the instruction set in use, such as "AVX2" or "AVX3" (AVX-512).
/// Tests choose another one with hwy::SetSupportedTargetsForTest.
const char* instruction_set();

}  // namespace sotto::fused
