// Who may be Alice, Bob, Eve, a listener, an attacker or the operator of a session.
#pragma once

#include <array>
#include <filesystem>
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

class Tokens {
 public:
  /// Fresh ones of 128 random bits each.
  static Tokens random();

  /// Reads {"alice": ..., "bob": ..., "eve": ..., "listener": ..., "attacker": ..., "operator":
  /// ...}; creates the file with random tokens and mode 0600 where it is missing. `listener` and
  /// `attacker` may be left out, as in files of older versions: then none may join. Throws
  /// TokensError.
  static Tokens from_file(const std::filesystem::path& file);

  /// In constant time. A watcher needs no token.
  bool admits(Role role, std::string_view token) const;

  /// Those that there are.
  Json to_json() const;

 private:
  std::string& of(Role role) { return tokens_[static_cast<std::size_t>(role)]; }
  const std::string& of(Role role) const { return tokens_[static_cast<std::size_t>(role)]; }

  /// By Role; the watcher's stays empty. An empty one admits nobody.
  std::array<std::string, Names<Role>::values.size()> tokens_;
};

}  // namespace sotto
