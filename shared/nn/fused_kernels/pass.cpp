// Highway compiles this file, and the -inl.hpp headers it includes, once for each instruction set.
#include "shared/nn/fused_kernels/pass.hpp"

#include <cstdint>

#include "shared/nn/fused_kernels/fused_network.hpp"
#include "shared/nn/fused_kernels/instruction_sets.hpp"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "shared/nn/fused_kernels/pass.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
//
#include "hwy/highway.h"
#include "shared/nn/fused_kernels/pass-inl.hpp"

#if HWY_ONCE
namespace sotto::fused {

HWY_EXPORT(run_blocked);

Loss run(const Pass& pass, const Arena& arena) {
  return HWY_DYNAMIC_DISPATCH(run_blocked)(pass, arena);
}

const char* instruction_set() {
  const std::int64_t usable = HWY_TARGETS & hwy::SupportedTargets();
  return hwy::TargetName(usable & -usable);  // the lowest bit is the best
}

}  // namespace sotto::fused
#endif
