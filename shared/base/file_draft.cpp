#include "shared/base/file_draft.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

namespace sotto {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
  throw std::runtime_error("'" + file.string() + "' cannot be written: " + why);
}

[[noreturn]] void refuse(const fs::path& file, int number) {
  refuse(file, std::generic_category().message(number));
}

/// The file that is meant where `file` is a link, also one to nothing yet. Of a circle of links,
/// one of them: it cannot be opened.
fs::path followed(fs::path file) {
  constexpr int kMaxLinks = 40;  // as Linux itself
  for (int i = 0; i < kMaxLinks; ++i) {
    std::error_code fault;
    const auto target = fs::read_symlink(file, fault);
    if (fault) return file;  // no link
    file = file.parent_path() / target;
  }
  return file;
}

/// Not of a stream: that keeps no reason why a write failed.
void write_all(const fs::path& file, std::string_view contents, const fs::path& named,
               Durability durability) {
  const int handle = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (handle < 0) refuse(named, errno);
  while (!contents.empty()) {
    const auto size = ::write(handle, contents.data(), contents.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) {
      const int number = errno;
      ::close(handle);
      refuse(named, number);
    }
    contents.remove_prefix(static_cast<std::size_t>(size));
  }
  if (durability == Durability::on_disk && ::fsync(handle) != 0) {
    const int number = errno;
    ::close(handle);
    refuse(named, number);
  }
  if (::close(handle) != 0) refuse(named, errno);
}

/// The names in it, too, are on the disk then.
void sync_directory(const fs::path& file) {
  const auto directory = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const int handle = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) refuse(file, errno);
  const int failed = ::fsync(handle) != 0 ? errno : 0;
  ::close(handle);
  if (failed != 0) refuse(file, failed);
}

}  // namespace

FileDraft::FileDraft(const fs::path& file) : file_(followed(file)), path_(file_.string() + ".new") {
  std::error_code fault;
  if (const auto status = fs::status(file_, fault);
      fs::exists(status) && !fs::is_regular_file(status))
    refuse(file, "it is no regular file");
  fault.clear();
  fs::remove(path_, fault);
  if (fault) refuse(file, "'" + path_.string() + "' is in the way");
}

FileDraft::~FileDraft() {
  std::error_code ignored;
  fs::remove(path_, ignored);
}

void FileDraft::commit() {
  std::error_code fault;
  fs::rename(path_, file_, fault);
  if (fault) refuse(file_, fault.message());
}

void replace_file(const fs::path& file, std::string_view contents, Durability durability) {
  std::error_code fault;
  const auto status = fs::status(file, fault);
  if (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status))
    return write_all(file, contents, file, durability);
  FileDraft draft(file);
  write_all(draft.path(), contents, file, durability);
  draft.commit();
  if (durability == Durability::on_disk) sync_directory(followed(file));
}

}  // namespace sotto
