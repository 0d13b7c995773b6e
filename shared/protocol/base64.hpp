// Bytes as text, for messages that are JSON (RFC 4648, section 4, padded).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sotto::protocol {

std::string to_base64(std::span<const std::byte> bytes);
std::string to_base64(std::string_view bytes);

/// The bytes, or nothing where the text is not base64 without anything around it.
std::optional<std::string> from_base64(std::string_view text);

/// Characters that `bytes` become.
constexpr std::size_t base64_size(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

}  // namespace sotto::protocol
