// CRC-32C (Castagnoli), as in iSCSI (RFC 3720): catches what a bug does to a payload, not an
// attacker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sotto::protocol {

/// crc32c("123456789") is 0xE3069283. Uses the processor's instruction where it has one.
std::uint32_t crc32c(std::span<const std::byte> bytes);

/// The same by table, for every processor.
std::uint32_t crc32c_portable(std::span<const std::byte> bytes);

}  // namespace sotto::protocol
