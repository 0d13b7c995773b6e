#include "shared/nn/threads.hpp"

#include <dlfcn.h>

#include "shared/nn/torch.hpp"

namespace sotto {

void use_one_thread() {
  at::set_num_threads(1);
  // Debian's libblas.so.3 is whatever is installed; OpenBLAS brings threads of its own.
  if (auto* set =
          reinterpret_cast<void (*)(int)>(::dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
    set(1);
}

std::string blas_name() {
  if (auto* config =
          reinterpret_cast<const char* (*)()>(::dlsym(RTLD_DEFAULT, "openblas_get_config")))
    return config();
  return "reference BLAS";
}

}  // namespace sotto
