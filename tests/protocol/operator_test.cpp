// Watchers see, operators also order, and a session ends in order.
#include <csignal>

#include "tests/support/trio.hpp"

namespace sotto {
namespace {

using protocol::CommandName;
using protocol::ErrorCode;
using protocol::SessionState;
using enum protocol::FrameKind;

auto is(SessionState state) {
  return [state](const protocol::Status& status) { return status.state == state; };
}

TEST(Watcher, GetsStatuses) {
  Trio trio;
  auto watcher = trio.watch();
  const auto first = watcher.expect<protocol::Status>();
  EXPECT_EQ(first.session, "live");
  EXPECT_EQ(first.state, SessionState::running);
  EXPECT_EQ(first.connected, (std::vector{Role::alice, Role::bob, Role::eve}));
  EXPECT_TRUE(first.text.starts_with("waiting for Alice: ciphertext, step 0, ")) << first.text;
  trio.play_step();
  const auto next = watcher.expect_status("step 1", [](const auto& s) { return s.step == 1; });
  EXPECT_EQ(next.alice_bob_steps, 1);
}

TEST(Watcher, MayNotCommand) {
  Trio trio;
  auto watcher = trio.watch();
  watcher.expect<protocol::Status>();
  watcher.message(protocol::Command{CommandName::stop, {}});
  watcher.expect_error_among_statuses(ErrorCode::wrong_role);
  trio.play_step();
}

TEST(Watcher, MaySendNothingElseEither) {
  Trio trio;
  auto watcher = trio.watch();
  watcher.frame(frame(ciphertext, 0, 0));
  watcher.expect_error_among_statuses(ErrorCode::wrong_role);
  watcher.message(protocol::Done{});
  watcher.expect_error_among_statuses(ErrorCode::wrong_role);
  watcher.text("{");
  watcher.expect_error_among_statuses(ErrorCode::bad_json);
  trio.play_step();
  EXPECT_EQ(trio.refused(ErrorCode::wrong_role), 2);
  EXPECT_EQ(trio.refused(ErrorCode::bad_json), 1);
}

TEST(Watcher, WhoGoesDisturbsNobody) {
  Trio trio;
  {
    auto watcher = trio.watch();
    watcher.vanish();
  }
  trio.play_step();
}

TEST(Operator, PausesAndResumes) {
  Trio trio;
  auto boss = trio.watch(Role::operator_);
  boss.message(protocol::Command{CommandName::pause, 1});
  boss.message(protocol::Command{CommandName::resume, {}});  // thinks better of it
  boss.message(protocol::Command{CommandName::pause, 2});
  boss.settle();
  trio.play_step();
  trio.ciphertext();
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) trio.done(*party);
  EXPECT_EQ(boss.expect_status("a pause", is(SessionState::paused)).text,
            "paused by the operator before step 2");
  boss.message(protocol::Command{CommandName::resume, {}});
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve})
    EXPECT_EQ(party->expect<protocol::Turn>().step, 2);
  boss.expect_status("running", is(SessionState::running));
  trio.step = 2;
  trio.play_step();
}

TEST(Operator, StopsAndGetsTheReport) {
  Trio trio;
  auto boss = trio.watch(Role::operator_);
  trio.play_step();
  boss.message(protocol::Command{CommandName::stop, 2});
  boss.settle();
  trio.ciphertext();
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) trio.done(*party);
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) {
    EXPECT_EQ(party->expect<protocol::Finish>().reason, "stopped by the operator");
    party->message(protocol::Done{1, 2, {.digest = digest('d')}});
  }
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) party->expect_close(protocol::kCloseNormal);
  boss.expect_status("the end", is(SessionState::finished));
  const auto report = boss.expect<protocol::Report>().report;
  EXPECT_EQ(report["steps"], 2);
  EXPECT_EQ(report["digests"]["bob"], digest('d'));
}

TEST(TheEnd, ComesAtTheStepLimitWithADigestOfEachParty) {
  Trio trio(Options{{"steps", "2"}});
  trio.play_step();
  trio.ciphertext();
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) trio.done(*party);
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) {
    EXPECT_EQ(party->expect<protocol::Finish>().step, 2);
    party->message(protocol::Done{1, 2, {.digest = digest('d')}});
  }
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) party->expect_close(protocol::kCloseNormal);
  EXPECT_EQ(trio.report()["digests"]["eve"], digest('d'));
  RawClient late(trio.relay.port());
  late.hello(Role::alice);
  late.expect_refusal(ErrorCode::session_over);
}

TEST(ShuttingDown, ClosesEverybodyAndEndsWithZero) {
  Trio trio;
  auto watcher = trio.watch();
  watcher.expect<protocol::Status>();
  trio.relay.program().signal(SIGTERM);
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) party->expect_close(1001);
  EXPECT_EQ(trio.relay.program().exit_code(), 0) << trio.relay.program().errors();
}

TEST(ShuttingDown, DoesNotWaitForWhoDoesNotAnswer) {
  Trio trio;  // nobody reads here, so nobody consents to the close
  RawClient stranger(trio.relay.port());
  trio.relay.program().signal(SIGTERM);
  EXPECT_EQ(trio.relay.program().exit_code(), 0) << trio.relay.program().errors();
}

TEST(ShuttingDown, GoesTheSameWayOnInterrupt) {
  Trio trio;
  trio.relay.program().signal(SIGINT);
  trio.bob.expect_close(1001);
  EXPECT_EQ(trio.relay.program().exit_code(), 0);
}

}  // namespace
}  // namespace sotto
