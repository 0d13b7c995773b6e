// Highway compiles this file, and the -inl.hpp headers it includes, once for each instruction set.
#include "shared/nn/fused_kernels/perceptron_pass.hpp"

#include "shared/nn/fused_kernels/instruction_sets.hpp"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "shared/nn/fused_kernels/perceptron_pass.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
//
#include "hwy/highway.h"
#include "shared/nn/fused_kernels/perceptron_pass-inl.hpp"

#if HWY_ONCE
namespace sotto::fused {

HWY_EXPORT(run_perceptron_pass);

void run(const PerceptronPass& pass, const PerceptronArena& arena) {
  HWY_DYNAMIC_DISPATCH(run_perceptron_pass)(pass, arena);
}

}  // namespace sotto::fused
#endif
