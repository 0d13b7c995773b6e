// A message that has no place: its sender hears what was expected, nobody else hears anything, it
// is counted, and the step goes on with the good message.
#include <cmath>

#include "shared/protocol/limits.hpp"
#include "tests/support/trio.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;

class Refusal : public testing::Test {
 protected:
  /// `sender` hears that error, it is counted, and the whole step then goes as if nothing had been:
  /// the next thing that Bob and Eve get is the good frame.
  void expect_refused(RawClient& sender, ErrorCode code, const std::string& expected) {
    const auto sentence = sender.expect_error(code);
    EXPECT_NE(sentence.find(expected), std::string::npos) << sentence;
    EXPECT_EQ(trio_.refused(code), 1);
    trio_.play_step();
  }

  /// A good frame's bytes with one of them changed.
  static std::string spoilt(const protocol::Frame& frame, std::size_t at) {
    std::string bytes(frame.buffer().text());
    bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
    return bytes;
  }

  Trio trio_;
};

TEST_F(Refusal, OfAnotherStepsCiphertext) {
  trio_.alice.frame(frame(kCiphertextKind, 0, 1));
  expect_refused(trio_.alice, ErrorCode::out_of_turn, "expected step 0");
}

TEST_F(Refusal, OfFeedbackInEvesStep) {
  trio_.play_step();
  trio_.bob.frame(frame(kFeedbackKind, 0, 1));
  expect_refused(trio_.bob, ErrorCode::out_of_turn, "phase eve has no feedback");
}

TEST_F(Refusal, OfFeedbackBeforeTheCiphertext) {
  trio_.bob.frame(frame(kFeedbackKind, 0, 0));
  expect_refused(trio_.bob, ErrorCode::out_of_turn, "after the step's ciphertext");
}

TEST_F(Refusal, OfDoneBeforeTheCiphertext) {
  trio_.done(trio_.bob);
  expect_refused(trio_.bob, ErrorCode::out_of_turn, "after the step's");
}

TEST_F(Refusal, OfEvesDoneBeforeTheCiphertext) {
  trio_.done(trio_.eve);
  expect_refused(trio_.eve, ErrorCode::out_of_turn, "after the step's ciphertext");
}

TEST_F(Refusal, OfAnEpochThatHasNotBegun) {
  trio_.alice.frame(frame(kCiphertextKind, 1, 0));
  expect_refused(trio_.alice, ErrorCode::wrong_epoch, "now is 0");
}

TEST_F(Refusal, OfAnotherShape) {
  trio_.alice.frame(frame(kCiphertextKind, 0, 0, 0.5F, 4, 2));
  expect_refused(trio_.alice, ErrorCode::wrong_shape, "expected 2 x 4");
}

TEST_F(Refusal, OfANaN) {
  trio_.alice.frame(frame(kCiphertextKind, 0, 0, NAN));
  expect_refused(trio_.alice, ErrorCode::not_finite, "bound of 1");
}

TEST_F(Refusal, OfAnInfinity) {
  trio_.alice.frame(frame(kCiphertextKind, 0, 0, -INFINITY));
  expect_refused(trio_.alice, ErrorCode::not_finite, "not finite");
}

TEST_F(Refusal, OfACiphertextBeyondOne) {
  trio_.alice.frame(frame(kCiphertextKind, 0, 0, 1.5F));
  expect_refused(trio_.alice, ErrorCode::not_finite, "bound of 1");
}

TEST_F(Refusal, OfEnormousFeedback) {
  trio_.ciphertext();
  trio_.bob.frame(frame(kFeedbackKind, 0, 0, 2e4F));
  EXPECT_NE(trio_.bob.expect_error(ErrorCode::not_finite).find("10000"), std::string::npos);
  trio_.bob.frame(frame(kFeedbackKind, 0, 0, 7.0F));
  EXPECT_EQ(trio_.alice.expect_frame(kFeedbackKind, 0).values()[0], 7.0F);
}

// The relay has no key: what is wrong with a tag Bob says.
TEST_F(Refusal, OfNoTag) {
  const auto sent = spoilt(frame(kCiphertextKind, 0, 0), 50);
  trio_.alice.binary(sent);
  EXPECT_EQ(trio_.bob.expect_frame(kCiphertextKind, 0).buffer().text(), sent);
}

TEST_F(Refusal, OfAnotherMagic) {
  trio_.alice.binary(spoilt(frame(kCiphertextKind, 0, 0), 0));
  expect_refused(trio_.alice, ErrorCode::bad_frame, "SOTO");
}

TEST_F(Refusal, OfAFrameThatIsCutShort) {
  trio_.alice.binary(std::string(frame(kCiphertextKind, 0, 0).buffer().text().substr(0, 70)));
  expect_refused(trio_.alice, ErrorCode::bad_frame, "expected 88");
}

TEST_F(Refusal, OfAnEmptyFrame) {
  trio_.alice.binary("");
  expect_refused(trio_.alice, ErrorCode::bad_frame, "56 bytes");
}

TEST_F(Refusal, OfAnEmptyText) {
  trio_.alice.text("");
  expect_refused(trio_.alice, ErrorCode::bad_json, "one JSON object");
}

TEST_F(Refusal, OfTextThatIsNoJson) {
  trio_.bob.text("{\"type\":\"done\"");
  expect_refused(trio_.bob, ErrorCode::bad_json, "one JSON object");
}

TEST_F(Refusal, OfAnUnknownType) {
  trio_.bob.text(R"({"type":"shout"})");
  expect_refused(trio_.bob, ErrorCode::unknown_type, "'shout'");
}

TEST_F(Refusal, OfWhatOnlyTheRelaySays) {
  trio_.bob.text(encode(protocol::FromRelay{protocol::Turn{}}));
  expect_refused(trio_.bob, ErrorCode::unknown_type, "'turn'");
}

TEST_F(Refusal, OfAnUnknownField) {
  trio_.bob.text(R"({"type":"done","epoch":0,"step":0,"metrics":{"key":1}})");
  expect_refused(trio_.bob, ErrorCode::bad_field, "'key'");
}

TEST_F(Refusal, OfTextBeyondTheLimit) {
  trio_.alice.text(std::string(protocol::kMaxText + 1, ' '));
  expect_refused(trio_.alice, ErrorCode::too_large, "65536");
}

TEST_F(Refusal, OfAnOrderFromAParty) {
  trio_.alice.message(protocol::Command{.name = protocol::CommandName::stop});
  expect_refused(trio_.alice, ErrorCode::wrong_role, "operator");
}

TEST_F(Refusal, OfASecondHello) {
  trio_.alice.hello(Role::alice);
  expect_refused(trio_.alice, ErrorCode::duplicate, "hello");
}

TEST_F(Refusal, OfAnotherRolesFrame) {
  trio_.bob.frame(frame(kCiphertextKind, 0, 0));
  expect_refused(trio_.bob, ErrorCode::wrong_role, "comes from Alice");
}

TEST_F(Refusal, OfTheSameTwice) {
  trio_.ciphertext();
  trio_.alice.frame(frame(kCiphertextKind, 0, 0));
  trio_.alice.expect_error(ErrorCode::duplicate);
  trio_.bob.frame(frame(kFeedbackKind, 0, 0));
  trio_.alice.expect_frame(kFeedbackKind, 0);
  trio_.done(trio_.alice);
  trio_.done(trio_.bob);
  trio_.done(trio_.eve);
  EXPECT_EQ(trio_.bob.expect<protocol::Turn>().step, 1);
  EXPECT_EQ(trio_.eve.expect<protocol::Turn>().step, 1);
  EXPECT_EQ(trio_.refused(ErrorCode::duplicate), 1);
}

TEST(RefusalEarly, OfAnythingBeforeTheFirstTurn) {
  RelayProcess relay;
  RawClient alice(relay.port());
  alice.hello(Role::alice);
  alice.expect<protocol::Welcome>();
  alice.frame(frame(kCiphertextKind, 0, 0));
  EXPECT_EQ(alice.expect_error(ErrorCode::out_of_turn), "no turn has been given, wait for one");
}

// What was not read of it stands in the way of anything after it: this one ends the connection.
TEST_F(Refusal, OfABinaryMessageBeyondTheLimitEndsTheConnection) {
  trio_.alice.binary(std::string(300'000, 'x'));
  trio_.alice.expect_refusal(ErrorCode::too_large);
  EXPECT_EQ(trio_.refused(ErrorCode::too_large), 1);
  trio_.expect_gone(Role::alice);
  trio_.alice = trio_.join(Role::alice, {0});
  EXPECT_EQ(trio_.bob.expect<protocol::Rewind>().epoch, 1U);
}

TEST_F(Refusal, ForTheThirdTimeDisconnects) {
  for (int i = 0; i < 3; ++i) {
    trio_.bob.text("no");
    trio_.bob.expect_error(ErrorCode::bad_json);
  }
  trio_.bob.expect_error(ErrorCode::too_many_violations);
  trio_.bob.expect_close(4018);
  EXPECT_EQ(trio_.refused(ErrorCode::bad_json), 3);
  trio_.bob = trio_.join(Role::bob, {0});
  EXPECT_EQ(trio_.alice.expect<protocol::Rewind>().epoch, 1U) << "the next thing that Alice hears";
}

TEST_F(Refusal, IsInTheMetrics) {
  trio_.bob.text("no");
  trio_.bob.expect_error(ErrorCode::bad_json);
  const auto metrics = get(trio_.relay.port(), "/metrics").body;
  EXPECT_NE(metrics.find("sotto_refused_total{code=\"bad_json\",session=\"live\"} 1"),
            std::string::npos)
      << metrics;
}

}  // namespace
}  // namespace sotto
