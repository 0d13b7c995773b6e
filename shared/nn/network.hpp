// What all networks have in common: a message, beside a key where they have one, N outputs in
// (-1, 1), and weights in one flat vector.
#pragma once

#include <memory>
#include <vector>

#include "shared/crypto/number_stream.hpp"
#include "shared/nn/torch.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

struct NetworkShape {
  std::int64_t bits;  ///< N: outputs
  bool keyed;         ///< the input is message or ciphertext with the key or message beside
  NetworkKind kind = NetworkKind::mix_transform;
  /// Of a product network, of each hidden layer of a perceptron, or, 2N where it is 0, of the layer
  /// before the paper's convolutions.
  std::int64_t units = 0;
  std::int64_t message = 0;  ///< numbers of the message; 0: N
  std::int64_t key = 0;      ///< numbers of the key, where there is one; 0: N
  /// Of a product network: it takes message and key in so many blocks of as many bits each, one
  /// behind the other, with the same weights for all, as a block cipher does.
  std::int64_t blocks = 1;

  std::int64_t block_bits() const { return bits / blocks; }
  std::int64_t message_numbers() const { return message > 0 ? message : bits; }
  std::int64_t key_numbers() const { return !keyed ? 0 : key > 0 ? key : bits; }
  std::int64_t inputs() const { return message_numbers() + key_numbers(); }
};

/// Of the networks that know a key, or read one, in such a session.
NetworkShape keyed_network(const SessionConfig& config);

class NetworkImpl : public torch::nn::Module {
 public:
  /// input [B, inputs] → [B, N].
  virtual torch::Tensor forward(const torch::Tensor& input) = 0;

  /// Weights uniform in the range of their kind of network, times `gain`, from block (purpose,
  /// number) of the stream. They are zero before.
  virtual void initialise(const NumberStream& stream, Purpose purpose, double gain,
                          std::int64_t number = 0) = 0;

  /// Whether all outputs come from the same weights, so that none of them can begin anew alone.
  virtual bool shares_weights() const { return true; }

  /// [P], of type bool: the weights that make the outputs marked in `outputs` [N], in any block,
  /// and no others to speak of. None where all outputs share their weights.
  virtual torch::Tensor weights_of(const std::vector<bool>& outputs) const;

  /// The weights and biases behind which there is only the outputs' tanh: a view. They are the
  /// last two parameters.
  torch::Tensor last_layer() const;

  /// All parameters as one vector [P], in the order in which they were registered, each row-major.
  /// The modules' parameters are views of it, and its gradient holds theirs, so that an optimiser
  /// and a digest see one tensor.
  const torch::Tensor& flat() const { return flat_; }

  const NetworkShape& shape() const { return shape_; }
  std::int64_t bits() const { return shape_.bits; }
  bool keyed() const { return shape_.keyed; }

 protected:
  explicit NetworkImpl(const NetworkShape& shape) : shape_(shape) {}
  /// To be called once all modules are registered: makes their parameters views of the flat ones.
  void flatten();
  /// Fills the flat weights with numbers uniform in [-1, 1).
  void draw(const NumberStream& stream, Purpose purpose, std::int64_t number);

 private:
  NetworkShape shape_;
  torch::Tensor flat_;
};

using Network = std::shared_ptr<NetworkImpl>;

Network make_network(const NetworkShape& shape);

}  // namespace sotto
