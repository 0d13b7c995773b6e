// Eve listens. Whatever else she tries ends her connection, is counted, and disturbs nobody.
#include "tests/support/trio.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;

class PassiveEve : public testing::Test {
 protected:
  /// She is disconnected for speaking, what she said is counted as `counted`, and Alice and Bob do
  /// their step undisturbed: the next thing that each of them hears belongs to it.
  void expect_thrown_out(ErrorCode counted) {
    trio_.eve.expect_error(counted);
    trio_.eve.expect_refusal(ErrorCode::listen_only);
    EXPECT_EQ(trio_.refused(counted), 1);
    trio_.play_step(/*eve_too=*/false);
    trio_.play_step(/*eve_too=*/false);
  }

  Trio trio_;
};

TEST_F(PassiveEve, SendsACiphertext) {
  trio_.eve.frame(frame(kCiphertextKind, 0, 0));
  expect_thrown_out(ErrorCode::listen_only);
}

TEST_F(PassiveEve, SendsFeedback) {
  trio_.eve.frame(frame(kFeedbackKind, 0, 0));
  expect_thrown_out(ErrorCode::listen_only);
}

TEST_F(PassiveEve, SendsAChatMessage) {
  trio_.eve.frame(frame(protocol::kChatFrame, 0, 0));
  expect_thrown_out(ErrorCode::listen_only);
}

TEST_F(PassiveEve, GivesAnOrder) {
  trio_.eve.message(protocol::Command{.name = protocol::CommandName::pause});
  expect_thrown_out(ErrorCode::listen_only);
}

TEST_F(PassiveEve, SaysWhatOnlyAliceSays) {
  trio_.eve.message(protocol::Done{0, 0, {.values = {{"shadow", 1.0}}}});
  expect_thrown_out(ErrorCode::wrong_role);
}

TEST_F(PassiveEve, SendsGarbageAsText) {
  trio_.eve.text("{{{");
  expect_thrown_out(ErrorCode::bad_json);
}

TEST_F(PassiveEve, SendsGarbageAsAFrame) {
  trio_.eve.binary("garbage");
  expect_thrown_out(ErrorCode::bad_frame);
}

TEST_F(PassiveEve, SendsMoreThanAnybodyMay) {
  trio_.eve.binary(std::string(300'000, 'x'));
  expect_thrown_out(ErrorCode::too_large);
}

TEST_F(PassiveEve, VanishesInTheMiddleOfAStep) {
  trio_.ciphertext();
  trio_.eve.vanish();
  trio_.bob.frame(frame(kFeedbackKind, 0, 0));
  trio_.alice.expect_frame(kFeedbackKind, 0);
  trio_.done(trio_.alice);
  trio_.done(trio_.bob);
  EXPECT_EQ(trio_.alice.expect<protocol::Turn>().step, 1);
}

TEST_F(PassiveEve, WhoWasThrownOutMayComeBackAndListen) {
  trio_.eve.binary("garbage");
  expect_thrown_out(ErrorCode::bad_frame);
  trio_.eve = trio_.join(Role::eve);
  trio_.play_step(/*eve_too=*/false);  // she joined in its midst
  EXPECT_EQ(trio_.eve.expect<protocol::Gap>().last, 2);
  EXPECT_EQ(trio_.eve.expect<protocol::Turn>().step, 3);
  trio_.play_step();
}

}  // namespace
}  // namespace sotto
