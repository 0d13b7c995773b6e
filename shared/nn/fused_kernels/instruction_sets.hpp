#pragma once

#include "hwy/detect_targets.h"

// Which instruction sets Highway leaves out: those between the baseline and AVX2, extensions of
// AVX-512 of which nothing is used, and scalable vectors, which cannot be elements of arrays.
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS \
  (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
