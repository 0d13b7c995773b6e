#include "server/api/static_files.hpp"

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace sotto {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

std::string type_of(const std::filesystem::path& file) {
  constexpr std::array kTypes{
      std::pair{".html", "text/html; charset=utf-8"},
      std::pair{".js", "text/javascript; charset=utf-8"},
      std::pair{".mjs", "text/javascript; charset=utf-8"},
      std::pair{".css", "text/css; charset=utf-8"},
      std::pair{".svg", "image/svg+xml"},
      std::pair{".png", "image/png"},
      std::pair{".ico", "image/x-icon"},
      std::pair{".json", "application/json"},
      std::pair{".map", "application/json"},
      std::pair{".txt", "text/plain; charset=utf-8"},
      std::pair{".md", "text/plain; charset=utf-8"},
      std::pair{".woff2", "font/woff2"},
  };
  const auto extension = file.extension().string();
  for (const auto& [ending, type] : kTypes)
    if (extension == ending) return type;
  return "application/octet-stream";
}

}  // namespace

StaticFiles::StaticFiles(const std::filesystem::path& directory) : directory_(directory) {
  namespace fs = std::filesystem;
  if (!fs::is_regular_file(directory / "index.html")) return;
  std::size_t total = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_symlink() || !entry.is_regular_file()) continue;
    total += entry.file_size();
    if (total > kMaxBytes)
      throw std::runtime_error("dashboard '" + directory.string() +
                               "' holds more than 64 MiB, expected the files of a page");
    std::ifstream in(entry.path(), std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    if (!in)
      throw std::runtime_error("dashboard file '" + entry.path().string() + "' cannot be read");
    files_["/" + entry.path().lexically_relative(directory).generic_string()] = {
        type_of(entry.path()), std::move(bytes).str()};
  }
}

const StaticFiles::File* StaticFiles::find(std::string_view target) const {
  const auto found = files_.find(target == "/" ? std::string_view("/index.html") : target);
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace sotto
