// Watchers on lines of the test's, at the test's own time.
#include "server/observers/watchers.hpp"

#include <gtest/gtest.h>

#include "shared/protocol/messages.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/registry.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

class TestClock : public Clock {
 public:
  Time now() const override { return now_; }
  std::string utc() const override { return "2026-11-22T16:03:12Z"; }
  void advance(std::chrono::milliseconds by) { now_ += by; }

 private:
  Time now_{1h};
};

/// What was sent on a line, and how much of it waits because nobody reads.
struct LineState {
  std::vector<Json> sent;
  bool reads = true;
  std::size_t queued = 0;
  std::optional<std::uint16_t> closed;
};

class TestLine : public WatcherLine {
 public:
  explicit TestLine(LineState& state) : state_(state) {}

  Sent send(const Buffer& text) override {
    if (state_.queued >= protocol::kMaxQueuedMessages) return Sent::overflow;
    state_.sent.push_back(Json::parse(text.text()));
    if (!state_.reads) ++state_.queued;
    return Sent::queued;
  }
  std::size_t queued_bytes() const override { return 2'000 * state_.queued; }
  std::size_t queued_messages() const override { return state_.queued; }
  void stop(std::uint16_t code, const std::string&) override { state_.closed = code; }
  const std::string& peer() const override { return peer_; }

 private:
  LineState& state_;
  std::string peer_ = "test";
};

class WatchersTest : public testing::Test {
 protected:
  void join(MemberId member, LineState& line, Role role = Role::watcher, bool telemetry = true) {
    watchers_->join(member, std::make_unique<TestLine>(line),
                    {.session = "live", .role = role, .telemetry = telemetry});
  }
  /// Completes a step in which Bob had that many bits wrong.
  void step(std::optional<double> bob = 1.0) {
    telemetry_->observe(
        StepResult{{.step = step_++, .phase = std::string(kAliceBobPhase), .values = {bob}}, 0, {}},
        clock_.now());
    watchers_->settle(clock_.now());
  }
  void wait(std::chrono::milliseconds time) {
    clock_.advance(time);
    watchers_->settle(clock_.now());
  }
  static void read_all(LineState& line) {
    line.reads = true;
    line.queued = 0;
    line.sent.clear();
  }
  static std::vector<Json> of_type(const LineState& line, const std::string& type) {
    std::vector<Json> found;
    for (const auto& each : line.sent)
      if (each["type"] == type) found.push_back(each);
    return found;
  }

  TestClock clock_;
  net::io_context network_;
  std::shared_ptr<SessionHost> host_ =
      std::make_shared<SessionHost>(network_.get_executor(), "live", SessionConfig{}, clock_);
  std::shared_ptr<Telemetry> telemetry_ =
      std::make_shared<Telemetry>("live", 16, *find_task("bit_secrecy"));
  std::shared_ptr<Watchers> watchers_ = std::make_shared<Watchers>(*host_, telemetry_, 3);
  std::int64_t step_ = 0;
};

TEST_F(WatchersTest, ANewcomerGetsWelcomeStatusAndSnapshot) {
  LineState line;
  step();
  join(1, line);
  ASSERT_GE(line.sent.size(), 3U);
  EXPECT_EQ(line.sent[0]["type"], "welcome");
  EXPECT_EQ(line.sent[0]["task"]["name"], "bit_secrecy");
  EXPECT_EQ(line.sent[1]["type"], "status");
  EXPECT_EQ(line.sent[2]["history"]["last"], 0);
}

TEST_F(WatchersTest, SamplesComeTenTimesASecondAndWithoutAGap) {
  LineState line;
  join(1, line);
  for (int i = 0; i < 100; ++i) {
    clock_.advance(20ms);
    step();
  }
  const auto samples = of_type(line, "samples");
  EXPECT_GE(samples.size(), 19U);
  EXPECT_LE(samples.size(), 21U);
  std::int64_t next = 0;
  for (const auto& each : samples) {
    EXPECT_EQ(each["first"], next);
    next = each["step"].get<std::int64_t>();
  }
}

// A page that attaches while the machine is busy reads its snapshot late. The steps that are done
// meanwhile must not be missing between the snapshot and the first samples that reach it.
TEST_F(WatchersTest, StepsWhileSomebodyDoesNotReadComeWithTheNextSamples) {
  LineState line;
  step(5.0);
  line.reads = false;
  join(1, line);
  for (int i = 0; i < 10; ++i) {
    clock_.advance(100ms);
    step(i == 4 ? 9.0 : 1.0);
  }
  EXPECT_TRUE(of_type(line, "samples").empty());
  EXPECT_EQ(of_type(line, "snapshot")[0]["history"]["last"], 0);
  read_all(line);
  clock_.advance(100ms);
  step(1.0);
  const auto samples = of_type(line, "samples");
  ASSERT_EQ(samples.size(), 1U);
  EXPECT_EQ(samples[0]["first"], 1) << "right behind the snapshot";
  EXPECT_EQ(samples[0]["step"], 12);
  EXPECT_EQ(samples[0]["series"]["bob"][2], 9) << "no spike is lost";
  EXPECT_EQ(samples[0]["series"]["bob"][3], 11);
  EXPECT_GT(samples[0]["dropped"], 0);
}

// A line holds what was sent just now until the network has taken it.
TEST_F(WatchersTest, WhoHasBeenSentSomethingElseJustNowIsNotTooSlow) {
  LineState line;
  join(1, line);
  line.queued = 2;
  clock_.advance(100ms);
  step();
  ASSERT_EQ(of_type(line, "samples").size(), 1U);
  EXPECT_EQ(of_type(line, "samples")[0]["dropped"], 0);
}

TEST_F(WatchersTest, WhatWasCarriedComesEvenIfNoStepFollows) {
  LineState line;
  line.reads = false;
  join(1, line);
  clock_.advance(100ms);
  step();
  read_all(line);
  wait(100ms);
  ASSERT_EQ(of_type(line, "samples").size(), 1U);
  EXPECT_EQ(of_type(line, "samples")[0]["first"], 0);
  wait(100ms);
  EXPECT_EQ(of_type(line, "samples").size(), 1U) << "once";
}

TEST_F(WatchersTest, WhoMissedMoreThanSamplesGetsASnapshotAndNoStepTwice) {
  LineState line;
  line.reads = false;
  join(1, line);
  for (int i = 0; i < 300; ++i) telemetry_->observe(protocol::Notice{.text = "news"}, clock_.now());
  step();
  wait(100ms);
  read_all(line);
  step();
  wait(100ms);
  ASSERT_EQ(of_type(line, "snapshot").size(), 1U);
  EXPECT_EQ(of_type(line, "snapshot")[0]["history"]["last"], 1);
  clock_.advance(100ms);
  step();
  ASSERT_EQ(of_type(line, "samples").size(), 1U);
  EXPECT_EQ(of_type(line, "samples")[0]["first"], 2);
}

TEST_F(WatchersTest, OneTooManyIsRefusedAndClosed) {
  LineState lines[4];
  for (MemberId i = 0; i < 4; ++i) join(i, lines[i], Role::watcher, /*telemetry=*/false);
  EXPECT_EQ(watchers_->size(), 3U);
  EXPECT_EQ(lines[3].sent[0]["code"], "overflow");
  EXPECT_EQ(lines[3].closed, 4020);
  EXPECT_FALSE(lines[2].closed);
}

TEST_F(WatchersTest, ResultsWaitForRoomOnTheLineInTheirOrder) {
  LineState line;
  join(1, line, Role::operator_, /*telemetry=*/false);
  line.sent.clear();
  line.reads = false;
  for (int id = 1; id <= 500; ++id)
    watchers_->receive(1, {.bytes = Buffer(R"({"type":"command","name":"resume","id":)" +
                                           std::to_string(id) + "}")});
  std::int64_t next = 1;
  for (int i = 0; i < 10 && next <= 500; ++i) {
    for (const auto& each : of_type(line, "command_result")) EXPECT_EQ(each["id"], next++);
    line.sent.clear();
    line.queued = 0;
    wait(5ms);
  }
  EXPECT_EQ(next, 501);
  EXPECT_FALSE(line.closed);
}

TEST(JoinedSamples, AreWhatBothSay) {
  const protocol::Samples earlier{.first = 0, .step = 2, .series = {{"bob", {1, 2, 3, 2}}}};
  const protocol::Samples later{
      .first = 2, .step = 4, .series = {{"bob", {0, 5, 6, 1}}, {"eve", {1, 1, 1, 1}}}};
  const auto both = joined(earlier, later);
  EXPECT_EQ(both.first, 0);
  EXPECT_EQ(both.step, 4);
  EXPECT_EQ(both.series[0].second, (protocol::SpreadValues{0, 3, 6, 3}));
  EXPECT_EQ(both.series[1].second, (protocol::SpreadValues{1, 1, 1, 1}));
  EXPECT_EQ(joined(later, earlier), earlier) << "taken again";
}

}  // namespace
}  // namespace sotto
