// A table's file, as bytes.
#pragma once

#include <filesystem>
#include <string>

namespace sotto {

/// The bytes of a regular file of at most kMostTableBytes. Whether it is one is decided before
/// anything is read, so a pipe or a device neither blocks nor goes on forever. Throws TableFlaw
/// where it is none, is larger or cannot be read.
std::string read_table_file(const std::filesystem::path& file);

}  // namespace sotto
