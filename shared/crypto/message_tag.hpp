// One-time authenticators: sixteen bytes that only who has the key can make for a message.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

namespace sotto {

/// For one message, ever: who sees the tags of two messages under one key can forge a third.
using OneTimeKey = std::array<std::uint8_t, 32>;
using MessageTag = std::array<std::uint8_t, 16>;

/// Poly1305 (RFC 8439, section 2.5; libsodium) over the parts, one right behind the other.
MessageTag message_tag(const OneTimeKey& key,
                       std::initializer_list<std::span<const std::byte>> parts);

/// In constant time.
bool equal(const MessageTag& one, const MessageTag& other);

}  // namespace sotto
