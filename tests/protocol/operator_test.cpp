// Watchers see, operators also order, and a session ends in order.
#include <csignal>

#include "tests/support/trio.hpp"

namespace sotto {
namespace {

using protocol::CommandName;
using protocol::ErrorCode;
using protocol::SessionState;

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
  EXPECT_EQ(next.main_steps, 1);
}

TEST(Watcher, MayNotCommand) {
  Trio trio;
  auto watcher = trio.watch();
  watcher.expect<protocol::Status>();
  const auto result = watcher.order({.name = CommandName::stop});
  EXPECT_FALSE(result.accepted);
  EXPECT_EQ(result.code, ErrorCode::wrong_role);
  trio.play_step();
}

TEST(Watcher, MaySendNothingElseEither) {
  Trio trio;
  auto watcher = trio.watch();
  watcher.frame(frame(kCiphertextKind, 0, 0));
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
  EXPECT_EQ(boss.order({.name = CommandName::pause, .at_step = 1}).from_step, 1);
  EXPECT_TRUE(boss.order({.name = CommandName::resume}).accepted);  // thinks better of it
  EXPECT_EQ(boss.order({.name = CommandName::pause, .at_step = 2}).from_step, 2);
  trio.play_step();
  trio.ciphertext();
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) trio.done(*party);
  EXPECT_EQ(boss.expect_status("a pause", is(SessionState::paused)).text,
            "paused by the operator before step 2");
  boss.command({.name = CommandName::resume});
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
  EXPECT_EQ(boss.order({.name = CommandName::stop, .at_step = 2}).from_step, 2);
  trio.ciphertext();
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) trio.done(*party);
  trio.farewell();
  boss.expect_status("the end", is(SessionState::finished));
  const auto report = boss.expect<protocol::Report>().report;
  EXPECT_EQ(report["steps"], 2);
  EXPECT_EQ(report["reason"], "stopped by the operator");
  EXPECT_EQ(report["digests"]["bob"], digest('d'));
}

TEST(TheEnd, ComesAtTheStepLimitWithADigestOfEachParty) {
  Trio trio(Options{{"steps", "2"}});
  trio.play_step();
  trio.ciphertext();
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) trio.done(*party);
  trio.farewell();
  EXPECT_EQ(trio.report()["steps"], 2);
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
