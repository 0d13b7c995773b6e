// Where the files stand that come with a program.
#pragma once

#include <filesystem>
#include <string_view>

namespace sotto {

/// `name` among the data of the running program, as "dashboard" for the page. For a program
/// PREFIX/bin/sotto-relay that is PREFIX/share/sotto/NAME; nothing need be there. A build tree has
/// the same shape, with links to the sources in its share/sotto (cmake/install.cmake), so that no
/// program knows the folder it was built from. Links to the program are followed. Empty where the
/// system does not tell where the program is.
std::filesystem::path installed_file(std::string_view name);

/// The same for the program `program`, an absolute path.
std::filesystem::path installed_file(std::string_view name, const std::filesystem::path& program);

}  // namespace sotto
