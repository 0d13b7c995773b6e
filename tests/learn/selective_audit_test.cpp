// What attackers make of the networks that a session which learns what to protect has left.
#include "shared/attack/selective_audit.hpp"

#include <gtest/gtest.h>

#include "shared/attack/archive_cipher.hpp"
#include "shared/tasks/registry.hpp"
#include "tests/support/process.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

const Budget kShort{"short", 60, 10'240, std::chrono::seconds(120)};

/// The archives of a session of 500 minibatches of Alice and Bob, and their audit.
SelectiveAudit audit_of(double protect) {
  auto config = find_preset("selective")->config;
  config.until = std::string(kUntilSteps);
  config.steps = 1'500;
  config.decay_steps = 500;
  config.protect = protect;
  auto session = make_session(config);
  session.run();
  const TemporaryDirectory directory;
  for (const auto role : {Role::alice, Role::bob})
    session.player(role).save(directory / (std::string(name(role)) + ".pt"));
  EXPECT_TRUE(SelectiveArchives::are_in((directory / "alice.pt").parent_path()));
  return audit_selective(SelectiveArchives((directory / "alice.pt").parent_path()), /*seed=*/4,
                         kShort);
}

TEST(SelectiveAuditTest, FindsWhatIsNotProtected) {
  const auto audit = audit_of(/*protect=*/0);
  EXPECT_EQ(audit.key_bits, 8);
  ASSERT_EQ(audit.findings.size(), 10U);
  EXPECT_FALSE(audit.hidden());
  EXPECT_GT(audit.best().gain(), 0.2) << audit.best().attacker;
  EXPECT_GT(audit.public_bits, 0.3);
  ASSERT_TRUE(audit.bob_distance.has_value());
  EXPECT_LT(*audit.bob_distance, 0.35);
  ASSERT_TRUE(audit.ciphertext.has_value()) << "eight hard bits: every key can be tried";
  EXPECT_GE(audit.ciphertext->at_most_bits, audit.ciphertext->mean_bits);
  EXPECT_LE(audit.ciphertext->at_most_bits, 8);
  EXPECT_NE(sentence(audit).find("more than 5 %"), std::string::npos) << sentence(audit);
  EXPECT_EQ(json_of(audit).at("hidden"), false);
}

TEST(SelectiveAuditTest, RefusesADirectoryWithoutArchivesInASentence) {
  const TemporaryDirectory directory;
  const auto path = (directory / "alice.pt").parent_path();
  EXPECT_FALSE(SelectiveArchives::are_in(path));
  EXPECT_THROW(SelectiveArchives{path}, ArchiveError);
}

}  // namespace
}  // namespace sotto
