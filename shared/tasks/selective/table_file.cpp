#include "shared/tasks/selective/table_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "shared/tasks/selective/table_error.hpp"
#include "shared/tasks/selective/table_limits.hpp"

namespace sotto {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  operator int() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void cannot_be_read(int error) {
  throw TableFlaw(" cannot be read (" + std::generic_category().message(error) +
                  "), expected a CSV file");
}

[[noreturn]] void is_too_large() {
  throw TableFlaw(" is too large, expected at most " + std::to_string(kMostTableBytes >> 20) +
                  " MiB");
}

}  // namespace

std::string read_table_file(const std::filesystem::path& file) {
  // Without O_NONBLOCK, opening a pipe waits for its writer.
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (in < 0) cannot_be_read(errno);
  struct stat status {};
  if (::fstat(in, &status) != 0) cannot_be_read(errno);
  if (!S_ISREG(status.st_mode)) throw TableFlaw(" is not a regular file, expected a CSV file");
  if (static_cast<std::uintmax_t>(status.st_size) > kMostTableBytes) is_too_large();
  // One byte more than it had: a file may grow while it is read, and some say that they have none.
  std::string bytes(static_cast<std::size_t>(status.st_size) + 1, '\0');
  std::size_t size = 0;
  while (true) {
    const auto got = ::read(in, bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) cannot_be_read(errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size > kMostTableBytes) is_too_large();
    if (size == bytes.size()) bytes.resize(2 * size);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace sotto
