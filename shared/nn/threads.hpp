// One thread a party: faster for tensors this small, and the same sums in the same order every
// time.
#pragma once

#include <string>

namespace sotto {

/// Sets Torch and the BLAS under it to one thread each.
void use_one_thread();

/// The BLAS that LibTorch runs on, e.g. "OpenBLAS 0.3.21 ..."; "reference BLAS" where none told.
std::string blas_name();

}  // namespace sotto
