// What a program said last.
#pragma once

#include <filesystem>
#include <string>

namespace sotto {

/// The last line of the file that is not empty; nothing of a file that cannot be read.
std::string last_line(const std::filesystem::path& file);

}  // namespace sotto
