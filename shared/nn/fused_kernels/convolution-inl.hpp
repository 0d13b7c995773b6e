// The four convolutions, forward and back. Per-target header: see pass.cpp.
#if defined(SOTTO_FUSED_CONVOLUTION_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SOTTO_FUSED_CONVOLUTION_INL_H_
#undef SOTTO_FUSED_CONVOLUTION_INL_H_
#else
#define SOTTO_FUSED_CONVOLUTION_INL_H_
#endif

#include <algorithm>

#include "shared/nn/fused_kernels/arena.hpp"
#include "shared/nn/fused_kernels/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace sotto::fused::HWY_NAMESPACE {

/// As it happens each of the four maps kTaps = 4 consecutive rows of its input to a few outputs,
/// with weights [kOutputs][kTaps] and then biases [kOutputs] in the parameters: they differ in
/// the number of outputs, the step of the window in rows, and the activation.
inline constexpr size_t kTaps = 4;

struct Conv1 {
  static constexpr size_t kOutputs = 2;
  static constexpr size_t kStep = 1;
  using Activation = Sigmoid;
  /// The rows of hidden1 are in the order in which conv2's weights want them: of positions 0 and
  /// 1 first channel 0, then channel 1; then of positions 2 and 3; ...
  static constexpr size_t row(size_t position, size_t output) {
    return position / 2 * 4 + output * 2 + position % 2;
  }
};

template <size_t kOutputCount, class ActivationFunction>
struct Pointwise {
  static constexpr size_t kOutputs = kOutputCount;
  static constexpr size_t kStep = kTaps;
  using Activation = ActivationFunction;
  static constexpr size_t row(size_t position, size_t output) {
    return position * kOutputs + output;
  }
};
using Conv2 = Pointwise<4, Sigmoid>;
using Conv3 = Pointwise<4, Sigmoid>;
using Conv4 = Pointwise<1, Tanh>;

/// in [rows][kBlock] -> out [positions * kOutputs][kBlock].
template <class Conv>
HWY_NOINLINE void convolve(const float* parameters, size_t positions, const float* in,
                           float* HWY_RESTRICT out) {
  // Four results at once, from several vectors of examples if one yields fewer.
  constexpr size_t kOutputs = Conv::kOutputs;
  constexpr size_t kColumns = std::min(4 / kOutputs, kBlock / kVector);
  Vector weight[kOutputs][kTaps];
  Vector bias[kOutputs];
  for (size_t o = 0; o < kOutputs; ++o) {
    for (size_t t = 0; t < kTaps; ++t) weight[o][t] = broadcast(parameters[o * kTaps + t]);
    bias[o] = broadcast(parameters[kOutputs * kTaps + o]);
  }
  for (size_t position = 0; position < positions; ++position) {
    for (size_t column = 0; column < kBlock; column += kColumns * kVector) {
      const float* window = in + position * Conv::kStep * kBlock + column;
      Vector y[kColumns * kOutputs];
      for (size_t c = 0; c < kColumns; ++c) {
        for (size_t o = 0; o < kOutputs; ++o) y[c * kOutputs + o] = bias[o];
        for (size_t t = 0; t < kTaps; ++t) {
          const Vector x = hn::Load(kLanes, window + t * kBlock + c * kVector);
          for (size_t o = 0; o < kOutputs; ++o) {
            y[c * kOutputs + o] = hn::MulAdd(weight[o][t], x, y[c * kOutputs + o]);
          }
        }
      }
      Conv::Activation::each(y);
      for (size_t c = 0; c < kColumns; ++c) {
        for (size_t o = 0; o < kOutputs; ++o) {
          hn::Store(y[c * kOutputs + o], kLanes,
                    out + Conv::row(position, o) * kBlock + column + c * kVector);
        }
      }
    }
  }
}

/// The way back: from d_out, the gradient with respect to `out`, to that with respect to `in`;
/// and, if kWeights, adds those of the parameters, a sum per lane, to lane_sums.
template <class Conv, bool kWeights>
HWY_NOINLINE void convolve_back(const float* parameters, size_t positions, const float* in,
                                const float* out, const float* d_out, float* d_in,
                                float* lane_sums) {
  constexpr size_t kOutputs = Conv::kOutputs;
  constexpr size_t kStep = Conv::kStep;
  for (size_t column = 0; column < kBlock; column += kVector) {
    Vector d_weight[kOutputs][kTaps];
    Vector d_bias[kOutputs];
    // d_in of the rows in the window; the last kTaps - kStep also get something from the next.
    Vector window[kTaps];
    for (size_t o = 0; o < kOutputs; ++o) {
      for (size_t t = 0; t < kTaps; ++t) d_weight[o][t] = hn::Zero(kLanes);
      d_bias[o] = hn::Zero(kLanes);
    }
    for (size_t t = 0; t < kTaps; ++t) window[t] = hn::Zero(kLanes);

    for (size_t position = 0; position < positions; ++position) {
      const size_t first = position * kStep * kBlock + column;
      Vector d[kOutputs];
      for (size_t o = 0; o < kOutputs; ++o) {
        const size_t at = Conv::row(position, o) * kBlock + column;
        const Vector slope = Conv::Activation::slope(hn::Load(kLanes, out + at));
        d[o] = hn::Mul(hn::Load(kLanes, d_out + at), slope);
        if constexpr (kWeights) d_bias[o] = hn::Add(d_bias[o], d[o]);
      }
      for (size_t t = 0; t < kTaps; ++t) {
        if constexpr (kWeights) {
          const Vector x = hn::Load(kLanes, in + first + t * kBlock);
          for (size_t o = 0; o < kOutputs; ++o) {
            d_weight[o][t] = hn::MulAdd(d[o], x, d_weight[o][t]);
          }
        }
        for (size_t o = 0; o < kOutputs; ++o) {
          window[t] = hn::MulAdd(d[o], broadcast(parameters[o * kTaps + t]), window[t]);
        }
      }
      for (size_t t = 0; t < kStep; ++t) hn::Store(window[t], kLanes, d_in + first + t * kBlock);
      for (size_t t = 0; t < kTaps; ++t) {
        window[t] = t + kStep < kTaps ? window[(t + kStep) % kTaps] : hn::Zero(kLanes);
      }
    }
    for (size_t t = 0; t + kStep < kTaps; ++t) {
      hn::Store(window[t], kLanes, d_in + (positions * kStep + t) * kBlock + column);
    }

    if constexpr (kWeights) {
      for (size_t o = 0; o < kOutputs; ++o) {
        for (size_t t = 0; t < kTaps; ++t) {
          add_to(lane_sums + (o * kTaps + t) * kMaxLanes, d_weight[o][t]);
        }
        add_to(lane_sums + (kOutputs * kTaps + o) * kMaxLanes, d_bias[o]);
      }
    }
  }
}

}  // namespace sotto::fused::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
