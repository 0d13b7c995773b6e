// The bytes of a checkpoint: what they say of themselves is believed only where all of it fits.
#include "shared/party/checkpoint_head.hpp"

#include <gtest/gtest.h>

#include "shared/base/json_fields.hpp"
#include "shared/crypto/sha256.hpp"

namespace sotto {
namespace {

const CheckpointHead kHead{
    {"alice", "0123", "4567"}, 12, 2, {{.weights = 2, .adam_steps = 12, .moments = true}}};
const std::string kNumbers(24, 'x');

std::string what_is_wrong(std::string_view bytes) {
  try {
    unseal_checkpoint(bytes);
  } catch (const CheckpointError& error) {
    return error.what();
  }
  return "";
}

/// Of bytes in order but for that value of the head.
std::string what_is_wrong(const Json::json_pointer& where, const Json& value) {
  auto sealed = seal_checkpoint(kHead, kNumbers);
  auto head = Json::parse(sealed.substr(0, sealed.find('\n')));
  head[where] = value;
  const auto bytes = head.dump() + "\n" + kNumbers;
  return what_is_wrong(bytes + sha256({bytes}));
}

TEST(CheckpointHead, LeadsThereAndBack) {
  const auto bytes = seal_checkpoint(kHead, kNumbers);
  const auto [head, numbers] = unseal_checkpoint(bytes);
  EXPECT_EQ(head, kHead);
  EXPECT_EQ(numbers, kNumbers);
}

TEST(CheckpointHead, IsRefusedWithASentenceWhereAValueCannotBe) {
  EXPECT_EQ(what_is_wrong("/format"_json_pointer, "sotto checkpoint 9"),
            "its first line cannot be read: head.format is 'sotto checkpoint 9', expected 'sotto "
            "checkpoint 1'");
  EXPECT_NE(what_is_wrong("/learners/0/weights"_json_pointer, -1), "");
  EXPECT_NE(what_is_wrong("/learners/0/weights"_json_pointer, 1e300), "");
  EXPECT_NE(what_is_wrong("/step"_json_pointer, nullptr), "");
  EXPECT_NE(what_is_wrong("/more"_json_pointer, 1), "");
}

TEST(CheckpointHead, IsRefusedWhereTheNumbersAreMoreOrFewerThanItSays) {
  EXPECT_EQ(what_is_wrong("/learners/0/weights"_json_pointer, 3),
            "it has 24 bytes of numbers, its first line says 36");
  EXPECT_EQ(what_is_wrong("/learners/0/moments"_json_pointer, false),
            "it has 24 bytes of numbers, its first line says 8");
}

}  // namespace
}  // namespace sotto
