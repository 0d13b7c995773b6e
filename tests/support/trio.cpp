#include "tests/support/trio.hpp"

namespace sotto {

Trio::Trio(const Options& options)
    : relay(options), eve(join(Role::eve)), bob(join(Role::bob)), alice(join(Role::alice)) {
  for (auto* party : {&alice, &bob, &eve}) hear_turn(*party);
}

RawClient Trio::join(Role role, std::vector<std::int64_t> holds) {
  RawClient party(relay.port());
  party.hello(role, std::move(holds));
  EXPECT_EQ(party.expect<protocol::Welcome>().role, role);
  return party;
}

void Trio::expect_gone(Role role) {
  watch().expect_status(std::string(title(role)) + " gone", [&](const protocol::Status& status) {
    return std::ranges::count(status.connected, role) == 0;
  });
}

void Trio::hear_turn(RawClient& party) {
  const auto turn = party.expect<protocol::Turn>();
  EXPECT_EQ(turn.epoch, epoch);
  EXPECT_EQ(turn.step, step);
}

void Trio::ciphertext(bool eve_too) {
  const auto sent = frame(kCiphertextKind, epoch, step, 0.25F);
  alice.frame(sent);
  EXPECT_EQ(bob.expect_frame(kCiphertextKind, step).buffer().text(), sent.buffer().text());
  if (eve_too) {
    EXPECT_EQ(eve.expect_frame(kCiphertextKind, step).buffer().text(), sent.buffer().text());
  }
}

void Trio::play_step(bool eve_too) {
  ciphertext(eve_too);
  if (step % 3 == 0) {  // the default cycle: one of Alice and Bob, two of Eve
    bob.frame(frame(kFeedbackKind, epoch, step, 100.0F));
    alice.expect_frame(kFeedbackKind, step);
  }
  done(alice);
  done(bob);
  if (eve_too) done(eve);
  ++step;
  hear_turn(alice);
  hear_turn(bob);
  if (eve_too) hear_turn(eve);
}

void Trio::farewell() {
  const std::array parties{std::pair{"alice", &alice}, std::pair{"bob", &bob},
                           std::pair{"eve", &eve}};
  for (const auto& [network, party] : parties) {
    const auto finish = party->expect<protocol::Finish>();
    party->message(
        protocol::Done{finish.epoch, finish.step, {.digests = {{network, digest('d')}}}});
  }
  for (const auto& [network, party] : parties) party->expect_close(protocol::kCloseNormal);
}

Json Trio::report() const { return get(relay.port(), "/api/sessions/live").json()["report"]; }

std::int64_t Trio::refused(protocol::ErrorCode code) const {
  return report()["refused"].value(std::string(name(code)), 0);
}

}  // namespace sotto
