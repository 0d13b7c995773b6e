// Is the secret kept from an Eve who has had her chance?
#include "shared/tasks/bit_secrecy/secrecy_criterion.hpp"

#include <gtest/gtest.h>

#include <random>

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"

namespace sotto {
namespace {

/// A course of steps at N = 16, B = 512, and the criterion that judges it.
class Course {
 public:
  explicit Course(const SessionConfig& config = {}) : criterion_(task(), config) {}

  static const Task& task() {
    static const Task task = bit_secrecy();
    return task;
  }

  static JudgedStep step(std::string_view phase, std::optional<double> bob,
                         std::optional<double> eve, std::int64_t generation = 0) {
    JudgedStep made{.phase = std::string(phase), .eve_generation = generation};
    made.values[*task().find_series(kBobSeries)] = bob;
    made.values[*task().find_series(kEveSeries)] = eve;
    return made;
  }

  void add(JudgedStep step) {
    step.step = next_++;
    criterion_.add(step);
  }
  /// Steps of Alice and Bob.
  void judge(int count, double bob, double eve, std::int64_t generation = 0) {
    for (int i = 0; i < count; ++i) add(step(kAliceBobPhase, bob, eve, generation));
  }
  /// Eve's.
  void train(std::size_t count, double eve, std::int64_t generation = 0) {
    for (std::size_t i = 0; i < count; ++i) add(step(kEvePhase, std::nullopt, eve, generation));
  }
  void rewind(std::int64_t step) {
    criterion_.rewind(step);
    next_ = step;
  }

  std::int64_t next() const { return next_; }
  bool kept() const { return criterion_.met_since().has_value(); }
  const SecrecyCriterion& criterion() const { return criterion_; }

 private:
  SecrecyCriterion criterion_;
  std::int64_t next_ = 0;
};

// 8.0 of 16 bits wrong from the start is what an Eve reads who has not begun to learn.
TEST(SecrecyCriterion, AnEveWhoHasNotBegunToLearn_IsNoProofOfASecret) {
  Course course;
  for (int i = 0; i < 900; ++i) {
    course.judge(1, 0, 8);
    course.train(2, 8);
    ASSERT_FALSE(course.kept()) << "step " << i;
  }
  EXPECT_EQ(course.criterion().report()["eve_had_her_chance"], false);
  EXPECT_EQ(course.criterion().standing(),
            "no secret yet: Eve has had 1762 of the 2000 minibatches that are her chance");
}

TEST(SecrecyCriterion, AfterTwoThousandMinibatches_HerFailingCounts) {
  Course course;
  course.judge(20, 0, 8);
  course.train(kEveChance - 1, 8);
  course.judge(1, 0, 8);
  EXPECT_FALSE(course.kept());
  course.train(1, 8);
  course.judge(1, 0, 8);
  EXPECT_TRUE(course.kept());
  EXPECT_EQ(course.criterion().report()["eve_had_her_chance"], true);
}

TEST(SecrecyCriterion, MinibatchesBeforeBobCouldRead_DoNotCount) {
  Course course;
  course.train(3'000, 8);
  course.judge(19, 0, 8);
  course.train(3'000, 8);
  course.judge(1, 0, 8);  // the window is full: now he reads
  course.train(10, 8);
  course.judge(1, 0, 8);
  EXPECT_FALSE(course.kept());
}

TEST(SecrecyCriterion, AnEveWhoOnceReadABitMore_HasHadHerChance) {
  Course course;
  course.judge(20, 8, eve_has_learned(16));
  course.judge(19, 0, 8);
  EXPECT_FALSE(course.kept());
  course.judge(1, 0, 8);
  EXPECT_TRUE(course.kept());
}

TEST(SecrecyCriterion, LessThanAFullWindowOfReading_IsNoChance) {
  Course course;
  course.judge(10, 8, 6);  // no full window, and the first full one is at 7.25
  course.judge(50, 0, 8.5);
  EXPECT_FALSE(course.kept());
  Course absent;  // she reported in one step of the window
  absent.add(Course::step(kAliceBobPhase, 8, 1));
  for (int i = 0; i < 19; ++i) absent.add(Course::step(kAliceBobPhase, 8, std::nullopt));
  absent.judge(40, 0, 8);
  EXPECT_FALSE(absent.kept());
}

// A coin is a bit better than chance now and then.
TEST(SecrecyCriterion, WithFewExamplesInAWindow_OnlyMinibatchesCount) {
  SessionConfig config;
  config.minibatch = 24;  // 480 examples in a window
  Course course(config);
  course.judge(20, 8, 6);
  course.judge(20, 0, 8);
  EXPECT_FALSE(course.kept());
  course.train(kEveChance, 8);
  course.judge(1, 0, 8);
  EXPECT_TRUE(course.kept());
}

TEST(SecrecyCriterion, AResetEve_GetsANewChance) {
  Course course;
  course.judge(20, 8, 6);
  course.judge(20, 0, 8);
  ASSERT_TRUE(course.kept());
  course.judge(1, 0, 8, /*generation=*/1);
  EXPECT_FALSE(course.kept());
  course.train(kEveChance - 1, 8, 1);
  course.judge(1, 0, 8, 1);
  EXPECT_FALSE(course.kept());
  course.train(1, 8, 1);
  course.judge(1, 0, 8, 1);
  EXPECT_TRUE(course.kept());
}

// What the old one read is in the window for a while.
TEST(SecrecyCriterion, TheOldEvesReading_IsNotTheNewOnes) {
  Course course;
  course.judge(20, 8, 6);
  course.judge(1, 0, 8, /*generation=*/1);
  course.judge(40, 0, 8, 1);
  EXPECT_FALSE(course.kept());
}

TEST(SecrecyCriterion, ARewindBeforeTheReset_BringsTheOldEvesChanceBack) {
  Course course;
  course.judge(20, 8, 6);
  course.judge(20, 0, 8);
  const auto before = course.next();
  course.judge(5, 0, 8, 1);
  ASSERT_FALSE(course.kept());
  course.rewind(before);
  EXPECT_TRUE(course.kept());
  course.judge(1, 0, 8);
  EXPECT_TRUE(course.kept());
}

TEST(SecrecyCriterion, ARewindAcrossTheLastMinibatchOfHerChance_TakesItBack) {
  Course course;
  course.judge(20, 0, 8);
  course.train(kEveChance, 8);
  course.judge(1, 0, 8);
  ASSERT_TRUE(course.kept());
  course.rewind(course.next() - 2);
  EXPECT_FALSE(course.kept());
  course.judge(1, 0, 8);
  EXPECT_FALSE(course.kept());
}

TEST(SecrecyCriterion, TrainingFigures_AreReportedApart) {
  Course course;
  EXPECT_TRUE(course.criterion().report()["eve_training_bits_wrong"].is_null());
  course.train(30, 8);
  course.train(20, 5);
  EXPECT_EQ(course.criterion().report()["eve_training_bits_wrong"], 5.0);
  course.rewind(40);
  EXPECT_EQ(course.criterion().report()["eve_training_bits_wrong"], 6.5);
}

// ---- Any course, rewound at random, is judged as if it had never been interrupted ----

class RandomCourse {
 public:
  explicit RandomCourse(unsigned seed) : random_(seed) {}

  /// Stretches of steps whose figures lie about the marks: reading, learning, absent, reset.
  JudgedStep next() {
    if (left_-- == 0) {
      left_ = below(60);
      bob_ = below(3) != 0 ? 0 : 1;
      eve_ = below(4) == 0 ? 6.5 : 8;
      if (below(40) == 0) ++generation_;
    }
    const auto phase = below(3) == 0 ? kAliceBobPhase : kEvePhase;
    const bool absent = below(400) == 0;
    return Course::step(phase, bob_, absent ? std::nullopt : std::optional(eve_), generation_);
  }
  std::int64_t below(std::int64_t end) {
    return static_cast<std::int64_t>(random_() % static_cast<unsigned>(end));
  }

 private:
  std::mt19937 random_;
  std::int64_t left_ = 0;
  double bob_ = 1;
  double eve_ = 8;
  std::int64_t generation_ = 0;
};

TEST(SecrecyCriterion, RewoundAtRandom_JudgesAsAnUninterruptedCourse) {
  int kept = 0;
  for (unsigned seed = 0; seed < 25; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomCourse random(seed);
    Course rewound;
    std::vector<JudgedStep> final_course;
    for (int i = 0; i < 6'000; ++i) {
      if (random.below(100) == 0) {
        const auto back = std::min(random.below(400), rewound.next());
        rewound.rewind(rewound.next() - back);
        final_course.resize(final_course.size() - static_cast<std::size_t>(back));
      }
      const auto step = random.next();
      rewound.add(step);
      final_course.push_back(step);
    }
    Course fresh;
    for (const auto& step : final_course) fresh.add(step);
    EXPECT_EQ(rewound.criterion().met_since(), fresh.criterion().met_since());
    EXPECT_EQ(rewound.criterion().standing(), fresh.criterion().standing());
    EXPECT_EQ(rewound.criterion().report(), fresh.criterion().report());
    for (std::size_t series = 0; series < 3; ++series)
      EXPECT_EQ(rewound.criterion().mean(series), fresh.criterion().mean(series));
    if (fresh.kept()) ++kept;
  }
  EXPECT_GT(kept, 0) << "some courses end with the secret kept";
  EXPECT_LT(kept, 25) << "and some do not";
}

}  // namespace
}  // namespace sotto
