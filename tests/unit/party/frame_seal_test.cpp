#include "shared/party/frame_seal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace sotto {
namespace {

constexpr protocol::FrameKind kKind = 1;

Secret secret_of(std::uint8_t byte) {
  Secret secret;
  secret.fill(byte);
  return secret;
}

const std::string kAlicesNonce(64, 'a');
const std::string kBobsNonce(64, 'b');

protocol::Frame frame(protocol::FrameKind kind, std::uint32_t epoch, std::int64_t step,
                      std::int64_t number = 0, float value = 0.5F) {
  protocol::FrameHeader header{};
  header.kind = kind;
  header.epoch = epoch;
  header.rows = 2;
  header.columns = 3;
  header.step = step;
  header.number = number;
  protocol::Frame made(header);
  for (auto& each : made.mutable_values()) each = value;
  return made;
}

class FrameSealTest : public testing::Test {
 protected:
  FrameSealTest() {
    alice_.introduce(kAlicesNonce);
    bob_.introduce(kBobsNonce);
    meet();
  }

  void meet() {
    alice_.meet({kAlicesNonce, kBobsNonce});
    bob_.meet({kAlicesNonce, kBobsNonce});
  }

  protocol::Frame sealed(protocol::FrameKind kind, std::uint32_t epoch, std::int64_t step,
                         std::int64_t number = 0) {
    auto made = frame(kind, epoch, step, number);
    alice_.seal(made);
    return made;
  }

  /// What Bob says of it; empty where it is Alice's.
  static std::string refusal(FrameSeal& by, const protocol::Frame& frame) {
    try {
      if (frame.header().kind == protocol::kChatFrame)
        by.check_chat(frame);
      else
        by.check(frame, "ciphertext of step " + std::to_string(frame.header().step));
    } catch (const ForgeryError& error) {
      return error.what();
    }
    return {};
  }
  std::string refusal(const protocol::Frame& frame) { return refusal(bob_, frame); }

  FrameSeal alice_{Role::alice, secret_of(1)};
  FrameSeal bob_{Role::bob, secret_of(1)};
};

TEST_F(FrameSealTest, WhatOneSealed_IsGenuineForTheOther) {
  EXPECT_EQ(refusal(sealed(kKind, 0, 0)), "");
  auto back = frame(2, 0, 0);
  bob_.seal(back);
  EXPECT_EQ(refusal(alice_, back), "");
}

TEST_F(FrameSealTest, AnyByteThatIsFlipped_IsFound) {
  const auto good = sealed(kKind, 3, 17);
  ASSERT_EQ(refusal(good), "");
  for (std::size_t at = 0; at < good.buffer().size(); ++at) {
    Buffer bytes(good.buffer().text());
    bytes.mutable_bytes()[at] ^= std::byte{1};
    const auto parsed = protocol::Frame::parse(bytes);
    if (!parsed) continue;  // refused by its form: magic, version, size, what must be 0
    EXPECT_NE(refusal(*parsed), "") << "byte " << at;
  }
}

TEST_F(FrameSealTest, AFrameOfOneStep_IsNotThatOfAnother) {
  const auto good = sealed(kKind, 3, 17);
  ASSERT_EQ(refusal(good), "");
  const auto as = [&](auto change) {
    auto header = good.header();
    change(header);
    protocol::Frame other(header);
    std::ranges::copy(good.values(), other.mutable_values().begin());
    other.finish(good.header().tag);
    return refusal(other);
  };
  EXPECT_NE(as([](auto& header) { header.step = 18; }), "");
  EXPECT_NE(as([](auto& header) { header.epoch = 4; }), "");
  EXPECT_NE(as([](auto& header) { header.kind = 2; }), "");
  EXPECT_NE(as([](auto& header) { header.number = 1; }), "");
  EXPECT_NE(as([](auto& header) { std::swap(header.rows, header.columns); }), "");
}

TEST_F(FrameSealTest, WhatOneSealed_CannotBeReturnedToIt) {
  EXPECT_NE(refusal(alice_, sealed(kKind, 0, 0)), "");
}

TEST_F(FrameSealTest, TheFirstFrame_NamesTheSecretAsALikelyCause) {
  FrameSeal other(Role::bob, secret_of(2));
  other.introduce(kBobsNonce);
  other.meet({kAlicesNonce, kBobsNonce});
  EXPECT_EQ(refusal(other, sealed(kKind, 0, 0)),
            "the ciphertext of step 0 is not what Alice sent: Alice's secret is not this one, or "
            "the frame was altered");
}

TEST_F(FrameSealTest, ALaterFrame_DoesNot) {
  ASSERT_EQ(refusal(sealed(kKind, 0, 0)), "");
  auto forged = frame(kKind, 0, 1);
  forged.finish();
  EXPECT_EQ(refusal(forged),
            "the ciphertext of step 1 is not what Alice sent: it was altered or forged on the way");
}

// A relay that gives a step twice would get two frames with one key.
TEST_F(FrameSealTest, NoKeyIsUsedTwice_WhateverTheRelayAsksFor) {
  sealed(kKind, 1, 17);
  sealed(2, 1, 17);
  for (const auto& [epoch, step] : {std::pair{1U, 17}, std::pair{1U, 16}, std::pair{0U, 18}})
    EXPECT_THROW(sealed(kKind, epoch, step), PlayerError) << epoch << " " << step;
  EXPECT_NO_THROW(sealed(kKind, 1, 18));
  EXPECT_NO_THROW(sealed(kKind, 2, 17)) << "a step that is taken again has a new epoch";
}

// A relay that begins anew counts its epochs from 0 again, and there may be other sessions with the
// same secret.
TEST_F(FrameSealTest, AnotherMeeting_HasOtherKeys) {
  const auto before = sealed(kKind, 0, 0);
  const std::string fresh(64, 'c');
  alice_.introduce(fresh);
  alice_.meet({fresh, kBobsNonce});
  bob_.meet({fresh, kBobsNonce});
  EXPECT_NE(refusal(before), "");
  EXPECT_EQ(refusal(sealed(kKind, 0, 0)), "");
}

TEST_F(FrameSealTest, ANonceThatWasNotSaid_IsRefused) {
  EXPECT_THROW(bob_.meet({kAlicesNonce, std::string(64, 'c')}), PlayerError);
}

TEST_F(FrameSealTest, NothingIsSealed_BeforeTheyHaveMet) {
  alice_.introduce(std::string(64, 'c'));
  EXPECT_THROW(sealed(kKind, 0, 0), PlayerError);
}

TEST_F(FrameSealTest, AMessage_IsHeardOnceAndInOrder) {
  const auto first = sealed(protocol::kChatFrame, 0, 0, 100);
  const auto second = sealed(protocol::kChatFrame, 0, 0, 101);
  const auto third = sealed(protocol::kChatFrame, 0, 0, 102);
  EXPECT_EQ(refusal(first), "");
  EXPECT_EQ(refusal(third), "");
  for (const auto* old : {&first, &second, &third})
    EXPECT_NE(refusal(*old).find("replayed or put out of order"), std::string::npos);
}

// What was typed while the line was down is sent once it is back.
TEST_F(FrameSealTest, AMessage_OutlivesTheMeetingInWhichItWasSealed) {
  const auto kept = sealed(protocol::kChatFrame, 0, 0, 100);
  const std::string fresh(64, 'c');
  alice_.introduce(fresh);
  alice_.meet({fresh, kBobsNonce});
  bob_.meet({fresh, kBobsNonce});
  EXPECT_EQ(refusal(kept), "");
  EXPECT_EQ(refusal(sealed(protocol::kChatFrame, 0, 0, 7)).empty(), false)
      << "numbers of one process ascend";
}

// What Bob has not read comes again, also of an Alice who is no more.
TEST_F(FrameSealTest, MessagesOfAnotherProcess_HaveAnOrderOfTheirOwn) {
  const std::int64_t first = std::int64_t{1} << 60;
  const auto old = sealed(protocol::kChatFrame, 0, 0, first);
  EXPECT_EQ(refusal(sealed(protocol::kChatFrame, 0, 0, first + 1)), "");
  EXPECT_EQ(refusal(sealed(protocol::kChatFrame, 0, 0, 100)), "") << "it began with another number";
  EXPECT_EQ(refusal(sealed(protocol::kChatFrame, 0, 0, first + 2)), "");
  EXPECT_NE(refusal(old).find("replayed or put out of order"), std::string::npos);
}

TEST(OneTimeKeys, DifferWhereverTheAddressDoes) {
  const auto stream = NumberStream::secret_stream(secret_of(1));
  std::set<OneTimeKey> keys;
  std::size_t addresses = 0;
  for (const std::uint8_t sender : {0, 1})
    for (const std::uint16_t kind : {0, 1, 2, 3, 0xFFFF})
      for (const std::uint32_t epoch : {0U, 1U, 2U, 0xFFFFFFFFU})
        for (const std::int64_t step : {0LL, 1LL, 2LL, 1LL << 32, 1'000'000'000'000LL}) {
          keys.insert(stream.one_time_key({sender, kind, epoch, step}));
          ++addresses;
        }
  EXPECT_EQ(keys.size(), addresses);
}

// BLAKE2b takes no key beyond 64 bytes, and says so by its result alone.
TEST(MeetingStream, DependsOnTheSecretAndBothNonces) {
  std::set<OneTimeKey> keys;
  const auto add = [&](std::uint8_t secret, char alice, char bob) {
    keys.insert(NumberStream::meeting_stream(secret_of(secret), std::string(64, alice),
                                             std::string(64, bob))
                    .one_time_key({}));
  };
  add(1, 'a', 'b');
  add(2, 'a', 'b');
  add(1, 'c', 'b');
  add(1, 'a', 'c');
  add(1, 'b', 'a');
  EXPECT_EQ(keys.size(), 5U);
}

// RFC 8439, section 2.5.2.
TEST(MessageTagTest, IsThatOfTheExample) {
  const OneTimeKey key{0x85, 0xd6, 0xbe, 0x78, 0x57, 0x55, 0x6d, 0x33, 0x7f, 0x44, 0x52,
                       0xfe, 0x42, 0xd5, 0x06, 0xa8, 0x01, 0x03, 0x80, 0x8a, 0xfb, 0x0d,
                       0xb2, 0xfd, 0x4a, 0xbf, 0xf6, 0xaf, 0x41, 0x49, 0xf5, 0x1b};
  const std::string_view text = "Cryptographic Forum Research Group";
  const auto bytes = std::as_bytes(std::span(text));
  const MessageTag expected{0xa8, 0x06, 0x1d, 0xc1, 0x30, 0x51, 0x36, 0xc6,
                            0xc2, 0x2b, 0x8b, 0xaf, 0x0c, 0x01, 0x27, 0xa9};
  EXPECT_EQ(message_tag(key, {bytes}), expected);
  EXPECT_EQ(message_tag(key, {bytes.first(5), bytes.subspan(5)}), expected);
}

}  // namespace
}  // namespace sotto
