// Files that appear whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace sotto {

/// A file beside another, whose place it takes once it is complete. What is not complete goes.
class FileDraft {
 public:
  /// Where `file` is a symbolic link, what it leads to is replaced, and the link stays. Throws
  /// std::runtime_error where `file` is there and no regular file, and where an earlier draft
  /// cannot be removed.
  explicit FileDraft(const std::filesystem::path& file);
  ~FileDraft();
  FileDraft(const FileDraft&) = delete;
  FileDraft& operator=(const FileDraft&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Puts the draft in its file's place. Throws std::runtime_error.
  void commit();

 private:
  std::filesystem::path file_;
  std::filesystem::path path_;
};

/// How sure what was written is to be there after a crash of the machine.
enum class Durability {
  of_the_system,  ///< it writes when it likes to
  on_disk,  ///< the file is on the disk before it takes its place, and its name before the end
};

/// Writes `contents` as the whole of `file`, by a draft; into a device or a pipe directly. Throws
/// std::runtime_error, one sentence with the system's reason, and leaves the file as it was.
void replace_file(const std::filesystem::path& file, std::string_view contents,
                  Durability durability = Durability::of_the_system);

}  // namespace sotto
