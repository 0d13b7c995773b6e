#include "shared/crypto/secret.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace sotto {
namespace {

constexpr std::size_t kHexDigits = kSecretBytes * 2;

/// Owns a file descriptor.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  operator int() const { return descriptor_; }

 private:
  int descriptor_;
};

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  throw SecretError("secret file '" + file.string() + "' " + what);
}

}  // namespace

Secret random_secret() {
  Secret secret;
  if (sodium_init() < 0) throw SecretError("libsodium could not start: no random source");
  randombytes_buf(secret.data(), secret.size());
  return secret;
}

std::int64_t random_chat_number() {
  const auto bytes = random_secret();
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return static_cast<std::int64_t>(number >> 2);
}

std::string random_nonce() {
  const auto bytes = random_secret();
  std::string text(kHexDigits + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();  // the zero byte at the end
  return text;
}

Secret read_secret(const std::filesystem::path& file) {
  const File in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (in < 0) fail(file, std::string("cannot be read: ") + std::strerror(errno));
  struct stat status {};
  if (::fstat(in, &status) != 0 || !S_ISREG(status.st_mode)) fail(file, "is not a regular file");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    fail(file, "can be read by others, expected mode 0600 (chmod 600)");
  std::string text(kHexDigits + 2, '\0');
  const auto size = ::read(in, text.data(), text.size());
  if (size < 0) fail(file, std::string("cannot be read: ") + std::strerror(errno));
  text.resize(static_cast<std::size_t>(size));
  if (!text.empty() && text.back() == '\n') text.pop_back();
  Secret secret;
  std::size_t length = 0;
  const char* end = nullptr;
  if (text.size() != kHexDigits ||
      sodium_hex2bin(secret.data(), secret.size(), text.data(), text.size(), nullptr, &length,
                     &end) != 0 ||
      length != secret.size())
    fail(file, "does not hold a secret, expected 64 hexadecimal digits");
  return secret;
}

void create_secret(const std::filesystem::path& file, const Secret& secret) {
  const File out(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (out < 0) fail(file, std::string("cannot be created: ") + std::strerror(errno));
  std::string text(kHexDigits + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), secret.data(), secret.size());
  text.back() = '\n';
  if (::write(out, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    fail(file, std::string("cannot be written: ") + std::strerror(errno));
}

}  // namespace sotto
