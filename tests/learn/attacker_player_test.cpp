// Attackers in a session in memory: what they hear, what they find, and what they leave alone.
#include "eve_sniffer/attacker_player.hpp"

#include <gtest/gtest.h>

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kAudit = 6;

/// A session of 6 steps, an audit of 20 and 5 minibatches, and 6 steps more.
SessionConfig config() {
  auto config = small_config(kAudit + 25 + 6);
  config.audit_minibatches = 20;
  config.audit_held_out = 5;
  return config;
}

InMemorySession session_with(const std::vector<std::string>& attackers,
                             const SessionConfig& config = sotto::config()) {
  const auto secret = derive_run_seeds(1).secret;
  InMemorySession::Players players{make_alice(secret, /*first_chat=*/0, "fused"),
                                   make_bob(secret, "fused"), make_eve("fused")};
  for (const auto& name : attackers)
    players.attackers.push_back(std::make_unique<AttackerPlayer>(name));
  return {config, std::move(players), {{.at_step = kAudit, .kind = ChangeKind::audit}}};
}

/// Takes what an attacker says.
struct Said : Outlet {
  void send(const protocol::Done&) override { FAIL(); }
  void send(const protocol::ChatDone&) override { FAIL(); }
  void send(const protocol::Frame&) override { FAIL(); }
  void send(const protocol::Finding& finding) override { findings.push_back(finding); }
  void show(const std::string&) override {}
  std::vector<protocol::Finding> findings;
};

/// An attacker by itself, and an audit of a cipher that sends the message as it is.
class AttackerByItself : public testing::Test {
 protected:
  explicit AttackerByItself(const std::string& name = "linear") : attacker_(name) { welcome(0); }

  void welcome(std::int64_t step) {
    attacker_.receive(protocol::FromRelay{protocol::Welcome{
                          .role = Role::attacker, .step = step, .config = config()}},
                      said_);
  }
  void step(std::int64_t position, std::int64_t first = kAudit) {
    const auto step = first + position;
    protocol::FrameHeader header{};
    header.kind = kCiphertextKind;
    header.step = step;
    header.rows = static_cast<std::uint32_t>(config().minibatch);
    header.columns = static_cast<std::uint32_t>(config().bits);
    protocol::Frame frame(header);
    draw_message(NumberStream::public_stream(config().public_seed), step, frame.mutable_values());
    frame.finish();
    attacker_.receive(protocol::FromRelay{protocol::Turn{
                          .step = step, .phase = std::string(kAuditPhase), .audit = first}},
                      said_);
    attacker_.receive(frame, said_);
  }
  void steps(std::int64_t from, std::int64_t to) {
    for (auto position = from; position < to; ++position) step(position);
  }
  const protocol::Finding& last() const { return said_.findings.back(); }

  AttackerPlayer attacker_;
  Said said_;
};

TEST_F(AttackerByItself, SaysHowFarItIsAndWhatItFoundInTheEnd) {
  steps(0, 25);
  ASSERT_EQ(said_.findings.size(), 8U);
  for (std::size_t i = 0; i + 1 < said_.findings.size(); ++i)
    EXPECT_FALSE(said_.findings[i].final) << i;
  EXPECT_EQ(said_.findings[2].minibatches, 4);
  EXPECT_TRUE(last().final);
  EXPECT_EQ(last().minibatches, 20);
  EXPECT_EQ(last().missed, 0);
  EXPECT_EQ(last().bits_wrong, 0);
  EXPECT_GE(last().gain, 4) << "of 8 bits: half of them by chance";
  EXPECT_EQ(last().audit, kAudit);
}

TEST_F(AttackerByItself, TellsWhatItDidNotHear) {
  steps(3, 22);  // it came late, and the line dropped
  EXPECT_FALSE(last().final);
  welcome(kAudit + 25);
  EXPECT_TRUE(last().final);
  EXPECT_EQ(last().minibatches, 17);
  EXPECT_EQ(last().missed, 3 + 3);
}

TEST_F(AttackerByItself, LearnsOnceFromAStepThatIsTakenAgain) {
  steps(0, 10);
  attacker_.receive(protocol::FromRelay{protocol::Rewind{.epoch = 1, .step = kAudit + 8}}, said_);
  steps(8, 25);
  EXPECT_EQ(last().minibatches, 20);
  EXPECT_EQ(last().missed, 0);
}

TEST_F(AttackerByItself, BeginsAnewWithEveryAudit) {
  steps(0, 25);
  const auto first = last();
  for (std::int64_t position = 0; position < 25; ++position) step(position, /*first=*/90);
  EXPECT_EQ(last().audit, 90);
  EXPECT_EQ(last().minibatches, first.minibatches);
  EXPECT_EQ(said_.findings.size(), 16U);
}

// A relay that forgot how the audit began refuses what is found in it.
TEST_F(AttackerByItself, SaysNothingOfAnAuditThatTheRelayHasYetToBegin) {
  steps(0, 25);
  const auto final = last();
  said_.findings.clear();
  welcome(kAudit);
  EXPECT_TRUE(said_.findings.empty());
  step(0);
  EXPECT_EQ(said_.findings, std::vector{final});
  steps(1, 25);
  EXPECT_EQ(said_.findings.size(), 1U);
}

// The order was lost with the relay, and another takes its place, before it or after.
TEST_F(AttackerByItself, SaysNothingOfAnAuditThatTheRelayHasForgotten) {
  for (const std::int64_t other : {3, 90}) {
    steps(0, 24);
    welcome(kAudit);
    said_.findings.clear();
    for (std::int64_t position = 0; position < 25; ++position) step(position, other);
    EXPECT_EQ(said_.findings.size(), 8U);
    for (const auto& finding : said_.findings) EXPECT_EQ(finding.audit, other);
    welcome(0);
  }
}

TEST_F(AttackerByItself, IsSilentOfAnAuditThatIsOverAndWhoseStepsComeAgain) {
  steps(0, 25);
  step(0, /*first=*/90);
  const auto told = said_.findings.size();
  attacker_.receive(protocol::FromRelay{protocol::Rewind{.epoch = 1, .step = kAudit + 20}}, said_);
  steps(20, 25);
  EXPECT_EQ(said_.findings.size(), told);
  for (std::int64_t position = 0; position < 25; ++position) step(position, /*first=*/90);
  EXPECT_EQ(last().audit, 90);
  EXPECT_TRUE(last().final);
  EXPECT_EQ(last().missed, 0);
}

TEST_F(AttackerByItself, WithoutAnythingToLearnFromSaysNothing) {
  steps(20, 25);
  EXPECT_TRUE(said_.findings.empty());
}

TEST(AttackerPlayer, ThatNeedsMoreThanAListenerHasIsRefusedWithASentence) {
  for (const auto* name : {"distinguisher", "leak4-mlp256", "reuse-mlp256"}) try {
      const AttackerPlayer attacker(name);
      FAIL() << name;
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find("sotto-lab audit"), std::string::npos);
    }
  EXPECT_THROW(AttackerPlayer("lineal"), std::invalid_argument);
  for (const auto& name : live_panel()) EXPECT_NO_THROW(AttackerPlayer{name}) << name;
}

TEST(LiveAuditInMemory, GivesTheSameFindingsEveryTimeAndLeavesTheWeightsAlone) {
  const auto alone = session_with({}).run();
  const auto once = session_with(live_panel()).run();
  const auto again = session_with(live_panel()).run();
  EXPECT_EQ(once.at("audit"), again.at("audit"));
  EXPECT_EQ(digests(once), digests(alone));
  EXPECT_EQ(once.at("audit").at("findings").size(), live_panel().size());
  for (const auto& finding : once.at("audit").at("findings")) {
    EXPECT_EQ(finding.at("final"), true) << finding;
    EXPECT_EQ(finding.at("missed"), 0) << finding;
  }
  EXPECT_EQ(once.at("audit").at("not_reported"), Json::array());
  EXPECT_EQ(alone.at("audit").at("grade"), "unaudited");
  EXPECT_EQ(once.at("refused"), Json::object());
}

TEST(LiveAuditInMemory, TrainsNobodyAndIsInNoCurve) {
  auto before = config();
  before.steps = kAudit;
  auto after = config();
  after.steps = kAudit + 25;
  const auto then = session_with({}, before).run();
  const auto now = session_with({}, after).run();
  EXPECT_EQ(digests(now), digests(then));
  EXPECT_EQ(now.at("alice_bob_steps"), then.at("alice_bob_steps"));
  EXPECT_EQ(now.at("bob_bits_wrong"), then.at("bob_bits_wrong"));
  EXPECT_TRUE(now.at("audit").at("bob_bits_wrong").is_number());
}

}  // namespace
}  // namespace sotto
