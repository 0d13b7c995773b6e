// One connection or watcher too many is told so and costs the others nothing.
#include "tests/support/trio.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;

bool has_line(const std::string& text, const std::string& line) {
  return text.find("\n" + line + "\n") != text.npos;
}

TEST(Limits, AConnectionTooManyIsRefusedWithASentence) {
  Trio trio(Options{{"max-connections", "4"}});
  std::optional<RawClient> watcher(trio.watch());
  const auto answer = get(trio.relay.port(), "/healthz");
  EXPECT_EQ(answer.status, 503U);
  EXPECT_NE(answer.json()["error"].get<std::string>().find("connections"), std::string::npos);
  EXPECT_THROW(RawClient(trio.relay.port()), DialogueError);
  trio.play_step();
  // There is room again once somebody has gone.
  watcher.reset();
  std::string metrics;
  ASSERT_TRUE(eventually(
      [&] {
        const auto asked = get(trio.relay.port(), "/metrics");
        metrics = asked.body;
        return asked.status == 200;
      },
      kDeadline));
  EXPECT_FALSE(has_line(metrics, "sotto_refused_connections_total 0")) << metrics;
  EXPECT_TRUE(has_line(metrics, "sotto_connections 4")) << metrics;
}

TEST(Limits, AnAddressMayHaveSoManyConnections) {
  Trio trio(Options{{"max-connections-of-address", "3"}});
  EXPECT_EQ(get(trio.relay.port(), "/healthz").status, 503U);
  trio.play_step();
}

TEST(Limits, AWatcherTooManyIsRefused) {
  Trio trio(Options{{"max-watchers", "2"}});
  auto first = trio.watch();
  auto boss = trio.watch(Role::operator_);
  RawClient third(trio.relay.port());
  third.hello_with_telemetry();
  third.expect_error(ErrorCode::overflow);
  third.expect_close(4020);
  EXPECT_EQ(trio.refused(ErrorCode::overflow), 1);
  EXPECT_TRUE(has_line(get(trio.relay.port(), "/metrics").body,
                       "sotto_refused_watchers_total{session=\"live\"} 1"));
  trio.play_step();
  first.vanish();
  boss.expect_status("one watcher", [](const auto& status) { return status.watchers == 1; });
  trio.watch().expect<protocol::Status>();
}

}  // namespace
}  // namespace sotto
