#include "bench/step/machine_limits.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "shared/nn/fused_kernels/instruction_sets.hpp"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/step/machine_limits.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
//
#include "hwy/highway.h"
#include "shared/nn/fused_kernels/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace sotto::fused::HWY_NAMESPACE {

/// Makes the compiler believe that somebody reads what is there.
HWY_INLINE void keep(const float* values) { asm volatile("" : : "r"(values) : "memory"); }

/// Best of many runs, in units a second.
template <class Work>
double best_rate(double units, const Work& work) {
  double best = 0;
  for (int run = 0; run < 300; ++run) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    best = std::max(best, units / time.count());
  }
  return best;
}

HWY_NOINLINE Limits measure() {
  constexpr size_t kSums = HWY_TARGET == HWY_AVX2 ? 12 : 16;
  constexpr size_t kRounds = 20000;
  HWY_ALIGN float sums_at[kSums * kVector];  // distinct, or the compiler would need only one
  for (size_t i = 0; i < kSums * kVector; ++i) sums_at[i] = static_cast<float>(i);
  const double fma = best_rate(kRounds * kSums * kVector, [&]() HWY_ATTR {
    Vector sums[kSums];
    const Vector factor = broadcast(0.999F);
    const Vector term = broadcast(0.001F);
    for (size_t i = 0; i < kSums; ++i) sums[i] = hn::Load(kLanes, sums_at + i * kVector);
    for (size_t round = 0; round < kRounds; ++round) {
      for (auto& sum : sums) sum = hn::MulAdd(sum, factor, term);
    }
    store(sums, sums_at);
    keep(sums_at);
  });

  constexpr size_t kValues = 4096;
  HWY_ALIGN static float values[kValues];
  HWY_ALIGN static float images[kValues];
  for (size_t i = 0; i < kValues; ++i) values[i] = (static_cast<float>(i) - 2048.0F) / 256.0F;
  const double sigmoid = best_rate(16 * kValues, [&]() HWY_ATTR {
    for (int repeat = 0; repeat < 16; ++repeat) {
      for (size_t i = 0; i < kValues; i += 4 * kVector) {
        Vector x[4];
        for (size_t k = 0; k < 4; ++k) x[k] = hn::Load(kLanes, values + i + k * kVector);
        Sigmoid::each(x);
        store(x, images + i);
      }
      keep(images);
    }
  });
  return {fma, sigmoid};
}

}  // namespace sotto::fused::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sotto::fused {
HWY_EXPORT(measure);
Limits measure_limits() { return HWY_DYNAMIC_DISPATCH(measure)(); }
}  // namespace sotto::fused
#endif
