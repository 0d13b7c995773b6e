// Messages of text under fresh keys, and how much of them a reader gets.
#pragma once

#include <string>
#include <vector>

#include "shared/attack/cipher_samples.hpp"
#include "shared/base/json_fields.hpp"

namespace sotto {

/// What one reader made of all the texts. Letters are bytes.
struct LettersRead {
  std::string reader;
  std::int64_t texts = 0;
  std::int64_t texts_right = 0;  ///< every letter of them
  std::int64_t letters = 0;
  std::int64_t letters_right = 0;
  /// So many it would have right on average if its guesses had nothing to do with the texts: the
  /// sum over all letters of how often it guesses one, times the share of that one in the texts.
  double by_guessing = 0;

  /// Whether it has more right than guessing gives but for once in a thousand times (one-sided, the
  /// count's distribution taken for a normal one).
  bool beats_guessing() const;
};

class EncryptedTexts {
 public:
  /// Each of the `texts`, of which none is empty, encrypted as in the chat, bits as in
  /// protocol::chat_bits(). Keys come from `stream`, one block a text.
  EncryptedTexts(Cipher& cipher, const NumberStream& stream, std::vector<std::string> texts);

  const torch::Tensor& ciphertext() const { return ciphertext_; }  ///< [rows, N]
  const torch::Tensor& key() const { return key_; }                ///< [rows, N]

  /// `guess` [rows, N]: the sign is the bit.
  LettersRead judge(const std::string& reader, const torch::Tensor& guess) const;

 private:
  std::vector<std::string> texts_;
  std::vector<std::int64_t> rows_;  ///< of each text
  torch::Tensor ciphertext_;
  torch::Tensor key_;
};

Json json_of(const LettersRead& read);

}  // namespace sotto
