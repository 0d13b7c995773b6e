// The parts of LibTorch that the project uses. All of it (torch/torch.h) takes every source file
// half as long again to compile, precompiled or not.
#pragma once

#include <torch/autograd.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/optim/adam.h>
#include <torch/types.h>
#include <torch/utils.h>
