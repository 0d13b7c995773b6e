// Finished networks from their archives, as a cipher.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "shared/attack/cipher_samples.hpp"
#include "shared/attack/ciphertext_tests.hpp"

namespace sotto {

/// The message is one sentence, for people.
struct ArchiveError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// alice.pt, a TorchScript archive with forward(message, key). Throws ArchiveError where the file
/// is none, or its network not of this kind; so does encrypt() where the network gives anything but
/// one number within [-1, 1] for each bit.
std::unique_ptr<Cipher> open_cipher(const std::string& file);

/// bob.pt, a TorchScript archive with forward(ciphertext, key), for that cipher's number of bits:
/// one number of any size for each, whose sign is the bit. The same.
Decrypt open_decrypt(const std::string& file, std::int64_t bits);

}  // namespace sotto
