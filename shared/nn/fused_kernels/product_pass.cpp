// Highway compiles this file, and the -inl.hpp headers it includes, once for each instruction set.
#include "shared/nn/fused_kernels/product_pass.hpp"

#include "shared/nn/fused_kernels/instruction_sets.hpp"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "shared/nn/fused_kernels/product_pass.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
//
#include "hwy/highway.h"
#include "shared/nn/fused_kernels/product_pass-inl.hpp"

#if HWY_ONCE
namespace sotto::fused {

HWY_EXPORT(run_product_pass);

Loss run(const ProductPass& pass, const ProductArena& arena) {
  return HWY_DYNAMIC_DISPATCH(run_product_pass)(pass, arena);
}

}  // namespace sotto::fused
#endif
