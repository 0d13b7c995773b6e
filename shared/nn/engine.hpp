// How a network is computed: outputs, errors and gradients of one minibatch.
#pragma once

#include <memory>

#include "shared/nn/network.hpp"

namespace sotto {

/// What a minibatch showed, both as means over its examples.
struct Measured {
  double error_bits = 0;  ///< sum over the bits of |P - P^|/2, 0..N (Abadi & Andersen, section 2.2)
  double bits_wrong = 0;  ///< outputs whose sign is not the bit's, 0..N; an output of 0 is wrong
};

/// `fused`: one blocked pass on the CPU. `reference`: LibTorch's modules and autograd, for
/// comparison and for other devices. Their results agree to rounding, not bit for bit.
enum class EngineKind { fused, reference };

template <>
struct Names<EngineKind> {
  static constexpr std::array<std::string_view, 2> values{"fused", "reference"};
};

/// All tensors are float32, row-major, [B, N]: `message` is plaintext or ciphertext, `key` is left
/// undefined for a network without one. One engine serves one network.
class Engine {
 public:
  virtual ~Engine() = default;

  /// Writes the network's output to `out`.
  virtual void forward(const torch::Tensor& message, const torch::Tensor& key,
                       torch::Tensor& out) = 0;

  /// The same, and remembers what backward() needs, the inputs' storage among it: it must stay as
  /// it is until then. Other calls in between do not disturb it.
  virtual void forward_keeping(const torch::Tensor& message, const torch::Tensor& key,
                               torch::Tensor& out) = 0;

  /// Sets the network's flat gradient to that of sum(d_out * output), for the minibatch of the last
  /// forward_keeping().
  virtual void backward(const torch::Tensor& d_out) = 0;

  /// Sets the flat gradient to that of scale · L, with L the mean error in bits against `target`,
  /// and writes d(scale · L)/d message to `d_message` where that is not null.
  virtual Measured train(const torch::Tensor& message, const torch::Tensor& key,
                         const torch::Tensor& target, double scale, torch::Tensor* d_message) = 0;

  /// Writes the gradient of Alice's term for the adversary, (N/2 - L)^2/(N/2)^2 of the minibatch or
  /// of each example, by `message`. Leaves the flat gradient alone.
  virtual Measured listen(const torch::Tensor& message, const torch::Tensor& target, EveTerm term,
                          torch::Tensor& d_message) = 0;

  /// Errors only.
  virtual Measured evaluate(const torch::Tensor& message, const torch::Tensor& key,
                            const torch::Tensor& target) = 0;
};

std::unique_ptr<Engine> make_engine(EngineKind kind, Network network);

}  // namespace sotto
