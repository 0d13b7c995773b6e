// Listeners hear what Eve hears. Nobody waits for them, and nothing that they send reaches anybody.
#include <fstream>

#include "tests/support/trio.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;

class ListenerBesideEve : public testing::Test {
 protected:
  void expect_thrown_out(ErrorCode counted) {
    listener_.expect_error(counted);
    listener_.expect_refusal(ErrorCode::listen_only);
    EXPECT_EQ(trio_.refused(counted), 1);
    trio_.play_step();
    trio_.play_step();
  }

  Trio trio_;
  RawClient listener_ = trio_.join(Role::listener);
};

TEST_F(ListenerBesideEve, HearsEveryCiphertextByteForByteAndNothingElse) {
  for (std::int64_t step = 0; step < 5; ++step) {
    const auto value = static_cast<float>(step) / 8;
    const auto sent = frame(kCiphertextKind, 0, step, value);
    trio_.alice.frame(sent);
    for (auto* each : {&trio_.bob, &trio_.eve, &listener_})
      EXPECT_EQ(each->expect_frame(kCiphertextKind, step).buffer().text(), sent.buffer().text());
    if (step % 3 == 0) {
      trio_.bob.frame(frame(kFeedbackKind, 0, step));
      trio_.alice.expect_frame(kFeedbackKind, step);
    }
    for (auto* each : {&trio_.alice, &trio_.bob, &trio_.eve})
      each->message(protocol::Done{0, step, {}});
    for (auto* each : {&trio_.alice, &trio_.bob, &trio_.eve, &listener_})
      EXPECT_EQ(each->expect<protocol::Turn>().step, step + 1);
  }
}

TEST_F(ListenerBesideEve, HearsChatAndTheEnd) {
  auto boss = trio_.watch(Role::operator_);
  trio_.alice.frame(frame(protocol::kChatFrame, 0, 0));
  for (auto* each : {&trio_.bob, &trio_.eve, &listener_})
    each->expect_frame(protocol::kChatFrame, 0);
  EXPECT_EQ(boss.order({.name = protocol::CommandName::stop, .at_step = 1}).from_step, 1);
  trio_.ciphertext();
  listener_.expect_frame(kCiphertextKind, 0);
  trio_.bob.frame(frame(kFeedbackKind, 0, 0));
  trio_.alice.expect_frame(kFeedbackKind, 0);
  for (auto* each : {&trio_.alice, &trio_.bob, &trio_.eve}) trio_.done(*each);
  EXPECT_EQ(listener_.expect<protocol::Finish>().step, 1);
  trio_.farewell();
  listener_.expect_close(protocol::kCloseNormal);
}

TEST_F(ListenerBesideEve, IsCountedAndGoesUnnoticed) {
  const auto listeners = [&] {
    return get(trio_.relay.port(), "/api/sessions/live").json()["status"]["listeners"];
  };
  auto second = trio_.join(Role::listener);
  EXPECT_EQ(listeners(), 2);
  second.vanish();
  EXPECT_TRUE(eventually([&] { return listeners() == 1; }, kDeadline));
  trio_.play_step();
  EXPECT_EQ(trio_.report()["epochs"], 1);
}

TEST_F(ListenerBesideEve, SendsAFrame) {
  listener_.frame(frame(kCiphertextKind, 0, 0));
  expect_thrown_out(ErrorCode::listen_only);
}

TEST_F(ListenerBesideEve, SendsDone) {
  listener_.message(protocol::Done{0, 0, {}});
  expect_thrown_out(ErrorCode::listen_only);
}

TEST_F(ListenerBesideEve, GivesAnOrder) {
  listener_.message(protocol::Command{.name = protocol::CommandName::stop});
  expect_thrown_out(ErrorCode::listen_only);
}

TEST_F(ListenerBesideEve, SendsGarbage) {
  listener_.binary("garbage");
  expect_thrown_out(ErrorCode::bad_frame);
}

TEST(ListenersToken, IsNotGuessedWhereTheTokensFileHasNone) {
  const TemporaryDirectory folder;
  const auto file = folder / "tokens.json";
  std::ofstream(file) << R"({"alice": "a", "bob": "b", "eve": "e", "operator": "o"})";
  RelayProcess relay(Options{{"tokens-file", file.string()}});
  for (const auto* token : {"", "e", "listener-token"}) {
    RawClient listener(relay.port());
    listener.message(
        protocol::Hello{protocol::kProtocolVersion, "live", Role::listener, token, {}});
    listener.expect_refusal(ErrorCode::bad_token);
  }
}

TEST(ManyListeners, AreRefusedBeyondTheLimit) {
  Trio trio;
  std::vector<RawClient> listeners;
  for (std::size_t i = 0; i < protocol::kMaxListeners; ++i)
    listeners.push_back(trio.join(Role::listener));
  RawClient last(trio.relay.port());
  last.hello(Role::listener);
  last.expect_refusal(ErrorCode::overflow);
  trio.play_step();
}

TEST(ListenerThatDoesNotRead, IsClosedAndDelaysNobody) {
  // Large frames, so that few of them fill its line.
  Trio trio(Options{{"bits", "16"}, {"minibatch", "1024"}, {"cycle", "alice_bob:1"}});
  auto listener = RawClient::reluctant(trio.relay.port());
  listener.hello(Role::listener);
  listener.expect<protocol::Welcome>();
  const auto there = [&] {
    return get(trio.relay.port(), "/api/sessions/live").json()["status"]["listeners"] == 1;
  };
  const auto until = std::chrono::steady_clock::now() + 20 * kDeadline;
  while (there()) {
    for (int i = 0; i < 20; ++i) {
      trio.alice.frame(frame(kCiphertextKind, 0, trio.step, 0.5F, 1024, 16));
      for (auto* each : {&trio.bob, &trio.eve}) each->expect_frame(kCiphertextKind, trio.step);
      trio.bob.frame(frame(kFeedbackKind, 0, trio.step, 0.5F, 1024, 16));
      trio.alice.expect_frame(kFeedbackKind, trio.step);
      for (auto* each : {&trio.alice, &trio.bob, &trio.eve}) trio.done(*each);
      ++trio.step;
      for (auto* each : {&trio.alice, &trio.bob, &trio.eve})
        EXPECT_EQ(each->expect<protocol::Turn>().step, trio.step);
    }
    ASSERT_LT(std::chrono::steady_clock::now(), until) << "it is never closed";
  }
  EXPECT_EQ(trio.report()["missed_by_eve"], 0);
}

}  // namespace
}  // namespace sotto
