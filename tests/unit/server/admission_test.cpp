#include "server/registry/admission.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::make_address;

const auto kHere = make_address("192.0.2.1");
const auto kThere = make_address("192.0.2.2");

TEST(AdmissionTest, CountsInAllAndByAddressUntilTheTicketGoes) {
  Admission admission({.all = 3, .of_address = 2});
  const Time now{};
  auto first = admission.admit(kHere, now);
  const auto second = admission.admit(kHere, now);
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(admission.admit(kHere, now));
  const auto third = admission.admit(kThere, now);
  EXPECT_TRUE(third);
  EXPECT_FALSE(admission.admit(kThere, now));
  EXPECT_EQ(admission.connections(), 3U);
  EXPECT_EQ(admission.refused(), 2);
  first.reset();
  EXPECT_TRUE(admission.admit(kHere, now));
}

TEST(AdmissionTest, LetsSomeSecondsWorthComeAtOnceAndThenSoManyASecond) {
  Admission admission({.new_of_address = 10});
  Time now{1h};
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(admission.admit(kHere, now)) << i;
  EXPECT_FALSE(admission.admit(kHere, now));
  EXPECT_TRUE(admission.admit(kThere, now));
  now += 99ms;
  EXPECT_FALSE(admission.admit(kHere, now));
  now += 1ms;
  EXPECT_TRUE(admission.admit(kHere, now));
  EXPECT_FALSE(admission.admit(kHere, now));
  now += 1h;
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(admission.admit(kHere, now)) << i;
  EXPECT_FALSE(admission.admit(kHere, now));
}

TEST(AdmissionTest, DoesNotRememberThoseWhoHaveGone) {
  Admission admission({});
  Time now{1h};
  const auto stays = admission.admit(kHere, now);
  std::size_t most = 0;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    admission.admit(boost::asio::ip::address_v4(0x0A000000 + i), now);
    now += 1ms;
    most = std::max(most, admission.addresses());
  }
  EXPECT_LE(most, 1'100U);
  EXPECT_EQ(admission.connections(), 1U);
}

}  // namespace
}  // namespace sotto
