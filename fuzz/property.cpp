#include "fuzz/property.hpp"

#include <cstdlib>
#include <iostream>

#include "shared/base/utf8_text.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {

void expect(bool holds, std::string_view property, std::string_view of) {
  if (holds) return;
  std::cerr << "\nthis does not hold: " << property << "\n" << printable(of) << std::endl;
  std::abort();
}

void expect_sentence(std::string_view sentence) {
  expect(!sentence.empty(), "a refusal has a sentence");
  expect(printable(sentence) == sentence, "a refusal is printable", sentence);
}

void expect_refusal(std::string_view sentence) {
  expect_sentence(sentence);
  expect(sentence.size() <= protocol::kMaxSentence, "a refusal fits into an error message",
         sentence);
}

}  // namespace sotto
