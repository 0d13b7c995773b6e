// In which order the rows of a table are taken.
#pragma once

#include <cstddef>
#include <vector>

#include "shared/crypto/number_stream.hpp"

namespace sotto {

/// 0 to rows - 1, shuffled: by ascending pairs of uniform numbers, of which row i has those at 2 i
/// and 2 i + 1 of block (split, 0); of equal pairs the lesser row is first. It depends on the
/// stream and the number of rows alone.
std::vector<std::size_t> row_order(const NumberStream& stream, std::size_t rows);

}  // namespace sotto
