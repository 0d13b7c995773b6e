// How a network is computed: outputs, and gradients of one minibatch.
#pragma once

#include <memory>

#include "shared/base/enum_names.hpp"
#include "shared/nn/network.hpp"
#include "shared/nn/objective.hpp"

namespace sotto {

/// `fused`: one blocked pass on the CPU. `reference`: LibTorch's modules and autograd, for
/// comparison and for other devices. Their results agree to rounding, not bit for bit.
enum class EngineKind { fused, reference };

template <>
struct Names<EngineKind> {
  static constexpr std::array<std::string_view, 2> values{"fused", "reference"};
};

/// Where gradients go. The network's own go to its flat gradient, which is overwritten.
struct Gradients {
  bool weights = true;               ///< false: the flat gradient stays as it is
  torch::Tensor* message = nullptr;  ///< overwritten: by the first input; null: not wanted
};

/// All tensors are float32 and row-major, [B, N] where the network has no other numbers of inputs:
/// `message` is the first input, a plaintext or a ciphertext; `key` is left undefined for a network
/// without one. One engine serves one network.
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

  /// Gradients of sum(d_out * output), for the minibatch of the last forward_keeping().
  virtual void backward(const torch::Tensor& d_out, const Gradients& gradients) = 0;
  void backward(const torch::Tensor& d_out) { backward(d_out, Gradients{}); }

  /// Gradients of the objective. An engine may know a faster way for some objectives than the
  /// outputs, the objective's gradient by them, and backward().
  virtual Measured train(const torch::Tensor& message, const torch::Tensor& key,
                         const torch::Tensor& target, const Objective& objective,
                         const Gradients& gradients) = 0;

  /// Errors only.
  virtual Measured evaluate(const torch::Tensor& message, const torch::Tensor& key,
                            const torch::Tensor& target) = 0;
};

std::unique_ptr<Engine> make_engine(EngineKind kind, Network network);

}  // namespace sotto
