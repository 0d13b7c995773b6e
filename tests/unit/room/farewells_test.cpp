#include "shared/room/farewells.hpp"

#include <gtest/gtest.h>

#include "tests/support/frames.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

Farewells begun() {
  Farewells farewells;
  farewells.begin({3, 40, "secret", "kept"}, Time{2h});
  return farewells;
}

protocol::Done answer(std::uint32_t epoch, std::int64_t step, const std::string& network, char c) {
  return {epoch, step, {.digests = {{network, digest(c)}}}};
}

TEST(Farewells, AnAnswer_BringsItsDigests) {
  auto farewells = begun();
  EXPECT_EQ(farewells.deadline(), Time{2h});
  EXPECT_EQ(farewells.finish().outcome, "secret");
  EXPECT_FALSE(farewells.answered(Role::bob));
  EXPECT_TRUE(farewells.answer(Role::bob, answer(3, 40, "bob", 'b')));
  EXPECT_TRUE(farewells.answered(Role::bob));
  EXPECT_FALSE(farewells.answered(Role::alice));
  EXPECT_EQ(farewells.digests(), (protocol::ByName<std::string>{{"bob", digest('b')}}));
}

TEST(Farewells, AnAnswerToAStepThatWasCalledOff_IsNoFarewell) {
  auto farewells = begun();
  EXPECT_FALSE(farewells.answer(Role::eve, answer(2, 40, "eve", 'e')));
  EXPECT_FALSE(farewells.answer(Role::eve, answer(3, 39, "eve", 'e')));
  EXPECT_FALSE(farewells.answered(Role::eve));
  EXPECT_TRUE(farewells.digests().empty());
}

// A party that answered, was cut off and came back must not count for two.
TEST(Farewells, ASecondAnswer_ChangesNothing) {
  auto farewells = begun();
  EXPECT_TRUE(farewells.answer(Role::bob, answer(3, 40, "bob", 'b')));
  EXPECT_FALSE(farewells.answer(Role::bob, answer(3, 40, "bob", 'c')));
  EXPECT_EQ(farewells.digests(), (protocol::ByName<std::string>{{"bob", digest('b')}}));
}

}  // namespace
}  // namespace sotto
