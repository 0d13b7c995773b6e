// What a user's table may be at most, and must be at least.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sotto {

inline constexpr std::size_t kMostTableBytes = 32 << 20;  ///< of the file
inline constexpr std::size_t kFewestTableColumns = 2;
inline constexpr std::size_t kMostTableColumns = 64;
inline constexpr std::size_t kFewestTableRows = 100;  ///< without the header
inline constexpr std::size_t kMostTableRows = 200'000;
inline constexpr std::size_t kMostTableInputs = 64;  ///< with one for each category
inline constexpr std::size_t kMostCategories = 16;   ///< of one column
inline constexpr std::size_t kMostFieldBytes = 256;  ///< without its quotes

}  // namespace sotto
