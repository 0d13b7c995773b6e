#include "server/observers/telemetry.hpp"

#include <gtest/gtest.h>

#include "server/observers/event_json.hpp"
#include "shared/protocol/base64.hpp"
#include "tests/support/frames.hpp"

namespace sotto {
namespace {


class TelemetryTest : public testing::Test {
 protected:
  void step(std::int64_t number, std::optional<double> bob = {}, std::optional<double> ms = {}) {
    StepFigures figures;
    figures.step = number;
    figures.t = static_cast<double>(number) / 10;
    figures.bob = bob;
    figures.compute_ms[1] = ms;
    EXPECT_EQ(telemetry_.learn(Tell{figures}), std::nullopt);
  }
  Json samples(std::int64_t dropped = 0) {
    return Json::parse(telemetry_.samples(7).text(dropped));
  }
  Json snapshot() const { return Json::parse(telemetry_.snapshot()); }

  Telemetry telemetry_{"live", 16};
};

TEST_F(TelemetryTest, SamplesAreTheStepsSinceTheLastOnes) {
  step(0, 1.0, 2.0);
  step(1);
  step(2);
  step(3, 3.00004, 4.0);
  const auto first = samples(5);
  EXPECT_EQ(first, Json::parse(R"({"type":"samples","step":4,"alice_bob_steps":7,"t":0.3,"first":0,
      "steps_per_s":0,"bob":[1,2,3],"eve":null,"shadow":null,"hop_ms":{"bob":3},"dropped":5})"));
  EXPECT_FALSE(telemetry_.has_samples());
  step(4, 2.0);
  const auto next = samples();
  EXPECT_EQ(next["first"], 4);
  EXPECT_EQ(next["steps_per_s"], 10);
  EXPECT_FALSE(next.contains("hop_ms"));
}

TEST_F(TelemetryTest, StepsThatAreTakenAgainBeginTheSamplesAnew) {
  for (std::int64_t i = 0; i < 5; ++i) step(i, 1.0);
  step(3, 9.0);
  const auto made = samples();
  EXPECT_EQ(made["first"], 3);
  EXPECT_EQ(made["bob"], (Json{9, 9, 9}));
  EXPECT_EQ(snapshot()["history"]["last"], 3);
}

TEST_F(TelemetryTest, TheSnapshotHoldsTheSessionSoFar) {
  step(0, 0.5);
  step(1);
  const auto event = telemetry_.learn(Tell{Event{0.1, 1, EventKind::control, "freeze \"now\""}});
  EXPECT_EQ(Json::parse(*event), Json::parse(R"({"type":"event","t":0.1,"step":1,"kind":"control",
      "text":"freeze \"now\""})"));
  const auto all = snapshot();
  EXPECT_EQ(all["type"], "snapshot");
  EXPECT_EQ(all["history"]["session"], "live");
  EXPECT_EQ(all["history"]["bits"], 16);
  EXPECT_EQ(all["history"]["columns"].size(), 12U);
  EXPECT_EQ(all["history"]["rows"][0],
            Json::parse("[0,0,0,0.5,0.5,0.5,null,null,null,null,null,null]"));
  EXPECT_EQ(all["events"].size(), 1U);
  EXPECT_TRUE(all["ciphertext"].is_null());
}

TEST_F(TelemetryTest, OfASessionThatHasNotBegunIsASnapshot) {
  const auto all = snapshot();
  EXPECT_TRUE(all["history"]["rows"].empty());
  EXPECT_TRUE(all["history"]["first"].is_null());
}

TEST_F(TelemetryTest, EverythingIsBounded) {
  for (int i = 0; i < 2'000; ++i) telemetry_.learn(Tell{Event{0, i, EventKind::refused, "no"}});
  for (int i = 1; i <= 100; ++i) {
    telemetry_.learn(Tell{Message{i, 0, 0, 0, frame(protocol::FrameKind::chat, 0, 0), "hi"}});
    for (const auto role : {Role::bob, Role::eve})
      telemetry_.learn(Tell{ChatReading{i, role, 0, 0, "hi"}});
  }
  const auto all = snapshot();
  EXPECT_EQ(all["events"].size(), 500U);
  EXPECT_EQ(all["events"].back()["step"], 1'999);
  EXPECT_EQ(all["messages"].size(), 20U);
  EXPECT_EQ(all["readings"].size(), 40U);
  EXPECT_EQ(all["readings"][0]["number"], 81);
}

TEST_F(TelemetryTest, CiphertextsComeTwiceASecondAtMost) {
  const Time now{};
  const auto sent = frame(protocol::FrameKind::ciphertext, 0, 3, -1.0F, 40, 16);
  const auto first = telemetry_.ciphertext(sent, 0.5, now);
  ASSERT_TRUE(first);
  const auto json = Json::parse(*first);
  EXPECT_EQ(json["rows"], 16);
  EXPECT_EQ(json["columns"], 16);
  EXPECT_EQ(protocol::from_base64(json["values"].get<std::string>()), std::string(256, '\x81'));
  EXPECT_FALSE(telemetry_.ciphertext(sent, 0.9, now + std::chrono::milliseconds(499)));
  EXPECT_TRUE(telemetry_.ciphertext(sent, 1, now + std::chrono::milliseconds(500)));
}

TEST(TellJson, NumbersHaveFourDecimals) {
  const auto text = [](double value) {
    std::string made;
    append_rounded(made, value);
    return made;
  };
  EXPECT_EQ(text(0), "0");
  EXPECT_EQ(text(1), "1");
  EXPECT_EQ(text(0.5), "0.5");
  EXPECT_EQ(text(0.00004), "0");
  EXPECT_EQ(text(-0.00004), "0");
  EXPECT_EQ(text(7.30005), "7.3001");
  EXPECT_EQ(text(-12.0625), "-12.0625");
  EXPECT_EQ(text(10.01), "10.01");
  EXPECT_EQ(text(123'456.789), "123456.789");
}

TEST(TellJson, ChangesGoThereAndBack) {
  for (const auto& change :
       {Change{.at_step = 3, .kind = ChangeKind::freeze},
        Change{.at_step = 4, .kind = ChangeKind::learning_rate, .learning_rate = 0.1},
        Change{.at_step = 5, .kind = ChangeKind::cycle, .cycle = {{Phase::alice_bob, 2}}}})
    EXPECT_EQ(change_from_json(Json::parse(to_json(change).dump())), change);
}

TEST(TellJson, CsvHasTheSameColumns) {
  StepFigures figures;
  figures.step = 3;
  figures.t = 1.5;
  figures.bob = 0.25;
  EXPECT_EQ(history_csv({Bucket(figures)}),
            "first,step,t,bob_min,bob_mean,bob_max,eve_min,eve_mean,eve_max,shadow_min,shadow_mean,"
            "shadow_max\n3,3,1.5,0.25,0.25,0.25,,,,,,\n");
}

}  // namespace
}  // namespace sotto
