#include "server/registry/tokens.hpp"

#include <sodium.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "shared/base/file_draft.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {
namespace {

constexpr std::array kWithToken{Role::alice,    Role::bob,      Role::eve,
                                Role::listener, Role::attacker, Role::operator_};
constexpr std::string_view kOfDigest = "blake2b:";

template <std::size_t size>
std::string hex(const std::array<std::uint8_t, size>& bytes) {
  std::string text(size * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), size);
  text.pop_back();  // the zero byte at the end
  return text;
}

TokensError error_of(const std::filesystem::path& file, const std::string& what) {
  return TokensError("token file '" + file.string() + "' " + what);
}

Json read(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) throw error_of(file, "cannot be read");
  return parse_object(text.str());
}

}  // namespace

Json Tokens::random() {
  if (sodium_init() < 0) throw TokensError("libsodium could not start: no random source");
  auto tokens = Json::object();
  for (const auto role : kWithToken) {
    std::array<std::uint8_t, 16> bytes;
    randombytes_buf(bytes.data(), bytes.size());
    tokens[std::string(name(role))] = hex(bytes);
  }
  return tokens;
}

Tokens::Digest Tokens::digest_of(std::string_view token) {
  Digest digest;
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr,
                     0);
  return digest;
}

/// Of a token, or as it is written.
Tokens::Digest Tokens::digest_in(const std::string& text) {
  if (!text.starts_with(kOfDigest)) return digest_of(text);
  const auto digits = text.substr(kOfDigest.size());
  Digest digest;
  std::size_t length = 0;
  if (digits.size() != 2 * digest.size() ||
      sodium_hex2bin(digest.data(), digest.size(), digits.data(), digits.size(), nullptr, &length,
                     nullptr) != 0 ||
      length != digest.size())
    throw FieldError("a digest is not 'blake2b:' and 64 hexadecimal digits");
  return digest;
}

Tokens::Tokens(const Json& tokens) {
  Fields fields(tokens, {"tokens"});
  for (const auto role : kWithToken) {
    const bool optional = role == Role::listener || role == Role::attacker;
    if (optional && !fields.has(name(role))) continue;
    const auto text = fields.text(name(role), protocol::kMaxToken);
    if (text.empty()) fields.fail(name(role), "is empty");
    digests_[static_cast<std::size_t>(role)] = digest_in(text);
  }
  fields.finish();
}

Tokens Tokens::from_file(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) {
    const auto tokens = random();
    const auto before = ::umask(S_IRWXG | S_IRWXO);
    std::ofstream out(file);
    out << tokens.dump(2) << "\n";
    ::umask(before);
    if (!out.flush()) throw error_of(file, "cannot be written");
    return Tokens(tokens);
  }
  try {
    return Tokens(read(file));
  } catch (const FieldError& error) {
    throw error_of(file, std::string("is not what it should be: ") + error.what());
  }
}

void Tokens::hash_file(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) throw error_of(file, "is missing");
  const auto tokens = from_file(file);
  const auto before = ::umask(S_IRWXG | S_IRWXO);
  try {
    replace_file(file, tokens.to_json().dump(2) + "\n");
  } catch (const std::runtime_error& error) {
    ::umask(before);
    throw error_of(file, std::string("cannot be written: ") + error.what());
  }
  ::umask(before);
}

bool Tokens::admits(Role role, std::string_view token) const {
  if (role == Role::watcher) return true;
  const auto& expected = digests_[static_cast<std::size_t>(role)];
  const auto given = digest_of(token);
  return expected && sodium_memcmp(expected->data(), given.data(), given.size()) == 0;
}

Json Tokens::to_json() const {
  auto object = Json::object();
  for (const auto role : kWithToken)
    if (const auto& digest = digests_[static_cast<std::size_t>(role)])
      object[std::string(name(role))] = std::string(kOfDigest) + hex(*digest);
  return object;
}

}  // namespace sotto
