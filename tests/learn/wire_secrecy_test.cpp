// No message to the relay or to Eve holds the secret or a key bit pattern.
#include <gtest/gtest.h>

#include "tests/support/secrecy.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

TEST(WireSecrecy, NothingThatTheRelayOrEveSeesHoldsASecretOrAKey) {
  auto config = small_config(30);
  config.bits = 16;
  auto session = make_session(config);
  std::string seen;  // everything passes the relay, so this is all that anybody could hear
  std::size_t messages = 0;
  session.observe_wire([&](Role, bool, bool, const Buffer& bytes) {
    seen += bytes.text();
    ++messages;
  });
  for (int i = 0; i < 20; ++i) session.advance();
  session.say(Role::alice, "the secret is safe");
  session.run();
  EXPECT_GT(messages, 200U);
  const Needles needles(derive_run_seeds(1).secret, config.steps, 16, 40);
  EXPECT_GT(needles.all().size(), 2000U);
  EXPECT_EQ(needles.found_in(seen), std::vector<std::string>{});
  EXPECT_EQ(seen.find("the secret is safe"), seen.npos);
}

TEST(WireSecrecy, SearchWouldFindAKeyThatLeaks) {
  const auto secret = derive_run_seeds(1).secret;
  const Needles needles(secret, 3, 16, 4);
  std::vector<float> key(16);
  NumberStream::secret_stream(secret).fill_bits(Purpose::key, 2, key);
  const std::string leaked(reinterpret_cast<const char*>(key.data()), 64);
  EXPECT_EQ(needles.found_in("xyz" + leaked + "abc"),
            std::vector<std::string>{"key 0 as floats of step 2"});
  EXPECT_EQ(needles.found_in(std::string(reinterpret_cast<const char*>(secret.data()), 32)).size(),
            1U);
}

}  // namespace
}  // namespace sotto
