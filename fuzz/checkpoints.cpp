// Checkpoints: files of a party's own directory, torn, changed or written by somebody else.
//
// The first byte says how the rest becomes a file:
//   f  it is the file
//   s  the file is the rest with the checksum that fits
#include "fuzz/property.hpp"
#include "shared/crypto/sha256.hpp"
#include "shared/party/checkpoint_head.hpp"

namespace sotto {
namespace {

void unseal(std::string_view bytes) {
  try {
    const auto [head, numbers] = unseal_checkpoint(bytes);
    expect(numbers.size() == head.numbers_bytes(), "the numbers are as many as the head says");
    const auto again = seal_checkpoint(head, numbers);
    const auto back = unseal_checkpoint(again);
    expect(back.head == head && back.numbers == numbers, "what is sealed again is read as before");
  } catch (const CheckpointError& error) {
    expect_sentence(error.what());
  }
}

}  // namespace
}  // namespace sotto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sotto;
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  unseal(rest);
  if (data[0] == 's') unseal(std::string(rest) + sha256({rest}));
  return 0;
}
