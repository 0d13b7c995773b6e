// Whatever an operator was told is accepted, Alice says and Bob hears, while all four are killed.
#include "tests/integration/kill_parts.hpp"
#include "tests/support/raw_client.hpp"

namespace sotto {
namespace {

/// The demo's operator, who attaches to the page's address.
class Operator {
 public:
  explicit Operator(DemoRun& demo) {
    const auto said = demo.process().output();
    const auto behind = [&](const std::string& mark) {
      return said.substr(said.find(mark) + mark.size());
    };
    port_ = static_cast<unsigned short>(std::stoi(behind("dashboard on http://127.0.0.1:")));
    const auto token = behind("#token=");
    token_ = token.substr(0, token.find('\n'));
  }
  void say(const std::string& text) const {
    RawClient line(port_);
    line.message(protocol::Hello{.protocol = protocol::kProtocolVersion,
                                 .session = "live",
                                 .role = Role::operator_,
                                 .token = token_});
    line.expect<protocol::Welcome>();
    const auto result =
        line.order({.name = protocol::CommandName::say, .text = text, .repeat_ms = 0});
    EXPECT_TRUE(result.accepted) << result.message.value_or("");
  }
  Json events() const { return get(port_, "/api/sessions/live/events").json(); }

 private:
  unsigned short port_ = 0;
  std::string token_;
};

TEST(KilledParts, SayEverythingOnceThatWasAccepted) {
  DemoRun demo({"--seed", "5", "--minibatch", "64", "--checkpoint-every", "200"});
  ASSERT_TRUE(eventually(
      [&] { return demo.process().output().find("steps/s") != std::string::npos; }, 60s));
  const Operator boss(demo);
  constexpr int kKills = 8;
  constexpr std::int64_t kEach = 2;  // in all no more than the page is told of
  kill_in_turn(demo, kKills, [&](int kill) {
    for (std::int64_t i = 1; i <= kEach; ++i) boss.say("say " + std::to_string(kill * kEach + i));
  });
  Json events;
  EXPECT_TRUE(eventually(
      [&] { return (events = boss.events()).at("messages").size() >= kKills * kEach; }, 30s));
  std::int64_t id = 0;
  for (const auto& message : events.at("messages")) {
    EXPECT_EQ(message.at("say"), ++id);
    EXPECT_EQ(message.at("text"), "say " + std::to_string(id));
  }
  EXPECT_EQ(id, kKills * kEach);
  demo.process().signal(SIGINT);
  ASSERT_EQ(demo.wait(), 0) << demo.said();
  std::int64_t read = 0;
  const auto text = demo.process().output();
  for (auto at = text.find("Bob reads: "); at != text.npos; at = text.find("Bob reads: ", at + 1))
    ++read;
  EXPECT_GE(read, kKills * kEach);
  EXPECT_LE(read, kKills * kEach + 2 * kEach) << "only a new Bob hears again what another had read";
}

}  // namespace
}  // namespace sotto
