// What a program said last.
#include "shared/base/last_line.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/process.hpp"

namespace sotto {
namespace {

TEST(LastLine, IsTheLastThatIsNotEmpty) {
  const TemporaryDirectory directory;
  const auto said = [&](const char* text) {
    std::ofstream(directory / "log") << text;
    return last_line(directory / "log");
  };
  EXPECT_EQ(said("one\ntwo\n"), "two");
  EXPECT_EQ(said("one\ntwo"), "two");
  EXPECT_EQ(said("one\n\n\n"), "one");
  EXPECT_EQ(said(""), "");
  EXPECT_EQ(last_line(directory / "missing"), "");
}

}  // namespace
}  // namespace sotto
