// What watchers with telemetry see, what operators may do, and what a watcher who does not read
// costs.
#include <fstream>
#include <iostream>

#include "shared/protocol/base64.hpp"
#include "tests/support/trio.hpp"

namespace sotto {
namespace {

using protocol::CommandName;
using protocol::ErrorCode;

/// Somebody who watches with telemetry and has read the snapshot.
RawClient watch(Trio& trio, Role role = Role::watcher) {
  RawClient client(trio.relay.port());
  client.hello_with_telemetry(role);
  EXPECT_EQ(client.expect_json()["type"], "welcome");
  EXPECT_EQ(client.expect_json()["type"], "status");
  EXPECT_EQ(client.expect_json()["type"], "snapshot");
  return client;
}

protocol::Frame chat_frame(std::int64_t number, std::int64_t say = 0) {
  auto made = frame(protocol::kChatFrame, 0, say);
  auto header = made.header();
  header.number = number;
  protocol::Frame numbered(header);
  std::ranges::fill(numbered.mutable_values(), 1.0F);
  numbered.finish();
  return numbered;
}

TEST(Telemetry, IsASnapshotAndThenWhatHappens) {
  Trio trio;
  trio.play_step();
  trio.play_step();
  RawClient watcher(trio.relay.port());
  watcher.hello_with_telemetry();
  EXPECT_EQ(watcher.expect_json()["role"], "watcher");
  const auto status = watcher.expect_json();
  EXPECT_EQ(status["controls"]["cycle"], "alice_bob:1,eve:2");
  EXPECT_EQ(status["controls"]["learning_rate"], 0.008);
  EXPECT_EQ(status["watchers"], 1);
  EXPECT_EQ(status["journal"], false);
  const auto snapshot = watcher.expect_json();
  EXPECT_EQ(snapshot["type"], "snapshot");
  EXPECT_EQ(snapshot["history"]["rows"].size(), 2U);
  EXPECT_EQ(snapshot["history"]["last"], 1);
  EXPECT_EQ(snapshot["notices"].back()["kind"], "began");
  std::int64_t next = 2;
  for (int i = 0; i < 10; ++i) trio.play_step();
  while (next < 12) {
    const auto samples = watcher.expect_json("samples");
    EXPECT_EQ(samples["first"], next) << "without a gap";
    EXPECT_EQ(samples["dropped"], 0);
    next = samples["step"].get<std::int64_t>();
  }
}

TEST(Telemetry, HoldsTheFirstRowsOfACiphertext) {
  Trio trio;
  auto watcher = watch(trio);
  trio.ciphertext();
  const auto ciphertext = watcher.expect_json("ciphertext");
  EXPECT_EQ(ciphertext["rows"], 2);
  EXPECT_EQ(ciphertext["columns"], 4);
  EXPECT_EQ(protocol::from_base64(ciphertext["values"].get<std::string>()), std::string(8, '\x20'));
}

TEST(Telemetry, AsksAliceForAProbeWhileSomebodyWatches) {
  Trio trio;
  auto watcher = watch(trio);
  trio.play_step();
  trio.play_step();
  trio.ciphertext();
  for (auto* party : {&trio.bob, &trio.eve, &trio.alice}) trio.done(*party);
  EXPECT_TRUE(trio.alice.expect<protocol::Turn>().probe);
  for (auto* party : {&trio.bob, &trio.eve}) party->expect<protocol::Turn>();
  trio.step = 3;
  trio.ciphertext();
  trio.bob.frame(frame(kFeedbackKind, 0, 3));
  trio.alice.expect_frame(kFeedbackKind, 3);
  trio.alice.message(protocol::Done{0, 3, {.probe = std::string(32, 'x')}});
  const auto told = watcher.expect_json("probe");
  EXPECT_EQ(told["columns"], 4);
  EXPECT_EQ(protocol::from_base64(told["values"].get<std::string>()), std::string(32, 'x'));
}

TEST(Telemetry, TellsOfAPartyThatLeavesAndIsAwaited) {
  Trio trio;
  auto watcher = watch(trio);
  trio.bob.vanish();
  EXPECT_EQ(watcher.expect_json("notice")["kind"], "left");
  const auto waiting = watcher.expect_json("notice");
  EXPECT_EQ(waiting["kind"], "waiting");
  EXPECT_EQ(waiting["text"], "waiting for Bob: to join");
  const auto status = watcher.expect_json("status");
  EXPECT_EQ(status["state"], "gathering");
}

TEST(Telemetry, IsNotForAParty) {
  RelayProcess relay;
  RawClient alice(relay.port());
  alice.message(
      protocol::Hello{protocol::kProtocolVersion, "live", Role::alice, "alice-token", {}, true});
  alice.expect_refusal(ErrorCode::bad_field);
}

TEST(Telemetry, AWatcherWithoutItGetsStatusesAlone) {
  Trio trio;
  auto watcher = trio.watch();
  for (int i = 0; i < 6; ++i) trio.play_step();
  trio.alice.frame(chat_frame(1));
  for (int i = 0; i < 3; ++i) watcher.expect<protocol::Status>();
}

// ---- Orders ----

TEST(Orders, AChangeIsToldToEverybodyWithItsStep) {
  Trio trio;
  auto watcher = watch(trio);
  auto boss = watch(trio, Role::operator_);
  boss.text(R"({"type":"command","id":9,"name":"cycle","cycle":"alice_bob:1,eve:4"})");
  for (auto* each : {&boss, &watcher}) {
    const auto notice = each->expect_json("notice");
    EXPECT_EQ(notice["kind"], "control");
    EXPECT_EQ(notice["step"], 3);
    EXPECT_EQ(notice["text"], "from step 3 on the cycle is alice_bob:1,eve:4");
  }
  const auto one = get(trio.relay.port(), "/api/sessions/live").json();
  EXPECT_EQ(one["controls"],
            Json::parse(R"([{"at_step":3,"name":"cycle","cycle":"alice_bob:1,eve:4"}])"));
}

TEST(Orders, ASingleStepInAPause) {
  Trio trio;
  auto boss = watch(trio, Role::operator_);
  boss.command({.name = CommandName::pause});
  EXPECT_EQ(boss.expect_json("command_result")["from_step"], 1);
  trio.ciphertext();
  trio.bob.frame(frame(kFeedbackKind, 0, 0));
  trio.alice.expect_frame(kFeedbackKind, 0);
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) trio.done(*party);
  while (boss.expect_json("notice")["kind"] != "paused") {
  }
  boss.command({.name = CommandName::step});
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve})
    EXPECT_EQ(party->expect<protocol::Turn>().step, 1);
  trio.step = 1;
  trio.ciphertext();
  for (auto* party : {&trio.alice, &trio.bob, &trio.eve}) trio.done(*party);
  while (boss.expect_json("notice")["kind"] != "paused") {
  }
}

TEST(Orders, AliceSaysWhatTheOperatorTypes) {
  Trio trio;
  auto boss = watch(trio, Role::operator_);
  boss.command({.name = CommandName::say, .text = "hi", .repeat_ms = 0});
  const auto say = trio.alice.expect<protocol::Say>();
  EXPECT_EQ(say, (protocol::Say{1, "hi"}));
  trio.alice.frame(chat_frame(77, say.id));
  for (auto* party : {&trio.bob, &trio.eve})
    EXPECT_EQ(party->expect_frame(protocol::kChatFrame, 1).header().number, 77);
  const auto message = boss.expect_json("message");
  EXPECT_EQ(message["say"], 1);
  EXPECT_EQ(message["text"], "hi");
  EXPECT_EQ(message["rows"], 2);
  trio.eve.text(R"({"type":"chat_done","epoch":0,"chat":77,"reading":"Pz8="})");
  const auto eves = boss.expect_json("reading");
  EXPECT_EQ(eves["role"], "eve");
  EXPECT_EQ(eves["bytes"], "Pz8=");
  EXPECT_EQ(eves["number"], message["number"]);
  trio.bob.message(protocol::ChatDone{0, 77, "hi"});
  EXPECT_EQ(boss.expect_json("reading")["bytes"], "aGk=");
  trio.play_step();
}

// ---- Readings ----

TEST(EvesReadings, OfWhatSheWasNotSentAreAnErrorAndNotAnAttempt) {
  Trio trio;
  trio.eve.message(protocol::ChatDone{0, 5, "hi"});
  trio.eve.expect_error(ErrorCode::out_of_turn);
  trio.alice.frame(chat_frame(5));
  trio.eve.expect_frame(protocol::kChatFrame, 0);
  trio.bob.expect_frame(protocol::kChatFrame, 0);
  trio.eve.message(protocol::ChatDone{0, 5, "hi"});
  trio.eve.message(protocol::ChatDone{0, 5, "hi"});
  trio.eve.expect_error(ErrorCode::duplicate);
  trio.play_step();
}

TEST(EvesReadings, ThatAreNoneEndHerConnection) {
  for (const auto* text :
       {R"({"type":"chat_done","epoch":0,"chat":5})",
        R"({"type":"chat_done","epoch":0,"chat":5,"reading":"?"})",
        R"({"type":"chat_done","epoch":0,"chat":5,"reading":"aGk=","step":1})",
        R"({"type":"chat_done","epoch":0,"chat":5,"reading":"aGk=","metrics":{}})"}) {
    Trio trio;
    trio.eve.text(text);
    trio.eve.expect_error(ErrorCode::bad_field);
    trio.eve.expect_refusal(ErrorCode::listen_only);
    trio.play_step(/*eve_too=*/false);
  }
}

// ---- Who does not read ----

/// Bytes of memory that the relay has.
std::int64_t resident(Trio& trio) {
  std::ifstream statm("/proc/" + std::to_string(trio.relay.program().id()) + "/statm");
  std::int64_t total = 0;
  std::int64_t pages = 0;
  statm >> total >> pages;
  return pages * 4096;
}

/// The figure of that name in the relay's metrics.
std::int64_t figure(Trio& trio, const std::string& name) {
  const auto text = get(trio.relay.port(), "/metrics").body;
  const auto at = text.find("\n" + name + "{session=\"live\"} ");
  if (at == text.npos) throw DialogueError("no " + name + " in " + text);
  return std::stoll(text.substr(text.find(' ', at) + 1));
}

TEST(SlowWatcher, CostsNoMemoryAndNoStepAndSeesWhatIsSoWhenItReadsAgain) {
#ifdef SOTTO_SANITIZED
  GTEST_SKIP() << "it fills a line of megabytes, an order for each notice: minutes under a "
                  "sanitizer, where memory cannot be judged; WatchersTest.* runs the same code";
#endif
  Trio trio;
  auto watcher = RawClient::reluctant(trio.relay.port());
  watcher.hello_with_telemetry(Role::watcher);
  auto boss = trio.watch(Role::operator_);
  const auto orders = [&](int count) {
    for (int i = 0; i < count; ++i) boss.command({.name = CommandName::pace, .step_ms = 0});
    for (int i = 0; i < count; ++i) EXPECT_TRUE(boss.expect_result().accepted);
  };
  // Notices until its line is full.
  const auto before = resident(trio);
  while (figure(trio, "sotto_watchers_behind") < 1) {
    orders(500);
    trio.play_step();
  }
  // More cost nothing.
  const auto full = resident(trio);
  orders(20'000);
  const auto grown = resident(trio) - full;
  EXPECT_LT(full - before, 24 << 20);
  EXPECT_LT(grown, 4 << 20);
  trio.play_step();
  // It reads what had been sent, and then it gets a snapshot instead of all that it missed.
  watcher.expect_json("snapshot");
  const auto snapshot = watcher.expect_json("snapshot");
  EXPECT_EQ(snapshot["notices"].size(), 500U);
  EXPECT_EQ(snapshot["history"]["first"], 0);
  EXPECT_EQ(snapshot["history"]["last"], trio.step - 1);
  trio.play_step();
  const auto samples = watcher.expect_json("samples");
  EXPECT_GT(samples["dropped"], 0);
  EXPECT_EQ(samples["first"], trio.step - 1) << "without a gap";
}

}  // namespace
}  // namespace sotto
