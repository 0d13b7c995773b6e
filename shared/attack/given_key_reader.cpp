#include "shared/attack/given_key_reader.hpp"

#include <algorithm>

namespace sotto {

std::int64_t GivenKeyReader::held_out(const Budget& budget) const {
  return std::max<std::int64_t>(budget.held_out, 512'000);
}

std::vector<Form> GivenKeyReader::forms() const {
  std::vector<Form> forms(static_cast<std::size_t>(bits_));
  for (std::size_t i = 0; i < forms.size(); ++i) forms[i].set(i);
  return forms;
}

torch::Tensor GivenKeyReader::guess(const Sample& sample) {
  return reads_(sample.ciphertext, sample.plaintext);
}

}  // namespace sotto
