// The secret that Alice and Bob share, as a file of 64 hexadecimal digits.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include "shared/crypto/number_stream.hpp"

namespace sotto {

/// One sentence: which file, what is wrong with it, what was expected.
struct SecretError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A fresh secret from the system's random source.
Secret random_secret();

/// Where a process starts numbering its chat messages: random in [0, 2^62), so that no two runs
/// with one secret use a number, and so a key, twice.
std::int64_t random_chat_number();

/// 256 random bits as 64 hexadecimal digits: what a party says hello with, and never says again.
std::string random_nonce();

/// Reads a secret. Throws SecretError where the file is missing, is not 64 hexadecimal digits, or
/// can be read by anybody but its owner.
Secret read_secret(const std::filesystem::path& file);

/// Creates the file with mode 0600. Throws SecretError where it exists already or cannot be made.
void create_secret(const std::filesystem::path& file, const Secret& secret);

}  // namespace sotto
