// Who may be Alice, Bob, Eve or the operator of a session.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "shared/session/role.hpp"
#include "shared/base/json_fields.hpp"

namespace sotto {

/// One sentence: which file and what is wrong with it.
struct TokensError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Tokens {
 public:
  /// Fresh ones of 128 random bits each.
  static Tokens random();

  /// Reads {"alice": ..., "bob": ..., "eve": ..., "operator": ...}; creates the file with random
  /// tokens and mode 0600 where it is missing. Throws TokensError.
  static Tokens from_file(const std::filesystem::path& file);

  /// In constant time. A watcher needs no token.
  bool admits(Role role, std::string_view token) const;

  Json to_json() const;

 private:
  std::array<std::string, 5> tokens_;  ///< by Role; the watcher's stays empty
};

}  // namespace sotto
