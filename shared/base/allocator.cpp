#include "shared/base/allocator.hpp"

#include <cstdlib>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace sotto {

void keep_freed_memory() {
#if defined(__GLIBC__)
  constexpr int kLargest = 64 << 20;  // above any frame
  mallopt(M_MMAP_THRESHOLD, kLargest);
  mallopt(M_TRIM_THRESHOLD, kLargest);
#endif
}

}  // namespace sotto
