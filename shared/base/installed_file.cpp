#include "shared/base/installed_file.hpp"

#include <system_error>

namespace sotto {

std::filesystem::path installed_file(std::string_view name) {
  std::error_code fault;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", fault);
  return fault ? std::filesystem::path() : installed_file(name, program);
}

std::filesystem::path installed_file(std::string_view name, const std::filesystem::path& program) {
  return program.parent_path().parent_path() / "share" / "sotto" / name;
}

}  // namespace sotto
