// Who is missing or silent is waited for under a name, until a deadline, and never without an end.
#include "tests/support/trio.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;
using protocol::SessionState;

/// A status whose text begins so.
auto says(const std::string& text) {
  return [text](const protocol::Status& status) { return status.text.starts_with(text); };
}

TEST(Waiting, BobWhoLeavesIsAwaitedByNameThenTheSessionPausesThenItGoesOn) {
  Trio trio(Options{{"join-deadline-ms", "500"}});
  trio.play_step();
  auto watcher = trio.watch();
  trio.bob.vanish();
  const std::string awaited = "waiting for Bob: to join, step 1, ";
  const auto status = watcher.expect_status(awaited, says(awaited));
  EXPECT_EQ(status.state, SessionState::gathering);
  EXPECT_EQ(status.waiting->deadline_ms, 500);
  const std::string stands = "Bob has not joined within 0.5 s: the session stands still until ";
  EXPECT_EQ(watcher.expect_status(stands, says(stands)).text, stands + "Bob joins");

  trio.bob = trio.join(Role::bob, {1});
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) {
    const auto rewind = party->expect<protocol::Rewind>();
    EXPECT_EQ(rewind.epoch, 1U);
    EXPECT_EQ(rewind.step, 1);
    EXPECT_EQ(party->expect<protocol::Turn>().epoch, 1U);
  }
  trio.epoch = 1;
  trio.play_step();
  watcher.expect_status("running", [](const auto& s) { return s.state == SessionState::running; });
}

TEST(Waiting, WhoeverIsMissingAtTheStartIsNamed) {
  RelayProcess relay;
  RawClient watcher(relay.port());
  watcher.hello(Role::watcher);
  watcher.expect<protocol::Welcome>();
  std::vector<RawClient> there;
  for (const auto role : kParties) {
    const auto text = "waiting for " + std::string(title(role)) + ": to join, step 0, ";
    watcher.expect_status(text, says(text));
    there.emplace_back(relay.port()).hello(role);
  }
  watcher.expect_status("running", [](const auto& s) { return s.state == SessionState::running; });
}

TEST(Waiting, WithoutEveAliceAndBobBeginWhenHerDeadlineIsOver) {
  RelayProcess relay(Options{{"join-deadline-ms", "200"}});
  RawClient alice(relay.port());
  RawClient bob(relay.port());
  alice.hello(Role::alice);
  bob.hello(Role::bob);
  alice.expect<protocol::Welcome>();
  EXPECT_EQ(alice.expect<protocol::Turn>().step, 0);
}

TEST(Waiting, ASilentAliceIsDisconnected) {
  Trio trio(Options{{"reply-deadline-ms", "300"}});
  EXPECT_EQ(trio.alice.expect_error(ErrorCode::deadline),
            "Alice was silent for longer than 300 ms");
  trio.alice.expect_close(close_code(ErrorCode::deadline));
  EXPECT_EQ(trio.report()["waits"]["Alice: ciphertext"]["missed"], 1);
}

// Alice says what she has to say at once, so two seconds are enough for her on any machine.
TEST(Waiting, ASilentBobIsDisconnectedAndAliceIsNot) {
  Trio trio(Options{{"reply-deadline-ms", "2000"}});
  trio.ciphertext();
  EXPECT_EQ(trio.bob.expect_error(ErrorCode::deadline), "Bob was silent for longer than 2000 ms");
  trio.bob.expect_close(close_code(ErrorCode::deadline));
  EXPECT_EQ(trio.report()["waits"]["Bob: feedback"]["missed"], 1);
  trio.bob = trio.join(Role::bob, {0});
  EXPECT_EQ(trio.alice.expect<protocol::Rewind>().epoch, 1U);
}

TEST(Waiting, ASilentEveCostsNoMoreThanHerDeadline) {
  Trio trio(Options{{"eve-deadline-ms", "300"}});
  const auto start = std::chrono::steady_clock::now();
  trio.ciphertext();
  trio.bob.frame(frame(kFeedbackKind, 0, 0));
  trio.alice.expect_frame(kFeedbackKind, 0);
  trio.done(trio.alice);
  trio.done(trio.bob);
  EXPECT_EQ(trio.alice.expect<protocol::Turn>().step, 1);
  EXPECT_EQ(trio.bob.expect<protocol::Turn>().step, 1);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(300));
  trio.step = 1;
  trio.play_step(/*eve_too=*/false);  // she is not waited for again

  // Her late done brings her back; the refusal after it shows that the relay has read it.
  trio.eve.message(protocol::Done{0, 0, {}});
  trio.eve.message(protocol::Done{0, 99, {}});
  trio.eve.expect_error(ErrorCode::out_of_turn);
  trio.play_step(/*eve_too=*/false);
  const auto gap = trio.eve.expect<protocol::Gap>();
  EXPECT_EQ(gap.first, 1);
  EXPECT_EQ(gap.last, 2);
  EXPECT_EQ(trio.eve.expect<protocol::Turn>().step, 3);
  EXPECT_EQ(trio.report()["missed_by_eve"], 2);
}

TEST(Waiting, ARelayThatRestartedGoesOnWhereAliceAndBobAre) {
  RelayProcess relay;
  RawClient eve(relay.port());
  RawClient bob(relay.port());
  RawClient alice(relay.port());
  eve.hello(Role::eve, {7});
  bob.hello(Role::bob, {6, 7});
  alice.hello(Role::alice, {7, 8});
  alice.expect<protocol::Welcome>();
  EXPECT_EQ(alice.expect<protocol::Rewind>().step, 7);
  EXPECT_EQ(alice.expect<protocol::Turn>().step, 7);
}

}  // namespace
}  // namespace sotto
