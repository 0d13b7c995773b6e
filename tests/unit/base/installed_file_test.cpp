#include "shared/base/installed_file.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

namespace fs = std::filesystem;

TEST(InstalledFile, StandsInTheSharedFolderOfTheProgramsPrefix) {
  EXPECT_EQ(installed_file("dashboard", "/usr/bin/sotto-relay"),
            fs::path("/usr/share/sotto/dashboard"));
  EXPECT_EQ(installed_file("dashboard", "/opt/sotto/bin/sotto-relay"),
            fs::path("/opt/sotto/share/sotto/dashboard"));
}

TEST(InstalledFile, NeedNotBeThere) {
  EXPECT_EQ(installed_file("no-such-thing", "/nowhere/bin/sotto-relay"),
            fs::path("/nowhere/share/sotto/no-such-thing"));
}

TEST(InstalledFile, BelongsToTheRunningProgram) {
  const auto program = fs::read_symlink("/proc/self/exe");
  EXPECT_EQ(installed_file("dashboard"), installed_file("dashboard", program));
  EXPECT_TRUE(installed_file("dashboard").is_absolute());
}

}  // namespace
}  // namespace sotto
