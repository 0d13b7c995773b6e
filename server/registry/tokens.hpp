// Who may be Alice, Bob, Eve, a listener, an attacker or the operator of a session.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "shared/base/json_fields.hpp"
#include "shared/session/role.hpp"

namespace sotto {

/// One sentence: which file and what is wrong with it.
struct TokensError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What a session's tokens are recognised by: their BLAKE2b-256 digests. The tokens themselves are
/// nowhere in the relay. They are random numbers of 128 bits, so that a fast digest does.
class Tokens {
 public:
  /// Admits nobody but watchers.
  Tokens() = default;
  /// `tokens`: {"alice": ..., "bob": ..., "eve": ..., "listener": ..., "attacker": ..., "operator":
  /// ...}, each a token, or its digest as "blake2b:" and 64 hexadecimal digits. `listener` and
  /// `attacker` may be left out, as in files of older versions: then none may join. Throws
  /// FieldError.
  explicit Tokens(const Json& tokens);

  /// Fresh ones of 128 random bits each, for all roles: to be told once.
  static Json random();

  /// Reads a file of them; creates it with random tokens and mode 0600 where it is missing. Throws
  /// TokensError.
  static Tokens from_file(const std::filesystem::path& file);

  /// Puts digests in the place of the file's tokens. Throws TokensError, and leaves the file as it
  /// was.
  static void hash_file(const std::filesystem::path& file);

  /// In constant time. A watcher needs no token.
  bool admits(Role role, std::string_view token) const;

 private:
  using Digest = std::array<std::uint8_t, 32>;
  static Digest digest_of(std::string_view token);
  static Digest digest_in(const std::string& text);
  Json to_json() const;

  /// By Role; none, as the watcher's, admits nobody.
  std::array<std::optional<Digest>, Names<Role>::values.size()> digests_;
};

}  // namespace sotto
