#include "shared/base/file_draft.hpp"

#include <gtest/gtest.h>

#include "tests/support/file_size_limit.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

std::string why_not(const fs::path& file, const std::string& contents) {
  try {
    replace_file(file, contents);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(ReplaceFile, WritesTheWholeFile) {
  const TemporaryDirectory directory;
  replace_file(directory / "report", "first, and longer");
  replace_file(directory / "report", "second");
  EXPECT_EQ(contents(directory / "report"), "second");
}

TEST(ReplaceFile, KeepsTheOldFileAndNoDraftWhereTheDiskIsFull) {
  const TemporaryDirectory directory;
  replace_file(directory / "report", "old");
  std::string why;
  {
    const FileSizeLimit full(1'000);
    why = why_not(directory / "report", std::string(2'000, 'x'));
  }
  EXPECT_NE(why.find("report' cannot be written: File too large"), std::string::npos) << why;
  EXPECT_EQ(contents(directory / "report"), "old");
  EXPECT_FALSE(fs::exists(directory / "report.new"));
}

TEST(ReplaceFile, ReplacesWhatALinkLeadsTo) {
  const TemporaryDirectory directory;
  fs::create_directory(directory / "elsewhere");
  fs::create_symlink("elsewhere/report", directory / "link");
  replace_file(directory / "link", "text");
  EXPECT_TRUE(fs::is_symlink(directory / "link"));
  EXPECT_EQ(contents(directory / "elsewhere/report"), "text");
}

TEST(ReplaceFile, WritesIntoADeviceWithoutReplacingIt) {
  replace_file("/dev/null", "text");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_EQ(why_not("/dev/full", "text"), "'/dev/full' cannot be written: No space left on device");
}

TEST(ReplaceFile, RefusesADirectoryAndAPlaceThatIsNone) {
  const TemporaryDirectory directory;
  fs::create_directory(directory / "report");
  EXPECT_NE(why_not(directory / "report", "").find("no regular file"), std::string::npos);
  EXPECT_NE(why_not(directory / "nowhere/report", "").find("No such file"), std::string::npos);
  fs::create_directories(directory / "other.new/full");
  EXPECT_NE(why_not(directory / "other", "").find("is in the way"), std::string::npos);
}

}  // namespace
}  // namespace sotto
