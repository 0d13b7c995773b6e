#include "server/registry/tokens.hpp"

#include <sodium.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "shared/protocol/limits.hpp"

namespace sotto {
namespace {

constexpr std::array kWithToken{Role::alice,    Role::bob,      Role::eve,
                                Role::listener, Role::attacker, Role::operator_};

std::string random_token() {
  std::array<unsigned char, 16> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

}  // namespace

Tokens Tokens::random() {
  if (sodium_init() < 0) throw TokensError("libsodium could not start: no random source");
  Tokens tokens;
  for (const auto role : kWithToken) tokens.of(role) = random_token();
  return tokens;
}

Tokens Tokens::from_file(const std::filesystem::path& file) {
  const auto fail = [&](const std::string& what) {
    return TokensError("token file '" + file.string() + "' " + what);
  };
  if (!std::filesystem::exists(file)) {
    auto tokens = random();
    const auto before = ::umask(S_IRWXG | S_IRWXO);
    std::ofstream out(file);
    out << tokens.to_json().dump(2) << "\n";
    ::umask(before);
    if (!out.flush()) throw fail("cannot be written");
    return tokens;
  }
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) throw fail("cannot be read");
  Tokens tokens;
  try {
    const auto object = parse_object(text.str());
    Fields fields(object, {"tokens"});
    for (const auto role : kWithToken) {
      const bool optional = role == Role::listener || role == Role::attacker;
      if (optional && !fields.has(name(role))) continue;
      auto& token = tokens.of(role);
      token = fields.text(name(role), protocol::kMaxToken);
      if (token.empty()) fields.fail(name(role), "is empty");
    }
    fields.finish();
  } catch (const FieldError& error) {
    throw fail(std::string("is not what it should be: ") + error.what());
  }
  return tokens;
}

bool Tokens::admits(Role role, std::string_view token) const {
  if (role == Role::watcher) return true;
  const auto& expected = of(role);
  return !expected.empty() && expected.size() == token.size() &&
         sodium_memcmp(expected.data(), token.data(), token.size()) == 0;
}

Json Tokens::to_json() const {
  auto object = Json::object();
  for (const auto role : kWithToken)
    if (!of(role).empty()) object[std::string(name(role))] = of(role);
  return object;
}

}  // namespace sotto
