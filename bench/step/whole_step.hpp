#pragma once

#include <cstddef>
#include <functional>

/// One paper step at every call, with the four updates by LibTorch's Adam: by plain LibTorch
/// (nn::Linear, nn::Conv1d, autograd), one thread.
std::function<void()> make_torch_step(int bits, std::size_t batch);

/// The same by the fused engine, as the parties use it: Learners, one thread.
std::function<void()> make_fused_step(int bits, std::size_t batch);
