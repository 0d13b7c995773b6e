#include "simulation/faults/simulated_line.hpp"

#include <gtest/gtest.h>

#include "shared/protocol/limits.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

class SimulatedLineTest : public testing::Test {
 protected:
  SimulatedLineTest() { connect(1); }

  void connect(std::uint64_t seed) {
    line_ = std::make_shared<SimulatedLine>(clock_, road_, Dice(seed, "line"), 50);
    heard_.clear();
    closed_.reset();
    line_->attach(Side::relay, {.message =
                                    [this](const LineMessage& message) {
                                      const auto& text = std::get<Buffer>(message).text();
                                      heard_.push_back(std::stoi(std::string(text)));
                                    },
                                .closed = [this](const LineClosed& how) { closed_ = how; },
                                .ready = [this] { return ready_; }});
    line_->attach(Side::party, {.message = [](const LineMessage&) {},
                                .closed = [this](const LineClosed& how) { own_ = how; },
                                .ready = [this]() -> std::optional<Time> { return clock_.now(); }});
  }
  bool send(int number) { return line_->send(Side::party, Buffer(std::to_string(number))); }
  void pass(std::chrono::nanoseconds time) {
    bool over = false;
    clock_.after(time, [&] { over = true; });
    while (!over && clock_.advance()) {
    }
  }
  void expect_in_order() const {
    for (std::size_t i = 0; i < heard_.size(); ++i) EXPECT_EQ(heard_[i], static_cast<int>(i));
  }

  SimulatedClock clock_;
  Road road_{1ms, 5ms, 1, false};
  std::shared_ptr<SimulatedLine> line_;
  std::vector<int> heard_;
  std::optional<LineClosed> closed_;
  std::optional<LineClosed> own_;
  std::optional<Time> ready_ = Time{};
};

TEST_F(SimulatedLineTest, BringsEverythingInItsOrder) {
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(send(i));
  pass(1s);
  EXPECT_EQ(heard_.size(), 40U);
  expect_in_order();
}

TEST_F(SimulatedLineTest, ThatBreaksLosesTheLastAndNoneBetween) {
  std::size_t lost = 0;
  for (std::uint64_t seed = 1; seed < 50; ++seed) {
    connect(seed);
    for (int i = 0; i < 20; ++i) send(i);
    line_->lose(0ms, 100ms);
    send(20);  // on a line that is gone
    pass(1s);
    EXPECT_LE(heard_.size(), 20U);
    lost += 20 - heard_.size();
    expect_in_order();
    ASSERT_TRUE(closed_ && own_);
    EXPECT_TRUE(line_->over());
  }
  EXPECT_GT(lost, 100U);
}

TEST_F(SimulatedLineTest, LetsSoManyWaitForAReaderThatStandsStill) {
  ready_.reset();
  int taken = 0;
  while (taken < 1'000 && send(taken)) ++taken;
  EXPECT_GE(taken, 50);
  EXPECT_LT(taken, 100);
  EXPECT_EQ(line_->waiting(Side::party), 50U);
  pass(1s);
  EXPECT_TRUE(heard_.empty());
  ready_ = Time{};
  line_->wake();
  pass(1s);
  EXPECT_EQ(heard_.size(), static_cast<std::size_t>(taken));
  expect_in_order();
}

TEST_F(SimulatedLineTest, BringsNothingWhileTheRoadIsParted) {
  road_.parted = true;
  send(0);
  pass(1s);
  EXPECT_TRUE(heard_.empty());
  road_.parted = false;
  line_->wake();
  pass(1s);
  EXPECT_EQ(heard_.size(), 1U);
}

TEST_F(SimulatedLineTest, ClosesBehindWhatWasSent) {
  for (int i = 0; i < 10; ++i) send(i);
  line_->close(Side::party, 4001, "enough");
  EXPECT_TRUE(send(10));
  pass(500ms);
  EXPECT_EQ(heard_.size(), 10U);
  ASSERT_TRUE(closed_ && own_);
  EXPECT_EQ(closed_->code, 4001);
}

TEST_F(SimulatedLineTest, ClosesWithoutConsentAfterASecond) {
  road_.parted = true;
  line_->close(Side::party, 4001, "enough");
  pass(900ms);
  EXPECT_FALSE(closed_ || own_);
  pass(200ms);
  ASSERT_TRUE(closed_ && own_);
  EXPECT_EQ(closed_->code, 0);
}

}  // namespace
}  // namespace sotto
