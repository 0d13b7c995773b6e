#include "launcher/launch_record.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/process.hpp"

namespace sotto {
namespace {

std::string complaint(const std::filesystem::path& directory) {
  try {
    (void)LaunchRecord::read(directory);
  } catch (const ResumeError& error) {
    return error.what();
  }
  return {};
}

TEST(LaunchRecord, IsReadAsItWasWritten) {
  const TemporaryDirectory directory;
  const LaunchRecord record{
      "/somewhere", {"--steps", "300", "--seed", "7", "", "a\"b\n"}, "live-2026-11-22T16-03-12"};
  record.write(directory.path());
  const auto read = LaunchRecord::read(directory.path());
  EXPECT_EQ(read.directory, record.directory);
  EXPECT_EQ(read.arguments, record.arguments);
  EXPECT_EQ(read.before, record.before);
}

TEST(LaunchRecord, ThatIsMissingOrDamagedIsSaidInOneSentence) {
  const TemporaryDirectory directory;
  EXPECT_NE(complaint(directory.path()).find("there is no run to resume in"), std::string::npos);
  for (const auto* text :
       {"", "{", "[]", R"({"directory": "/"})", R"({"directory": 3})",
        R"({"directory": "/", "arguments": [1]})", R"({"directory": "/", "arguments": []})",
        R"({"directory": "/", "arguments": [], "before": "", "more": 1})"}) {
    std::ofstream(LaunchRecord::file(directory.path())) << text;
    EXPECT_NE(complaint(directory.path()).find("cannot be resumed: in launch.json, "),
              std::string::npos)
        << text << ": " << complaint(directory.path());
  }
}

}  // namespace
}  // namespace sotto
