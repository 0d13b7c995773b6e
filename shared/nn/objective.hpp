// What a minibatch is trained for: a loss of the network's outputs, and its gradient by them.
#pragma once

#include "shared/nn/torch.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

/// What a minibatch showed, both as means over its examples.
struct Measured {
  double error_bits = 0;  ///< sum over the bits of |P - P^|/2, 0..N (Abadi & Andersen,
                          ///< section 2.2); of numbers, half their distance
  double bits_wrong = 0;  ///< outputs whose sign is not the bit's, 0..N; an output of 0 is wrong
};

/// Outputs and targets are float32 [B, N]; targets are bits as -1 and +1 where nothing else is
/// said.
class Objective {
 public:
  virtual ~Objective() = default;

  /// The loss, a scalar with its graph: what autograd differentiates where no engine has a faster
  /// way.
  virtual torch::Tensor loss(const torch::Tensor& output, const torch::Tensor& target) const = 0;
};

/// scale times the minibatch's mean error in bits: Bob's and Eve's.
class MeanError : public Objective {
 public:
  explicit MeanError(double scale = 1.0) : scale_(scale) {}
  double scale() const { return scale_; }
  torch::Tensor loss(const torch::Tensor& output, const torch::Tensor& target) const override;

 private:
  double scale_;
};

/// (N/2 - L)^2/(N/2)^2, with L the error in bits of the minibatch, or the mean of that term over
/// the examples (Abadi & Andersen, section 2.3), or the mean over the bits of (1 - 2 l)^2, with l
/// each one's error: it keeps the adversary at chance, never above. For `information`, the mean
/// over the bits of max(0, 1 - H), with H each one's cross entropy (CrossEntropy): one that is
/// surely wrong tells as little by it as one that guesses, and is left there.
class AtChance : public Objective {
 public:
  explicit AtChance(EveTerm term) : term_(term) {}
  EveTerm term() const { return term_; }
  torch::Tensor loss(const torch::Tensor& output, const torch::Tensor& target) const override;

 private:
  EveTerm term_;
};

/// scale times the minibatch's mean cross entropy of the bits given the outputs, each of which
/// stands for tanh of half its bit's log odds: sum over the bits of log2(1 + exp(-2 P z)), with
/// z = artanh of the output. In bits: N by guessing.
class CrossEntropy : public Objective {
 public:
  explicit CrossEntropy(double scale = 1.0) : scale_(scale) {}
  double scale() const { return scale_; }
  torch::Tensor loss(const torch::Tensor& output, const torch::Tensor& target) const override;

 private:
  double scale_;
};

/// scale times the minibatch's mean of |target - output|, summed over the outputs: of numbers,
/// where MeanError is of bits. The best output is the median of the target given the input.
class MeanDistance : public Objective {
 public:
  explicit MeanDistance(double scale = 1.0) : scale_(scale) {}
  torch::Tensor loss(const torch::Tensor& output, const torch::Tensor& target) const override;

 private:
  double scale_;
};

/// max(0, 1 - L/d)^2, with L the minibatch's mean of |target - output| and d the distance from
/// which the adversary is to be kept, > 0: AtChance for numbers. One that is further away is left
/// there: to pull it near would be to tell it.
class AtDistance : public Objective {
 public:
  explicit AtDistance(double distance) : distance_(distance) {}
  torch::Tensor loss(const torch::Tensor& output, const torch::Tensor& target) const override;

 private:
  double distance_;
};

/// [N]: of each bit, the mean over the examples of its cross entropy (CrossEntropy), 1 by guessing.
torch::Tensor cross_entropy_bits(const torch::Tensor& output, const torch::Tensor& target);

/// [B]: sum over the bits of |P - P^|/2.
torch::Tensor error_bits(const torch::Tensor& output, const torch::Tensor& target);

Measured measure(const torch::Tensor& output, const torch::Tensor& target);

}  // namespace sotto
