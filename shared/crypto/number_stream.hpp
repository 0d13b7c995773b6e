// Numbered streams: every random number of a session, addressed by (purpose, number).
//
// ChaCha20 (RFC 8439, libsodium) with a key of the stream's own; the purpose (32 bits) and the
// number (64 bits) are the nonce, so any block can be drawn on its own, in any order, any number of
// times, and no two addresses share keystream.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "shared/crypto/message_tag.hpp"

namespace sotto {

inline constexpr std::size_t kSecretBytes = 32;
using Secret = std::array<std::uint8_t, kSecretBytes>;

/// What a block of numbers is for. Values are part of the protocol: append, never renumber.
enum class Purpose : std::uint32_t {
  plaintext = 1,            ///< public; number = step
  key = 2,                  ///< secret; number = step
  chat_key = 3,             ///< secret; number = the chat message's
  init_alice = 4,           ///< secret: Eve must not know Alice's first weights
  init_bob = 5,             ///< secret
  init_eve = 6,             ///< public; number = how often she has started anew
  init_shadow = 7,          ///< public; used by an independent shadow
  attack_plaintext = 8,     ///< an audit's; number = minibatch
  attack_key = 9,           ///< an audit's; number = minibatch
  held_out_plaintext = 10,  ///< an audit's; number = minibatch
  held_out_key = 11,        ///< an audit's; number = minibatch
  chosen_plaintexts = 12,   ///< an audit's; number 0
  init_attacker = 13,       ///< an audit's; number = layer
  noise = 14,               ///< secret: Bob's, on what he hears in training; number = step
  init_key_reader = 15,     ///< secret
  restart_alice = 16,       ///< secret: weights that are drawn again; number = 2 step, and their
                            ///< disturbance; number = 2 step + 1
  restart_bob = 17,         ///< secret; the same of Bob
  restart_key_reader = 18,  ///< secret; the same of the reader of the key beside him
  init_shadows = 19,        ///< secret: Alice's further shadows; number = which of them
  example = 20,             ///< public: what task `selective` is about; number = step
  example_between = 21,     ///< public; what makes those numbers finer; number = step
  init_public = 22,         ///< secret: of the network that makes the public estimate
  split = 23,               ///< public: which rows of a table are held out; number 0
  row = 24,                 ///< public: which rows of a table a step learns from; number = step
  message_tag = 25,         ///< secret: one-time keys; addressed by MessageAddress
};

/// Which message a one-time key is for. Two of them differ wherever their keys must.
struct MessageAddress {
  std::uint8_t sender;  ///< its Role
  std::uint16_t kind;   ///< of the frame
  std::uint32_t epoch;  //
  std::int64_t number;  ///< the step; of a chat message, its number
};

class NumberStream {
 public:
  /// The stream all parties know. Its key is a BLAKE2b hash of the seed.
  static NumberStream public_stream(std::int64_t seed);

  /// The stream of those who hold the secret: Alice and Bob.
  static NumberStream secret_stream(const Secret& secret);

  /// The stream of one meeting of those who hold the secret: of the fresh random texts that Alice
  /// and Bob have said hello with. Two meetings have nothing in common.
  static NumberStream meeting_stream(const Secret& secret, std::string_view alice,
                                     std::string_view bob);

  /// Fills `out` with bits as -1 and +1, from the first bit of block (purpose, number) on.
  void fill_bits(Purpose purpose, std::int64_t number, std::span<float> out) const;

  /// Fills `out` with numbers uniform in [-1, 1), 24 bits each.
  void fill_uniform(Purpose purpose, std::int64_t number, std::span<float> out) const;

  /// Fills `out` with numbers that are normal to within 4 % of their density out to 3 deviations,
  /// of mean 0 and deviation 1: the number of ones in 64 fair bits, standardised. They are whole
  /// quarters, the same on every machine, which a logarithm's are not.
  void fill_normal(Purpose purpose, std::int64_t number, std::span<float> out) const;

  /// The first 32 bytes of a block of keystream that no other address, purpose or number has.
  OneTimeKey one_time_key(const MessageAddress& address) const;

 private:
  using Key = std::array<std::uint8_t, 32>;
  explicit NumberStream(const Key& key);

  Key key_;
};

}  // namespace sotto
