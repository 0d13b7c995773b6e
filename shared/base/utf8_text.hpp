// Text that came from outside, before a terminal shows it.
#pragma once

#include <string>
#include <string_view>

namespace sotto {

/// Whether the bytes are UTF-8 (RFC 3629); control characters and NUL are.
bool is_utf8(std::string_view bytes);

/// Valid UTF-8 without control characters and without those that turn the direction of writing:
/// whatever else there is becomes U+FFFD.
std::string printable(std::string_view bytes);

/// Printable, and cut to some forty bytes where it is longer: what a sentence shows of what
/// somebody sent.
std::string excerpt(std::string_view bytes);

/// The excerpt in single quotes.
std::string in_quotes(std::string_view bytes);

}  // namespace sotto
