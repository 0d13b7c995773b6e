#pragma once

#include <cstddef>

namespace sotto::fused {

/// The size of one mix-and-transform network: the only thing that varies between Alice, Bob, Eve.
struct Shape {
  int bits = 16;      ///< N: plaintext bits, even, kMinBits..kMaxBits
  bool keyed = true;  ///< true: the input is [a | b], of N values each; false: a alone
  int values = 0;     ///< of a alone, up to kMaxValues; 0: N

  constexpr std::size_t outputs() const { return static_cast<std::size_t>(bits); }
  constexpr std::size_t a() const {
    return values > 0 ? static_cast<std::size_t>(values) : outputs();
  }
  constexpr std::size_t inputs() const { return keyed ? 2 * outputs() : a(); }
  constexpr std::size_t units() const { return 2 * outputs(); }  ///< width of the connected layer
};

inline constexpr int kMinBits = 4;
inline constexpr int kMaxBits = 128;
inline constexpr int kMaxValues = 1024;

/// Where each parameter starts in the flat float array; shapes as PyTorch has them, row-major.
/// The flat gradients have the same layout.
struct Layout {
  std::size_t fc_weight;     ///< [2N, inputs]
  std::size_t fc_bias;       ///< [2N]
  std::size_t conv1_weight;  ///< [2, 1, 4]  stride 1, padding 1 left and 2 right
  std::size_t conv1_bias;    ///< [2]
  std::size_t conv2_weight;  ///< [4, 2, 2]  stride 2
  std::size_t conv2_bias;    ///< [4]
  std::size_t conv3_weight;  ///< [4, 4, 1]
  std::size_t conv3_bias;    ///< [4]
  std::size_t conv4_weight;  ///< [1, 4, 1]
  std::size_t conv4_bias;    ///< [1]
  std::size_t count;         ///< floats in all
};

constexpr Layout layout(Shape shape) {
  Layout at{};
  at.fc_weight = 0;
  at.fc_bias = at.fc_weight + shape.units() * shape.inputs();
  at.conv1_weight = at.fc_bias + shape.units();
  at.conv1_bias = at.conv1_weight + 2 * 1 * 4;
  at.conv2_weight = at.conv1_bias + 2;
  at.conv2_bias = at.conv2_weight + 4 * 2 * 2;
  at.conv3_weight = at.conv2_bias + 4;
  at.conv3_bias = at.conv3_weight + 4 * 4 * 1;
  at.conv4_weight = at.conv3_bias + 4;
  at.conv4_bias = at.conv4_weight + 1 * 4 * 1;
  at.count = at.conv4_bias + 1;
  return at;
}

constexpr std::size_t parameter_count(Shape shape) { return layout(shape).count; }

}  // namespace sotto::fused
