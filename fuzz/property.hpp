// What must hold of every input.
#pragma once

#include <string_view>

namespace sotto {

/// Where `holds` is false, says which property does not hold, and of what, and ends the process:
/// libFuzzer then keeps the input.
void expect(bool holds, std::string_view property, std::string_view of = {});

/// A sentence that is shown to somebody: not empty and printable.
void expect_sentence(std::string_view sentence);

/// A sentence with which the relay refuses an input: besides, no longer than an `error` message may
/// say.
void expect_refusal(std::string_view sentence);

}  // namespace sotto
