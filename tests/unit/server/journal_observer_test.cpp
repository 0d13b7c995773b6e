#include "server/observers/journal/journal_observer.hpp"

#include <gtest/gtest.h>

#include "server/observers/journal/journal_reader.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "tests/support/frames.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

class JournalObserverTest : public testing::Test {
 protected:
  /// What a journal holds once `play` has played.
  template <class Play>
  JournalReader recorded(Play&& play) {
    {
      Journal journal(file_);
      JournalObserver observer(journal, room_, "2026-11-22T16:03:12Z");
      play(observer);
    }
    return JournalReader(file_);
  }
  static StepResult step(std::int64_t number, double t) {
    return {{.step = number, .phase = std::string(kAliceBobPhase), .values = {1.0, 7.0}}, t, {}};
  }

  TemporaryDirectory directory_;
  std::filesystem::path file_ = directory_ / "journal.sqlite";
  Room room_{"live", SessionConfig{}, Time{}};
};

TEST_F(JournalObserverTest, WritesWhatTheTaskIsAndItsCurves) {
  const auto reader = recorded([](JournalObserver& observer) {
    observer.observe(step(0, 0.1), {});
    observer.observe(
        StepResult{
            {.step = 1, .phase = std::string(kEvePhase), .values = {std::nullopt, 5.0}}, 0.2, {}},
        {});
    observer.finished({{"outcome", "secret"}});
  });
  const auto run = *reader.run("");
  EXPECT_EQ(run.task["name"], "bit_secrecy");
  EXPECT_EQ(run.series(), (std::vector<std::string>{"bob", "eve", "shadow", "linear"}));
  EXPECT_EQ(run.report["outcome"], "secret");
  const auto buckets = reader.history(run, 0, 10, 10);
  ASSERT_EQ(buckets.size(), 2U);
  EXPECT_EQ(buckets[0].series[1].max, 7);
  EXPECT_EQ(buckets[1].series[1].count, 0) << "of another phase than the series'";
}

TEST_F(JournalObserverTest, HasAFewCiphertextsAtGrowingDistances) {
  const auto reader = recorded([](JournalObserver& observer) {
    for (int i = 0; i < 10'000; ++i)
      observer.observe(FrameTapped{i / 10.0, frame(kCiphertextKind, 0, i)}, {});
  });
  const auto told = Json::parse(reader.chronicle(*reader.run("")))["ciphertexts"];
  EXPECT_GE(told.size(), 20U);
  EXPECT_LE(told.size(), 40U);
  EXPECT_EQ(told[0]["t"], 0);
  for (std::size_t i = 1; i < told.size(); ++i)
    EXPECT_GE(told[i]["t"], 1.25 * told[i - 1]["t"].get<double>() + 0.5);
}

TEST_F(JournalObserverTest, AsksForAProbeWhenOneIsDue) {
  const auto reader = recorded([](JournalObserver& observer) {
    EXPECT_FALSE(observer.wants_probe()) << "the session has not begun";
    observer.observe(step(0, 0.1), {});
    EXPECT_TRUE(observer.wants_probe());
    observer.observe(protocol::Probe{.step = 1, .t = 0.2, .columns = 1, .values = "xx"}, {});
    observer.observe(step(1, 0.3), {});
    EXPECT_FALSE(observer.wants_probe());
    observer.observe(step(2, 0.8), {});
    EXPECT_TRUE(observer.wants_probe());
  });
  EXPECT_EQ(Json::parse(reader.chronicle(*reader.run("")))["probes"].size(), 1U);
}

}  // namespace
}  // namespace sotto
