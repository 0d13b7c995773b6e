// What a program makes of --data, --reveal and --hide.
#include "shared/tasks/table_flags.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/tasks/registry.hpp"

namespace sotto {
namespace {

const std::string kIncome = SOTTO_SOURCES "/examples/income.csv";

/// A program that knows a session's fields and a table's.
class TableFlagsTest : public testing::Test {
 protected:
  void give(std::vector<std::string> words) {
    std::ranges::reverse(words);
    app_.parse(words);
  }
  /// The sentence with which the words are refused; "read" where they are not.
  std::string refusal(const std::vector<std::string>& words) {
    try {
      give(words);
      flags_.read();
    } catch (const CLI::Error& error) {
      return error.what();
    } catch (const TableError& error) {
      return error.what();
    }
    return "read";
  }
  SessionConfig session() {
    auto config = config_;
    flags_.apply_to(config);
    return config.config();
  }

  CLI::App app_;
  TableFlags flags_{app_};
  ConfigFlags config_{app_};
};

TEST_F(TableFlagsTest, NoneOfThemIsNoTable) {
  give({"--task", "selective"});
  EXPECT_EQ(flags_.read(), nullptr);
  EXPECT_EQ(session().table, "none");
  EXPECT_TRUE(flags_.arguments().empty());
}

TEST_F(TableFlagsTest, MakeTheSessionOneAboutTheTable) {
  give({"--data", kIncome, "--reveal", "income", "--hide", "age"});
  const auto table = flags_.read();
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(flags_.read(), table) << "it is read once";
  const auto config = session();
  EXPECT_EQ(config.task, "selective");
  EXPECT_EQ(config.table, table->data.digest);
  EXPECT_EQ(config.useful_blind, table->data.useful_blind);
  EXPECT_EQ(config.hidden_blind, table->data.hidden_blind);
  EXPECT_EQ(flags_.arguments(),
            (std::vector<std::string>{"--data=" + kIncome, "--reveal=income", "--hide=age"}));
}

TEST_F(TableFlagsTest, LeaveTheTaskThatIsNamed) {
  give({"--data", kIncome, "--reveal", "income", "--hide", "age", "--preset", "live"});
  try {
    session();
    FAIL() << "it is a session";
  } catch (const CLI::ValidationError& error) {
    EXPECT_STREQ(error.what(),
                 "table is given, expected a task that is about one, and bit_secrecy is not");
  }
}

TEST_F(TableFlagsTest, HaveTheTableOfTheSessionThatIsNamed) {
  const auto complaint = [this](const std::string& digest) -> std::string {
    auto config = find_preset("selective")->config;
    config.table = digest;
    try {
      flags_.require_for(config);
    } catch (const CLI::ValidationError& error) {
      return error.what();
    }
    return "played";
  };
  const std::string another(kTableDigits, 'a');
  EXPECT_EQ(complaint("none"), "played");
  EXPECT_EQ(complaint(another),
            "--table: names a table, and none is read: expected --data, --reveal and --hide");
  give({"--data", kIncome, "--reveal", "income", "--hide", "age"});
  EXPECT_EQ(complaint(flags_.read()->data.digest), "played");
  EXPECT_EQ(complaint(another), "--table: is " + another + ", expected " +
                                    flags_.read()->data.digest + ", the digest of " +
                                    told(*flags_.read()));
}

class IncompleteTableFlags : public TableFlagsTest,
                             public testing::WithParamInterface<std::vector<std::string>> {};

TEST_P(IncompleteTableFlags, AreToldWhichOneIsMissing) {
  EXPECT_TRUE(refusal(GetParam())
                  .ends_with("is missing: expected --data FILE.csv, --reveal COLUMN and --hide "
                             "COLUMN, or none"));
}

INSTANTIATE_TEST_SUITE_P(
    Some, IncompleteTableFlags,
    testing::Values(std::vector<std::string>{"--data", kIncome},
                    std::vector<std::string>{"--data", kIncome, "--reveal", "income"},
                    std::vector<std::string>{"--reveal", "income", "--hide", "age"},
                    std::vector<std::string>{"--hide", "age"}));

TEST_F(TableFlagsTest, TellWhatIsWrongWithTheTable) {
  EXPECT_TRUE(refusal({"--data", kIncome, "--reveal", "wage", "--hide", "age"})
                  .find("has no column 'wage', expected one of 'age', ") != std::string::npos);
}

}  // namespace
}  // namespace sotto
