#include "server/observers/telemetry.hpp"

#include <gtest/gtest.h>

#include "server/observers/object_text.hpp"
#include "shared/protocol/base64.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/registry.hpp"
#include "tests/support/frames.hpp"

namespace sotto {
namespace {

/// Takes what it is told.
class TestAudience : public Audience {
 public:
  explicit TestAudience(Telemetry& telemetry) : telemetry_(telemetry) {
    telemetry_.set_audience(this);
  }
  ~TestAudience() override { telemetry_.set_audience(nullptr); }

  bool listens() const override { return true; }
  void tell(const std::string& text) override { told.push_back(Json::parse(text)); }
  void take_samples_now(Time) override { samples.push_back(telemetry_.samples(0)); }

  std::vector<Json> told;
  std::vector<protocol::Samples> samples;

 private:
  Telemetry& telemetry_;
};

class TelemetryTest : public testing::Test {
 protected:
  void observe(const SessionEvent& event, Time now = {}) { telemetry_.observe(event, now); }
  void step(std::int64_t number, std::optional<double> bob = {}, std::optional<double> ms = {}) {
    observe(StepResult{{.step = number, .phase = std::string(kAliceBobPhase), .values = {bob}},
                       static_cast<double>(number) / 10,
                       {std::nullopt, ms}});
  }
  Json samples(std::int64_t dropped = 0) {
    auto made = telemetry_.samples(7);
    made.dropped = dropped;
    return Json::parse(protocol::encode_message(made));
  }
  Json snapshot() const { return Json::parse(protocol::encode_message(telemetry_.snapshot())); }

  Telemetry telemetry_{"live", 16, *find_task("bit_secrecy")};
  TestAudience audience_{telemetry_};
};

TEST_F(TelemetryTest, SamplesAreTheStepsSinceTheLastOnes) {
  step(0, 1.0, 2.0);
  step(1);
  step(2);
  step(3, 3.00004, 4.0);
  EXPECT_EQ(samples(5), Json::parse(R"({"type":"samples","first":0,"step":4,"main_steps":7,"t":0.3,
      "series":{"bob":[1,2,3,2]},"steps_per_s":0,"compute_ms":{"bob":3},"dropped":5})"));
  EXPECT_FALSE(telemetry_.has_samples());
  step(4, 2.0);
  const auto next = samples();
  EXPECT_EQ(next["first"], 4);
  EXPECT_EQ(next["steps_per_s"], 10);
  EXPECT_TRUE(next["compute_ms"].empty());
}

TEST_F(TelemetryTest, AValueOfAnotherPhaseMakesNoCurve) {
  observe(StepResult{{.step = 0, .phase = std::string(kEvePhase), .values = {1.0, 7.0}}, 0, {}});
  EXPECT_TRUE(samples()["series"].empty());
}

TEST_F(TelemetryTest, StepsThatAreTakenAgainTakeTheirPlaceAndNoneIsMissing) {
  for (std::int64_t i = 0; i < 5; ++i) step(i, 1.0);
  observe(Rewound{3});
  ASSERT_EQ(audience_.samples.size(), 1U) << "those before step 3 are told";
  EXPECT_EQ(audience_.samples[0].first, 0);
  EXPECT_EQ(audience_.samples[0].step, 5);
  EXPECT_EQ(snapshot()["history"]["last"], 2);
  step(3, 9.0);
  const auto made = samples();
  EXPECT_EQ(made["first"], 3);
  EXPECT_EQ(made["series"]["bob"], (Json{9, 9, 9, 1}));
  EXPECT_EQ(snapshot()["history"]["last"], 3);
}

TEST_F(TelemetryTest, TheSnapshotHoldsTheSessionSoFar) {
  step(0, 0.5);
  step(1);
  observe(protocol::Notice{0.1, 1, protocol::NoticeKind::control, "freeze \"now\""});
  ASSERT_EQ(audience_.told.size(), 1U);
  EXPECT_EQ(audience_.told[0], Json::parse(R"({"type":"notice","t":0.1,"step":1,"kind":"control",
      "text":"freeze \"now\""})"));
  const auto all = snapshot();
  EXPECT_EQ(all["type"], "snapshot");
  EXPECT_EQ(all["history"]["session"], "live");
  EXPECT_EQ(all["history"]["bits"], 16);
  EXPECT_EQ(all["history"]["columns"].size(), 19U);
  EXPECT_EQ(all["history"]["columns"][6], "bob_count");
  EXPECT_EQ(
      all["history"]["rows"][0],
      Json::parse("[0,0,0,0.5,0.5,0.5,1,null,null,null,0,null,null,null,0,null,null,null,0]"));
  EXPECT_EQ(all["notices"].size(), 1U);
  EXPECT_TRUE(all["ciphertext"].is_null());
}

TEST_F(TelemetryTest, OfASessionThatHasNotBegunIsASnapshot) {
  const auto all = snapshot();
  EXPECT_TRUE(all["history"]["rows"].empty());
  EXPECT_TRUE(all["history"]["first"].is_null());
}

TEST_F(TelemetryTest, EverythingIsBounded) {
  for (int i = 0; i < 2'000; ++i)
    observe(protocol::Notice{0, i, protocol::NoticeKind::refused, "no"});
  for (int i = 1; i <= 100; ++i) {
    observe(ChatSent{i, 0, 0, 0, frame(protocol::kChatFrame, 0, 0), "hi"});
    for (const auto role : {Role::bob, Role::eve}) observe(protocol::Reading{i, role, 0, 0, "hi"});
  }
  const auto all = snapshot();
  EXPECT_EQ(all["notices"].size(), 500U);
  EXPECT_EQ(all["notices"].back()["step"], 1'999);
  EXPECT_EQ(all["messages"].size(), 20U);
  EXPECT_EQ(all["readings"].size(), 40U);
  EXPECT_EQ(all["readings"][0]["number"], 81);
  const auto chronicle = Json::parse(telemetry_.chronicle());
  EXPECT_EQ(chronicle["messages"], all["messages"]);
  EXPECT_TRUE(chronicle["probes"].empty());
}

TEST_F(TelemetryTest, PicturesAreOfTheFirstFrameOfTheTask) {
  observe(FrameTapped{0.5, frame(kFeedbackKind, 0, 3, -1.0F, 40, 1)}, Time{});
  EXPECT_TRUE(audience_.told.empty()) << "whichever other frame happens to come first";
  observe(FrameTapped{0.5, frame(kCiphertextKind, 0, 3, -1.0F, 40, 16)}, Time{});
  ASSERT_EQ(audience_.told.size(), 1U);
  EXPECT_EQ(audience_.told[0]["columns"], 16);
}

TEST_F(TelemetryTest, CiphertextsComeTwiceASecondAtMost) {
  const Time now{};
  const FrameTapped tapped{0.5, frame(kCiphertextKind, 0, 3, -1.0F, 40, 16)};
  observe(tapped, now);
  ASSERT_EQ(audience_.told.size(), 1U);
  const auto& json = audience_.told[0];
  EXPECT_EQ(json["rows"], 16);
  EXPECT_EQ(json["columns"], 16);
  EXPECT_EQ(protocol::from_base64(json["values"].get<std::string>()), std::string(256, '\x81'));
  observe(tapped, now + std::chrono::milliseconds(499));
  EXPECT_EQ(audience_.told.size(), 1U);
  observe(tapped, now + std::chrono::milliseconds(500));
  EXPECT_EQ(audience_.told.size(), 2U);
}

}  // namespace
}  // namespace sotto
