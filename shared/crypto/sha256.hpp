// Bytes as one short name.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace sotto {

/// SHA-256 (FIPS 180-4) over the parts, one right behind the other; 64 lower-case hexadecimal
/// digits.
std::string sha256(std::initializer_list<std::string_view> parts);

}  // namespace sotto
