#include "shared/attack/encrypted_texts.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "shared/protocol/chat_text.hpp"

namespace sotto {
namespace {

/// Of a normal distribution: beyond it once in a thousand times.
constexpr double kOnceInAThousand = 3.09;

}  // namespace

bool LettersRead::beats_guessing() const {
  return static_cast<double>(letters_right) >
         by_guessing + kOnceInAThousand * std::sqrt(by_guessing);
}

EncryptedTexts::EncryptedTexts(Cipher& cipher, const NumberStream& stream,
                               std::vector<std::string> texts)
    : texts_(std::move(texts)) {
  const auto columns = cipher.bits();
  std::vector<torch::Tensor> plaintexts, keys;
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    auto bits = protocol::chat_bits(texts_[i], static_cast<std::size_t>(columns));
    rows_.push_back(std::ssize(bits) / columns);
    plaintexts.push_back(torch::from_blob(bits.data(), {rows_.back(), columns}).clone());
    auto key = torch::empty({rows_.back(), columns});
    stream.fill_bits(Purpose::chat_key, static_cast<std::int64_t>(i),
                     {key.data_ptr<float>(), bits.size()});
    keys.push_back(std::move(key));
  }
  key_ = torch::cat(keys);
  ciphertext_ = cipher.encrypt(torch::cat(plaintexts), key_);
}

LettersRead EncryptedTexts::judge(const std::string& reader, const torch::Tensor& guess) const {
  LettersRead read{.reader = reader, .texts = std::ssize(texts_)};
  const auto guesses = guess.to(torch::kFloat32).contiguous();
  const auto* next = guesses.data_ptr<float>();
  std::array<double, 256> guessed{}, written{};
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    const auto& text = texts_[i];
    const auto count = static_cast<std::size_t>(rows_[i] * guesses.size(1));
    auto letters = protocol::chat_text({next, count});
    letters.resize(text.size(), '\0');  // it leaves zero bytes at the end out
    next += count;
    read.letters += std::ssize(text);
    read.texts_right += letters == text ? 1 : 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      read.letters_right += letters[at] == text[at] ? 1 : 0;
      ++guessed[static_cast<unsigned char>(letters[at])];
      ++written[static_cast<unsigned char>(text[at])];
    }
  }
  for (std::size_t letter = 0; letter < guessed.size(); ++letter)
    read.by_guessing += guessed[letter] * written[letter] / static_cast<double>(read.letters);
  return read;
}

Json json_of(const LettersRead& read) {
  return {{"reader", read.reader},
          {"texts", read.texts},
          {"texts_right", read.texts_right},
          {"letters", read.letters},
          {"letters_right", read.letters_right},
          {"letters_right_by_guessing", read.by_guessing},
          {"beats_guessing", read.beats_guessing()}};
}

}  // namespace sotto
