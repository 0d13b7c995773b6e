#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace sotto::fused {

class PerceptronArena;

/// Widths of the layers' values: the inputs, each hidden layer, the outputs.
using PerceptronShape = std::vector<std::size_t>;

/// Where each parameter starts in the flat float array; shapes as PyTorch has them, row-major. The
/// flat gradients have the same layout.
struct PerceptronLayout {
  struct Layer {
    std::size_t weight;  ///< [outputs, inputs]
    std::size_t bias;    ///< [outputs]
  };
  std::vector<Layer> layers;
  std::size_t count = 0;  ///< floats in all

  explicit PerceptronLayout(const PerceptronShape& shape);
};

/// Trains one perceptron W_L relu(... relu(W_1 x + b_1) ...) + b_L on one thread. What is said of
/// FusedNetwork holds for it, too: one blocked pass over the minibatch for each call, scratch of
/// its own, results that depend on nothing but the arguments and the instruction set.
class FusedPerceptron {
 public:
  /// Throws std::invalid_argument for fewer than two widths, or one that is zero.
  explicit FusedPerceptron(PerceptronShape shape);
  FusedPerceptron(FusedPerceptron&&) noexcept;
  FusedPerceptron& operator=(FusedPerceptron&&) noexcept;
  ~FusedPerceptron();

  const PerceptronLayout& layout() const { return layout_; }

  /// Writes the outputs for `inputs` [size, inputs] to `out` [size, outputs].
  void forward(const float* theta, const float* inputs, std::size_t size, float* out);

  /// Writes to `d_theta` the gradient of the cross entropy in nats: the mean over the examples of
  /// the sum over the outputs o of ln(1 + exp(-2 t o)), where `targets` t [size, outputs] are -1
  /// and +1, and o is half the log odds of +1.
  void train(const float* theta, const float* inputs, const float* targets, std::size_t size,
             float* d_theta);

  /// Gradients of a loss whose gradient with respect to the outputs is `d_out` [size, outputs]: of
  /// the parameters to `d_theta`, of `inputs` to `d_inputs` [size, inputs]; null is not wanted.
  void backward(const float* theta, const float* inputs, const float* d_out, std::size_t size,
                float* d_theta, float* d_inputs);

 private:
  PerceptronShape shape_;
  PerceptronLayout layout_;
  std::unique_ptr<PerceptronArena> arena_;
};

}  // namespace sotto::fused
