// The files of the page that shows a session, as they were when the relay started.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace sotto {

class StaticFiles {
 public:
  /// Reads every regular file below `directory`; none where it holds no index.html, so
  /// that a slip of the pen does not read a whole disk. Links are not followed.
  /// Throws std::runtime_error where a file cannot be read or all together are beyond 64 MiB.
  explicit StaticFiles(const std::filesystem::path& directory);

  struct File {
    std::string type;  ///< for Content-Type
    std::string bytes;
  };
  /// By the path of a request, "/" being "/index.html". Null where there is none: names are looked
  /// up among those that were read, so that no path leads anywhere else.
  const File* find(std::string_view target) const;

  const std::filesystem::path& directory() const { return directory_; }

 private:
  std::filesystem::path directory_;
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace sotto
