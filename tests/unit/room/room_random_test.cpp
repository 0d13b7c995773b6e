// Whatever happens in whatever order, the Room waits for nobody without a deadline and comes to an
// end when it is told to.
#include <cmath>
#include <random>

#include "tests/unit/room/room_script.hpp"

namespace sotto {
namespace {

using protocol::SessionState;

class Chaos {
 public:
  explicit Chaos(unsigned seed) : random_(seed), room_(session(seed)) {}

  void happen() {
    switch (below(19)) {
      case 0:
      case 1:
      case 2:
        return void(room_.join(party(), weights()));
      case 16:
        return listener();
      case 17:
      case 18:
        return order();
      case 3:
        return when_known(party(), [&](Role role) { room_.leave(role); });
      case 4:
        return room_.after(below(2'000));
      case 5:
        return room_.after(below(60));
      case 6:
        return room_.command(static_cast<protocol::CommandName>(below(2)), step());
      case 7:
        return room_.command(protocol::CommandName::resume);
      case 8:
        return when_known(party(), [&](Role role) {
          room_.undecodable(role, static_cast<protocol::ErrorCode>(below(8)));
        });
      case 9:
        return when_known(party(), [&](Role role) {
          room_.done(role, static_cast<std::uint32_t>(below(3)), below(9));
        });
      case 10:
        return when_known(party(), [&](Role role) {
          room_.send(role, frame(static_cast<protocol::FrameKind>(below(4)),
                                 static_cast<std::uint32_t>(below(3)), below(9),
                                 below(3) == 0 ? NAN : 0.5F));
        });
      default:  // what is expected, most of the time
        if (room_.status().waiting) say(*room_.status().waiting);
    }
  }

  RoomScript& room() { return room_; }

 private:
  using Steps = std::vector<std::int64_t>;

  /// In every other one Eve is waited for, too.
  static SessionConfig session(unsigned seed) {
    auto config = small_session();
    config.checkpoint_every = 3;
    if (seed % 2 == 1) config.eve_return_ms = 250;
    return config;
  }

  std::int64_t below(std::int64_t end) {
    return static_cast<std::int64_t>(random_() % static_cast<unsigned>(end));
  }
  /// Of the step at hand, most of the time.
  Steps weights() {
    if (below(4) > 0) return {room_.status().step};
    return below(4) == 0 ? Steps{} : Steps{below(9)};
  }
  Role party() { return kParties[static_cast<std::size_t>(below(3))]; }
  std::optional<std::int64_t> step() {
    if (below(2) == 0) return std::nullopt;
    return room_.status().step + below(5);
  }

  /// One joins, and now and then says what none may say, or goes.
  void listener() {
    if (below(2) == 0 || !room_.knows(Role::listener)) return void(room_.join(Role::listener));
    if (below(2) == 0) return room_.leave(Role::listener);
    room_.done(Role::listener);
  }

  /// Any but a stop.
  void order() {
    using enum protocol::CommandName;
    switch (below(7)) {
      case 0:
        return void(room_.result_of({.name = protocol::CommandName::step}));
      case 1:
        return void(room_.result_of({.name = pace, .step_ms = 50 * below(4)}));
      case 2:
        return void(room_.result_of(
            {.name = protocol::CommandName::say, .text = "hi", .repeat_ms = 250 * below(3)}));
      case 3:
        return void(room_.result_of(
            {.name = cycle,
             .cycle = Cycle{{"alice_bob", 1}, {"eve", 1 + static_cast<int>(below(3))}}}));
      case 4:
        return void(room_.result_of({.name = reset_eve, .at_step = this->step()}));
      default:
        return void(room_.result_of({.name = below(2) == 0 ? freeze : unfreeze}));
    }
  }

  template <class Event>
  void when_known(Role role, Event&& event) {
    if (room_.knows(role)) event(role);
  }

  void say(const protocol::Wait& wait) {
    if (wait.what == "to join") return void(room_.join(wait.role, weights()));
    if (wait.what == "ciphertext") return room_.ciphertext();
    if (wait.what == "feedback") return room_.feedback();
    room_.done(wait.role);
  }

  std::mt19937 random_;
  RoomScript room_;
};

TEST(RoomRandom, NobodyIsWaitedForWithoutADeadlineAndStopEndsIt) {
  std::int64_t steps = 0;
  for (unsigned seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Chaos chaos(seed);
    auto& room = chaos.room();
    std::int64_t furthest = 0;
    for (int i = 0; i < 300; ++i) {
      chaos.happen();
      furthest = std::max(furthest, room.status().step);
      const auto state = room.status().state;
      if (state == SessionState::running || state == SessionState::finishing) {
        ASSERT_TRUE(room.room().next_deadline()) << room.status().text;
      }
      ASSERT_FALSE(room.status().text.empty());
    }
    steps += furthest;
    room.command(protocol::CommandName::stop);
    room.after(2'000);
    ASSERT_TRUE(room.room().finished()) << room.status().text;
    EXPECT_FALSE(room.room().next_deadline());
    EXPECT_TRUE(room.status().connected.empty());
  }
  EXPECT_GT(steps, 300) << "the chaos lets sessions get somewhere";
}

// Nothing of Eve's ever makes anything happen to Alice or Bob but the end of a step.
TEST(RoomRandom, NothingOfEvesReachesAliceOrBob) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Chaos chaos(seed);
    auto& room = chaos.room();
    for (int i = 0; i < 100; ++i) {
      chaos.happen();
      if (!room.knows(Role::eve) || !room.knows(Role::alice) || !room.knows(Role::bob)) continue;
      room.forget();
      for (const auto kind : {kCiphertextKind, kFeedbackKind, protocol::kChatFrame})
        room.send(Role::eve, frame(kind, room.status().epoch, room.status().step));
      room.send(Role::eve,
                protocol::ToRelay{protocol::Command{.name = protocol::CommandName::stop}});
      for (const auto role : {Role::alice, Role::bob})
        for (const auto& line : room.heard(role))
          ASSERT_TRUE(line.starts_with("turn ") || line.starts_with("finish ") ||
                      line == "close 1000")
              << line;
    }
  }
}

}  // namespace
}  // namespace sotto
