#include "shared/tasks/audit_budget.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

TEST(AuditBudget, IsFoundByItsName) {
  EXPECT_EQ(find_budget("quick")->minibatches, 600);
  EXPECT_EQ(find_budget("default")->minibatches, 6'000);
  EXPECT_EQ(find_budget("thorough")->minibatches, 60'000);
}

TEST(AuditBudget, MayBeANumberOfMinibatchesWhichNoClockCutsShort) {
  const auto budget = find_budget("8000");
  ASSERT_TRUE(budget);
  EXPECT_EQ(budget->name, "8000");
  EXPECT_EQ(budget->minibatches, 8'000);
  EXPECT_EQ(budget->held_out, find_budget("default")->held_out);
  EXPECT_GE(budget->attackers_s, std::chrono::hours(24));
}

TEST(AuditBudget, IsNothingForAnyOtherWord) {
  for (const auto* word :
       {"", "fast", "0", "-1", "1000001", "8e3", "8000 ", "99999999999999999999"})
    EXPECT_FALSE(find_budget(word)) << "'" << word << "'";
}

}  // namespace
}  // namespace sotto
