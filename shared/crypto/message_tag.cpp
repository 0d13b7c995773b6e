#include "shared/crypto/message_tag.hpp"

#include <sodium.h>

namespace sotto {

MessageTag message_tag(const OneTimeKey& key,
                       std::initializer_list<std::span<const std::byte>> parts) {
  crypto_onetimeauth_state state;
  crypto_onetimeauth_init(&state, key.data());
  for (const auto part : parts)
    crypto_onetimeauth_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  MessageTag tag;
  crypto_onetimeauth_final(&state, tag.data());
  return tag;
}

bool equal(const MessageTag& one, const MessageTag& other) {
  return crypto_verify_16(one.data(), other.data()) == 0;
}

}  // namespace sotto
