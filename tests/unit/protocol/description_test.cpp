// What is checked in is what the field tables give.
#include "shared/protocol/description.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "shared/protocol/version.hpp"

namespace sotto::protocol {
namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The first line in which two texts differ, for the failure.
std::string first_difference(const std::string& is, const std::string& expected) {
  const auto at = static_cast<std::size_t>(std::ranges::mismatch(is, expected).in1 - is.begin());
  const auto line = is.rfind('\n', at) + 1;
  return "is:       " + is.substr(line, is.find('\n', at) - line) +
         "\nexpected: " + expected.substr(line, expected.find('\n', at) - line);
}

/// The numbers that a text has in the place of the pattern's one group, in their order.
std::vector<int> numbers(const std::string& text, const char* pattern, int base = 10) {
  const std::regex place(pattern, std::regex::multiline);
  std::vector<int> found;
  for (std::sregex_iterator at(text.begin(), text.end(), place), end; at != end; ++at)
    found.push_back(std::stoi(at->str(1), nullptr, base));
  return found;
}

const std::filesystem::path kSources = SOTTO_SOURCES;

TEST(DescriptionTest, TheTablesOfTheDocumentationAreMadeFromTheFieldTables) {
  const auto document = read(kSources / "docs/protocol.md");
  const auto begin = document.find(kTablesBegin);
  const auto end = document.find(kTablesEnd);
  ASSERT_NE(begin, document.npos);
  ASSERT_NE(end, document.npos);
  const auto from = begin + std::string(kTablesBegin).size();
  const auto tables = document.substr(from, end - from);
  EXPECT_TRUE(tables == message_tables_markdown())
      << "run: describe_protocol markdown docs/protocol.md\n"
      << first_difference(tables, message_tables_markdown());
}

TEST(DescriptionTest, TheDocumentationSaysEverywhereWhichVersionTheProgramsSpeak) {
  const auto document = read(kSources / "docs/protocol.md");
  const std::vector<int> once{kProtocolVersion};
  const std::vector<int> twice{kProtocolVersion, kProtocolVersion};
  EXPECT_EQ(numbers(document, "^Version ([0-9]+)\\. A relay"), once);
  EXPECT_EQ(numbers(document, "^\\| 4 \\| 2 \\| version \\| ([0-9]+) \\|"), once)
      << "header of frames";
  EXPECT_EQ(numbers(document, "\"protocol\":([0-9]+),"), twice) << "worked example";
  EXPECT_EQ(numbers(document, "53 4f 54 4f  ([0-9a-f]{2}) 00  ", 16), twice) << "its frames";
  const auto added = numbers(document, "^\\| ([0-9]+) \\| [^|]+ \\|$");
  ASSERT_FALSE(added.empty());
  EXPECT_EQ(added.back(), kProtocolVersion) << "what each version added";
}

TEST(DescriptionTest, TheDashboardsTypesAreMadeFromTheFieldTables) {
  const auto file = kSources / "dashboard/net/messages.js";
  if (!std::filesystem::exists(file)) {
    std::cout << "dashboard/net/messages.js is not there yet\n";
    return;
  }
  const auto types = read(file);
  EXPECT_TRUE(types == message_types_jsdoc())
      << "run: describe_protocol jsdoc > dashboard/net/messages.js\n"
      << first_difference(types, message_types_jsdoc());
}

TEST(DescriptionTest, EveryMessageAndObjectHasItsPlace) {
  const auto tables = message_tables_markdown();
  const auto types = message_types_jsdoc();
  for (const auto* message : {"hello", "done", "command", "chat_done", "welcome", "turn", "gap",
                              "command_result", "snapshot", "samples", "probe"}) {
    EXPECT_NE(tables.find("#### `" + std::string(message) + "`: "), tables.npos) << message;
    EXPECT_NE(types.find("@property {'" + std::string(message) + "'} type\n"), types.npos)
        << message;
  }
  for (const auto* object : {"Metrics", "TaskInfo", "GoalInfo", "BoundInfo", "Wait", "History"}) {
    EXPECT_NE(tables.find("#### " + std::string(object) + "\n"), tables.npos) << object;
    EXPECT_NE(types.find("@typedef {object} " + std::string(object) + "\n"), types.npos) << object;
  }
  EXPECT_NE(tables.find("| `pause` | optional `at_step` |"), tables.npos);
  EXPECT_NE(types.find("@property {boolean} [telemetry]"), types.npos);
  EXPECT_NE(types.find("@property {Ciphertext|null} ciphertext"), types.npos);
}

}  // namespace
}  // namespace sotto::protocol
