#pragma once

#include <cstddef>

/// Seconds of the fastest of `runs` paper steps by plain LibTorch (nn::Linear, nn::Conv1d,
/// autograd), one thread; with or without the four updates by optim::Adam.
double torch_step_seconds(int bits, std::size_t batch, int runs, bool update);
