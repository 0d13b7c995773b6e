#include "shared/room/audit_desk.hpp"

#include <gtest/gtest.h>

#include "shared/tasks/certificate.hpp"
#include "shared/tasks/registry.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using protocol::ErrorCode;
using protocol::Finding;

constexpr std::int64_t kAudit = 30;
const Time kStart{2h};

class AuditDeskTest : public testing::Test {
 protected:
  static SessionConfig config() {
    SessionConfig config;
    config.audit_minibatches = 10;
    config.finding_deadline_ms = 1'000;
    return config;
  }

  static Finding finding(const std::string& attacker, double wrong, bool final = true) {
    return {.attacker = attacker,
            .audit = kAudit,
            .reads = "bits",
            .minibatches = 10,
            .of = 10,
            .final = final,
            .missed = 0,
            .bits_wrong = wrong,
            .low = wrong,
            .high = wrong,
            .leak_bits = 0,
            .gain = 8 - wrong};
  }

  std::optional<ErrorCode> refusal(const std::string& name, const Finding& found) const {
    const auto fault = desk_.refuses(name, found);
    return fault ? std::optional(fault->code) : std::nullopt;
  }

  /// The audit is over and its findings are due within a second.
  void await() { desk_.await_findings(kAudit, kStart); }

  AuditDesk desk_{*find_task("bit_secrecy"), config()};
};

TEST_F(AuditDeskTest, EndsAsSoonAsAllHaveReported) {
  desk_.begin(kAudit, {"linear", "paper"});
  desk_.take(finding("linear", 7.9), kStart);
  await();
  EXPECT_EQ(desk_.conclude(kStart), std::nullopt);
  EXPECT_EQ(desk_.not_reported(kAudit), std::vector<std::string>{"paper"});
  desk_.take(finding("paper", 2, /*final=*/false), kStart);
  EXPECT_EQ(desk_.conclude(kStart), std::nullopt) << "that was not its last";
  desk_.take(finding("paper", 7.8), kStart);
  EXPECT_EQ(desk_.conclude(kStart), kAudit);
  EXPECT_EQ(desk_.conclude(kStart), std::nullopt) << "once";
  EXPECT_EQ(desk_.outcome(kAudit), "audited");
  EXPECT_NE(desk_.sentence(kAudit).find("the best, 'paper' is wrong in 7.8 of 16 bits"),
            std::string::npos)
      << desk_.sentence(kAudit);
}

TEST_F(AuditDeskTest, IsHollowWhereOneGainsMoreThanHalfABit) {
  desk_.begin(kAudit, {"linear", "paper"});
  desk_.take(finding("linear", 7.4), kStart);
  desk_.take(finding("paper", 8), kStart);
  await();
  EXPECT_EQ(desk_.conclude(kStart), kAudit);
  EXPECT_EQ(desk_.outcome(kAudit), "hollow");
}

TEST_F(AuditDeskTest, NamesWhoHasNotReportedInTime) {
  desk_.begin(kAudit, {"linear", "paper", "mlp256"});
  desk_.take(finding("linear", 8), kStart);
  await();
  EXPECT_EQ(desk_.due(), kStart + 1s);
  EXPECT_EQ(desk_.conclude(kStart + 999ms), std::nullopt);
  EXPECT_EQ(desk_.conclude(kStart + 1s), kAudit);
  EXPECT_EQ(desk_.outcome(kAudit), "unaudited");
  EXPECT_EQ(desk_.sentence(kAudit), "Unaudited: 'mlp256' and 'paper' have not reported.");
  EXPECT_EQ(desk_.report().at("not_reported"), (Json{"mlp256", "paper"}));
  desk_.take(finding("paper", 1), kStart);
  EXPECT_EQ(desk_.outcome(kAudit), "hollow") << "what comes late is no less true";
}

TEST_F(AuditDeskTest, WaitsAsLongAsSomebodyComesFurtherUpToADeadlineForEach) {
  desk_.begin(kAudit, {"linear", "mlp256"});
  await();
  auto going = finding("mlp256", 7.9, /*final=*/false);
  going.minibatches = 2;
  desk_.take(going, kStart + 900ms);
  EXPECT_EQ(desk_.due(), kStart + 1'900ms) << "it has a second from then on";
  going.bits_wrong = 7.8;
  desk_.take(going, kStart + 950ms);
  EXPECT_EQ(desk_.due(), kStart + 1'900ms) << "it has come no further";
  going.minibatches = 4;
  desk_.take(going, kStart + 1'800ms);
  EXPECT_EQ(desk_.due(), kStart + 2s) << "two attackers have two seconds in all";
}

TEST_F(AuditDeskTest, BelievesWhoHasNotFinishedWhatItSurelyReads) {
  desk_.begin(kAudit, {"linear", "mlp256"});
  desk_.take(finding("linear", 7.2), kStart);
  auto going = finding("mlp256", 7.0, /*final=*/false);
  going.high = 7.6;
  desk_.take(going, kStart);
  await();
  EXPECT_EQ(desk_.conclude(kStart + 1s), kAudit);
  EXPECT_NE(desk_.sentence(kAudit).find("'linear'"), std::string::npos)
      << "less than half a bit is sure of the other: " << desk_.sentence(kAudit);
  going.minibatches = 8;
  going.bits_wrong = 1.3;
  going.high = 1.5;
  going.gain = 6.7;
  desk_.take(going, kStart + 1s);
  EXPECT_EQ(desk_.sentence(kAudit),
            "Hollow: 'mlp256' is wrong in 1.3 of 16 bits without the key, where guessing is wrong "
            "in 8.0. That Eve fails says only that she does not know how to look. 'mlp256' has not "
            "finished.");
}

TEST_F(AuditDeskTest, DecidesNothingWhereNobodyAttacksOrSomebodyDidNotHearAll) {
  desk_.begin(kAudit, {});
  await();
  EXPECT_EQ(desk_.conclude(kStart), kAudit);
  EXPECT_EQ(desk_.outcome(kAudit), "unaudited");

  AuditDesk other(*find_task("bit_secrecy"), config());
  other.begin(kAudit, {"linear"});
  auto deaf = finding("linear", 8);
  deaf.missed = 3;
  other.take(deaf, kStart);
  other.await_findings(kAudit, kStart);
  EXPECT_EQ(other.conclude(kStart), kAudit);
  EXPECT_EQ(other.sentence(kAudit), "Unaudited: 'linear' has not heard all that was sent.");
}

/// A session whose task has a reader of the key.
class CertifyingAuditDesk : public AuditDeskTest {
 protected:
  CertifyingAuditDesk() : sealed_(*find_task("sealed_bits"), find_preset("sealed")->config) {
    sealed_.begin(kAudit, {"linear"});
  }

  /// Steps of the audit in which so many bits of keys are read wrong.
  void read_keys(std::int64_t steps, double bits_wrong) {
    const auto key = *find_task("sealed_bits")->find_series("key");
    for (std::int64_t i = 0; i < steps; ++i) {
      JudgedStep step{.step = next_++, .phase = "audit"};
      step.values[key] = bits_wrong;
      sealed_.add(kAudit, step);
    }
  }

  AuditDesk sealed_;
  std::int64_t next_ = kAudit;
};

TEST_F(CertifyingAuditDesk, BoundsTheLeakByTheKeysThatWereRead) {
  EXPECT_EQ(sealed_.leak_at_most(kAudit), std::nullopt) << "no step is complete";
  read_keys(1'000, 0);
  const auto leak = sealed_.leak_at_most(kAudit);
  ASSERT_TRUE(leak.has_value());
  const auto messages = 1'000 * find_preset("sealed")->config.minibatch;
  EXPECT_DOUBLE_EQ(*leak, certified_leak({.wrong = 0, .trials = messages}, 16));
  EXPECT_EQ(sealed_.grade(kAudit), Grade::certified) << "also before anybody has reported";
  EXPECT_EQ(sealed_.outcome(kAudit), "certified");
}

TEST_F(CertifyingAuditDesk, IsNoBetterThanAuditedWhereTooManyKeysAreWrong) {
  read_keys(1'000, 0.1);
  EXPECT_EQ(sealed_.grade(kAudit), std::nullopt);
  sealed_.take(finding("linear", 8), kStart);
  EXPECT_EQ(sealed_.grade(kAudit), Grade::audited);
}

TEST_F(CertifyingAuditDesk, IsHollowWhereAnAttackerReadsAgainstTheBound) {
  read_keys(1'000, 0);
  sealed_.take(finding("linear", 6), kStart);
  EXPECT_EQ(sealed_.grade(kAudit), Grade::hollow) << "what is seen to be read was not sealed";
}

TEST_F(AuditDeskTest, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal("linear", finding("linear", 8)), ErrorCode::out_of_turn) << "no audit yet";
  desk_.begin(kAudit, {"linear"});
  EXPECT_EQ(refusal("linear", finding("linear", 8)), std::nullopt);
  EXPECT_EQ(refusal("paper", finding("linear", 8)), ErrorCode::bad_field) << "another's";
  EXPECT_EQ(refusal("linear", finding("linear", 16.5)), ErrorCode::bad_field) << "N is 16";
  auto more = finding("linear", 8);
  more.of = 11;
  EXPECT_EQ(refusal("linear", more), ErrorCode::bad_field);
}

TEST_F(AuditDeskTest, TakesALastFindingOnceAndSoManyAtMost) {
  desk_.begin(kAudit, {"linear", "paper"});
  EXPECT_TRUE(desk_.take(finding("linear", 8), kStart));
  EXPECT_EQ(refusal("linear", finding("linear", 8)), std::nullopt) << "the same again";
  EXPECT_FALSE(desk_.take(finding("linear", 8), kStart));
  EXPECT_EQ(refusal("linear", finding("linear", 7)), std::nullopt)
      << "it may be another process, which does not know";
  EXPECT_FALSE(desk_.take(finding("linear", 7), kStart)) << "and changes nothing";
  EXPECT_EQ(desk_.report().at("findings").at(0).at("bits_wrong"), 8);
  for (int i = 0; i < protocol::kMaxFindings; ++i)
    desk_.take(finding("paper", 8 - 0.1 * i, /*final=*/false), kStart);
  EXPECT_EQ(refusal("paper", finding("paper", 8)), ErrorCode::overflow);
}

TEST_F(AuditDeskTest, CountsAStepOnceThatIsTakenAgain) {
  desk_.begin(kAudit, {"linear"});
  desk_.add(kAudit, {.step = 30, .phase = "audit", .values = {1.0}});
  desk_.add(kAudit, {.step = 31, .phase = "audit", .values = {2.0}});
  desk_.add(kAudit, {.step = 31, .phase = "audit", .values = {2.0}});
  EXPECT_EQ(desk_.report().at("bob_bits_wrong"), 1.5);
}

TEST_F(AuditDeskTest, ASecondAuditIsAwaitedBesideTheFirst) {
  desk_.begin(kAudit, {"linear"});
  await();
  desk_.begin(90, {"linear"});
  desk_.await_findings(90, kStart + 10s);
  auto second = finding("linear", 8);
  second.audit = 90;
  desk_.take(second, kStart);
  EXPECT_EQ(desk_.conclude(kStart), 90);
  EXPECT_EQ(desk_.due(), kStart + 1s);
}

}  // namespace
}  // namespace sotto
