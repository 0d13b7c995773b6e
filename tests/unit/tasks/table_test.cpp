#include "shared/tasks/selective/table.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <random>
#include <set>

#include "shared/base/utf8_text.hpp"
#include "shared/crypto/sha256.hpp"
#include "shared/tasks/selective/quantiles.hpp"
#include "shared/tasks/selective/row_order.hpp"
#include "shared/tasks/selective/table_limits.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

const TableColumns kColumns{.reveal = "income", .hide = "age"};

/// Lines of a file that can be read; tests change some of them. Line i + 1 is lines[i].
std::vector<std::string> good_lines(std::size_t rows = 100) {
  std::vector<std::string> lines{"age,sector,income"};
  for (std::size_t i = 0; i < rows; ++i)
    lines.push_back(std::to_string(20 + i * 37 % rows) + (i % 3 == 0 ? ",public," : ",private,") +
                    std::to_string(1000 + i * 53 % rows) + ".5");
  return lines;
}

std::string joined(const std::vector<std::string>& lines, const std::string& end = "\n") {
  std::string text;
  for (const auto& line : lines) text += line + end;
  return text;
}

class Table : public testing::Test {
 protected:
  DataTable read(const std::string& text, const TableColumns& columns = kColumns,
                 std::int64_t seed = 1) {
    std::ofstream(directory_ / "t.csv", std::ios::binary) << text;
    return read_table(directory_ / "t.csv", columns, NumberStream::public_stream(seed));
  }

  /// The sentence with which the text is refused, without the file's name; "read" where it is not.
  std::string refusal(const std::string& text, const TableColumns& columns = kColumns) {
    try {
      read(text, columns);
    } catch (const TableError& error) {
      return without_name(error, directory_ / "t.csv");
    }
    return "read";
  }
  std::string refusal_of_file(const std::filesystem::path& file) {
    try {
      read_table(file, kColumns, NumberStream::public_stream(1));
    } catch (const TableError& error) {
      return without_name(error, file);
    }
    return "read";
  }
  /// Of the good lines, one of them changed.
  std::string refusal_with(std::size_t line, const std::string& text) {
    auto lines = good_lines();
    lines[line - 1] = text;
    return refusal(joined(lines));
  }

  TemporaryDirectory directory_;

 private:
  static std::string without_name(const TableError& error, const std::filesystem::path& file) {
    const std::string said = error.what();
    const auto name = "table '" + file.string() + "'";
    EXPECT_TRUE(said.starts_with(name)) << said;
    EXPECT_EQ(printable(said), said);
    return said.substr(std::min(name.size(), said.size()));
  }
};

std::vector<float> input(const DataTable& table, const std::string& name) {
  const auto found = std::ranges::find(table.inputs, name);
  if (found == table.inputs.end()) return {};
  std::vector<float> values;
  for (auto i = static_cast<std::size_t>(found - table.inputs.begin()); i < table.values.size();
       i += table.inputs.size())
    values.push_back(table.values[i]);
  return values;
}

// What is read

TEST_F(Table, HasAllColumnsButTheRevealedOneAsInputs) {
  const auto table = read(joined(good_lines()));
  EXPECT_EQ(table.inputs, (std::vector<std::string>{"age", "sector=private", "sector=public"}));
  EXPECT_EQ(table.rows, 100);
  EXPECT_EQ(table.training, 80);
  EXPECT_EQ(table.values.size(), 300U);
  EXPECT_EQ(table.reveal.size(), 100U);
  EXPECT_EQ(table.hide, input(table, "age")) << "Alice sees what she hides";
  EXPECT_EQ(table.first_hidden_input, 0U);
  EXPECT_EQ(table.hidden_inputs, 1U);
}

TEST_F(Table, KeepsTheValuesOfARowTogether) {
  const auto lines = good_lines();
  const auto table = read(joined(lines));
  const auto order = row_order(NumberStream::public_stream(1), 100);
  const auto is_public = input(table, "sector=public");
  const auto is_private = input(table, "sector=private");
  for (std::size_t i = 0; i < 100; ++i) {
    const bool expected = lines[order[i] + 1].find("public") != std::string::npos;
    EXPECT_EQ(is_public[i], expected ? 1 : -1);
    EXPECT_EQ(is_private[i], expected ? -1 : 1);
  }
  for (std::size_t i = 1; i < 80; ++i) {
    const auto age = [&](std::size_t row) { return std::stod(lines[order[row] + 1]); };
    EXPECT_EQ(table.hide[i] > table.hide[0], age(i) > age(0));
  }
}

TEST_F(Table, HasEvenlySpacedQuantilesOfTheRowsThatAreLearnedFrom) {
  const auto table = read(joined(good_lines(1'000)));
  ASSERT_EQ(table.training, 800);
  for (const auto* column : {&table.reveal, &table.hide}) {
    std::vector<float> learned(column->begin(), column->begin() + 800);
    std::ranges::sort(learned);
    for (std::size_t i = 0; i < 800; ++i)
      ASSERT_NEAR(learned[i], -1 + (2.0 * static_cast<double>(i) + 1) / 800, 1e-6) << i;
    EXPECT_TRUE(std::ranges::all_of(*column, [](float x) { return x > -1 && x < 1; }));
  }
}

TEST_F(Table, NeverLearnsFromAHeldOutRow) {
  auto lines = good_lines();
  const auto before = read(joined(lines));
  const auto order = row_order(NumberStream::public_stream(1), 100);
  lines[order[80] + 1] = "-1e9,public,1e9";
  lines[order[99] + 1] = "1e9,private,-1e9";
  const auto after = read(joined(lines));
  for (std::size_t i = 0; i < 99; ++i) {
    if (i == 80) continue;
    EXPECT_EQ(after.reveal[i], before.reveal[i]);
    EXPECT_EQ(after.hide[i], before.hide[i]);
  }
  // What lies beyond the rows that are learned from is taken for their last one.
  EXPECT_FLOAT_EQ(after.hide[80], -1 + 1 / 80.0F);
  EXPECT_FLOAT_EQ(after.reveal[80], 1 - 1 / 80.0F);
  EXPECT_FLOAT_EQ(after.hide[99], 1 - 1 / 80.0F);
  EXPECT_FLOAT_EQ(after.reveal[99], -1 + 1 / 80.0F);
}

TEST_F(Table, IsSplitTheSameWayByTheSameStreamAndOtherwiseByAnother) {
  const auto text = joined(good_lines());
  EXPECT_EQ(read(text, kColumns, 7).reveal, read(text, kColumns, 7).reveal);
  EXPECT_NE(read(text, kColumns, 8).reveal, read(text, kColumns, 7).reveal);
}

TEST_F(Table, HidesTwoCategoriesAsHalves) {
  const auto table = read(joined(good_lines()), {.reveal = "income", .hide = "sector"});
  EXPECT_NEAR(table.hidden_blind, 1.0 / 3, 0.07) << "the rarer one's share";
  EXPECT_NEAR(table.hidden_sign_blind, 2 * table.hidden_blind, 1e-6) << "-1 and 1 are 2 apart";
  const auto is_public = input(table, "sector=public");
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(table.hide[i], is_public[i] / 2);
  EXPECT_EQ(table.first_hidden_input, 1U);
  EXPECT_EQ(table.hidden_inputs, 2U) << "one for each category";
}

TEST_F(Table, ReadsQuotesCommasLineBreaksAndDoubledQuotes) {
  auto lines = good_lines();
  lines[0] = R"("age","the ""sector"", or so",income)";
  for (std::size_t i = 1; i < lines.size(); i += 2) lines[i] = "41,\"a, \"\"b\"\"\nc\",\"7\"";
  EXPECT_EQ(
      read(joined(lines)).inputs,
      (std::vector<std::string>{"age", "the \"sector\", or so=a, \"b\"\uFFFDc",
                                "the \"sector\", or so=private", "the \"sector\", or so=public"}));
}

TEST_F(Table, IsTheSameWithOtherEndsOfLinesAMarkBlanksAndBlankLines) {
  const auto lines = good_lines();
  const auto plain = read(joined(lines));
  const auto text = joined(lines);
  auto blanks = text;
  for (std::size_t at = 0; (at = blanks.find(',', at)) != blanks.npos; at += 2)
    blanks.replace(at, 1, " ,\t");
  for (const auto& same : {joined(lines, "\r\n"), joined(lines, "\r"), "\xEF\xBB\xBF" + text,
                           text.substr(0, text.size() - 1), "\n" + text + "\n \n", blanks}) {
    const auto table = read(same);
    EXPECT_EQ(table.inputs, plain.inputs);
    EXPECT_EQ(table.values, plain.values);
    EXPECT_EQ(table.reveal, plain.reveal);
    EXPECT_NE(table.digest, plain.digest) << "the bytes are others";
  }
}

TEST_F(Table, HasTheDigestOfItsNamesAndBytes) {
  const auto text = joined(good_lines());
  EXPECT_EQ(read(text).digest, sha256({std::string_view("income\0age\0", 11), text}));
  EXPECT_NE(read(text, {.reveal = "age", .hide = "income"}).digest, read(text).digest);
}

TEST_F(Table, OfTheExampleReadsAndItsColumnsBelongTogether) {
  const auto table = read_table(std::filesystem::path(SOTTO_SOURCES) / "examples/income.csv",
                                kColumns, NumberStream::public_stream(1));
  EXPECT_EQ(table.rows, 4'000);
  EXPECT_EQ(table.inputs.size(), 4 + 4U);
  const auto with_income = [&](const std::vector<float>& values) {
    double product = 0;
    double square = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      product += values[i] * table.reveal[i];
      square += table.reveal[i] * table.reveal[i];
    }
    return product / square;
  };
  EXPECT_GT(with_income(table.hide), 0.15);
  EXPECT_GT(with_income(input(table, "experience_years")), 0.15);
  EXPECT_GT(with_income(input(table, "education_years")), 0.15);
}

// What is refused

TEST_F(Table, IsRefusedWhereTheFileCannotBeRead) {
  EXPECT_EQ(refusal_of_file(directory_ / "missing.csv"),
            " cannot be read (No such file or directory), expected a CSV file");
}

TEST_F(Table, IsRefusedAtOnceWhereItIsNoRegularFile) {
  ASSERT_EQ(::mkfifo((directory_ / "pipe").c_str(), 0600), 0);
  for (const auto& file : {directory_ / "pipe", directory_.path(),
                           std::filesystem::path("/dev/zero"), std::filesystem::path("/dev/null")})
    EXPECT_EQ(refusal_of_file(file), " is not a regular file, expected a CSV file");
}

TEST_F(Table, IsRefusedWhereItIsTooLarge) {
  std::ofstream(directory_ / "large.csv") << "age";
  std::filesystem::resize_file(directory_ / "large.csv", kMostTableBytes + 1);
  EXPECT_EQ(refusal_of_file(directory_ / "large.csv"), " is too large, expected at most 32 MiB");
  std::filesystem::resize_file(directory_ / "large.csv", kMostTableBytes);
  EXPECT_EQ(refusal_of_file(directory_ / "large.csv"),
            ", line 1: has a zero byte, expected text in UTF-8");
}

TEST_F(Table, IsRefusedWhereThereIsNothingInIt) {
  for (const auto* text : {"", "\n\r\n", "\xEF\xBB\xBF"})
    EXPECT_EQ(refusal(text), " is empty, expected a header and 100 to 200000 rows");
}

TEST_F(Table, IsRefusedWithTooFewOrTooManyRows) {
  EXPECT_EQ(refusal(joined(good_lines(99))),
            " has 99 rows under its header, expected 100 to 200000");
  EXPECT_EQ(refusal("age,sector,income\n1,a,2"),
            " has 1 row under its header, expected 100 to 200000");
  EXPECT_EQ(refusal(joined(good_lines(200'001))),
            " has more than 200000 rows, expected 100 to 200000");
  EXPECT_EQ(refusal(joined(good_lines(200'000))), "read");
}

TEST_F(Table, IsRefusedWithTooFewOrTooManyColumns) {
  EXPECT_EQ(refusal_with(1, "age"),
            ", line 1: the header has 1 column, expected 2 to 64 with commas between them");
  EXPECT_EQ(refusal_with(1, std::string(64, ',')),
            ", line 1: the header has 65 columns, expected 2 to 64 with commas between them");
  EXPECT_EQ(refusal(std::string(1 << 20, ',')),
            ", line 1: the header has 1048577 columns, expected 2 to 64 with commas between them");
}

TEST_F(Table, IsRefusedWhereARowHasAnotherNumberOfFields) {
  EXPECT_EQ(refusal_with(7, "41,public"), ", line 7: has 2 fields, expected 3 as in the header");
  EXPECT_EQ(refusal_with(101, "41"), ", line 101: has 1 field, expected 3 as in the header");
  EXPECT_EQ(refusal_with(7, "41,public,5,"), ", line 7: has 4 fields, expected 3 as in the header");
}

TEST_F(Table, IsRefusedWhereAValueIsMissing) {
  EXPECT_EQ(refusal_with(7, "41,,5"),
            ", line 7, column 'sector': the value is missing, expected one in every field");
  EXPECT_EQ(refusal_with(8, "41,public, "),
            ", line 8, column 'income': the value is missing, expected one in every field");
  EXPECT_EQ(refusal_with(9, "\"\",public,5"),
            ", line 9, column 'age': the value is missing, expected one in every field");
}

TEST_F(Table, IsRefusedWhereAFieldIsTooLong) {
  const std::string most(kMostFieldBytes, 'x');
  EXPECT_EQ(refusal_with(7, "41," + most + ",5"), "read");
  EXPECT_EQ(refusal_with(7, "41," + most + "x,5"),
            ", line 7, column 'sector': has 257 bytes, expected at most 256");
}

TEST_F(Table, CountsLinesAsTheFileDoes) {
  auto lines = good_lines();
  lines[2] = "41,\"on\ntwo lines\",5";
  lines[3] = "\r\n";
  lines[4] = "41,,5";
  EXPECT_EQ(refusal(joined(lines)),
            ", line 7, column 'sector': the value is missing, expected one in every field");
}

TEST_F(Table, IsRefusedWhereAQuoteIsOutOfPlace) {
  const std::string expected =
      ": a quote stands inside a field, expected quotes around a whole field, and doubled inside "
      "it";
  EXPECT_EQ(refusal_with(7, "41,pub\"lic,5"), ", line 7, column 'sector'" + expected);
  EXPECT_EQ(refusal_with(7, "41,\"pub\"lic,5"), ", line 7, column 'sector'" + expected);
  auto lines = good_lines();
  lines[6] = "41,\"public,5";
  lines[9] = "41,\"public\",5";
  EXPECT_EQ(refusal(joined(lines)),
            ", line 10, column 'sector' of the row that begins in line 7" + expected);
}

TEST_F(Table, IsRefusedWhereAQuoteIsNeverClosed) {
  const std::string expected = ": a quote is never closed, expected another one at the field's end";
  EXPECT_EQ(refusal_with(7, "41,\"public,5"), ", line 7, column 'sector'" + expected);
  EXPECT_EQ(refusal_with(1, "\"age,sector,income"), ", line 1, column 1" + expected);
  EXPECT_EQ(refusal_with(101, "41,public,\""), ", line 101, column 'income'" + expected);
}

TEST_F(Table, IsRefusedWithOtherBytesThanText) {
  EXPECT_EQ(refusal_with(7, std::string("41,a\0b,5", 8)),
            ", line 7: has a zero byte, expected text in UTF-8");
  EXPECT_EQ(refusal_with(7,
                         "41,Gr\xFC\xDF"
                         ",5"),
            ", line 7, column 'sector': is not valid UTF-8, expected text in UTF-8");
  EXPECT_EQ(refusal_with(1, "age,\xFF,income"),
            ", line 1, column 2: is not valid UTF-8, expected text in UTF-8");
}

TEST_F(Table, IsRefusedWhereANameIsMissingOrOddOrTwice) {
  EXPECT_EQ(refusal_with(1, "age,,income"),
            ", line 1, column 2: its name is missing, expected one for each column");
  EXPECT_EQ(refusal_with(1, "age,a\x1B[31m,income"),
            ", line 1, column 2: its name has control characters, expected text without them");
  EXPECT_EQ(refusal_with(1, "age,income,income"),
            ", line 1, column 3: its name 'income' is that of column 2, too, expected names that "
            "differ");
}

TEST_F(Table, IsRefusedWithoutTheColumnsThatAreAskedFor) {
  const auto text = joined(good_lines());
  EXPECT_EQ(refusal(text, {.reveal = "Income", .hide = "age"}),
            " has no column 'Income', expected one of 'age', 'sector', 'income'");
  EXPECT_EQ(refusal(text, {.reveal = "income", .hide = "a\x1B[31m"}),
            " has no column 'a\uFFFD[31m', expected one of 'age', 'sector', 'income'");
  EXPECT_EQ(refusal(text, {.reveal = "age", .hide = "age"}),
            ", column 'age': is the one to reveal and the one to hide, expected two columns");
}

TEST_F(Table, ListsTheFirstOfManyColumns) {
  std::string header = "c1";
  std::string row = "1";
  for (int i = 2; i <= 12; ++i) header += ",c" + std::to_string(i), row += ",1";
  std::vector<std::string> lines(101, row);
  lines[0] = header;
  EXPECT_EQ(refusal(joined(lines)),
            " has no column 'income', expected one of 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', "
            "'c8' and 4 more");
}

TEST_F(Table, IsRefusedWhereANumberIsNotFinite) {
  for (const std::string odd : {"nan", "inf", "-inf", "NaN", "infinity", "1e999", "1e-999"})
    EXPECT_EQ(refusal_with(7, odd + ",public,5"), ", line 7, column 'age': has '" + odd +
                                                      "', expected a finite number as in the "
                                                      "other rows");
}

TEST_F(Table, IsRefusedWhereAColumnIsNeitherNumericNorOfFewCategories) {
  EXPECT_EQ(
      refusal_with(7, "NA,public,5"),
      ", column 'age': has 100 distinct values and is not numeric (line 7 has 'NA'), expected "
      "a number in every row, or at most 16 distinct values");
}

TEST_F(Table, RevealsNumbersAlone) {
  EXPECT_EQ(refusal(joined(good_lines()), {.reveal = "sector", .hide = "age"}),
            ", line 2, column 'sector': has 'public', expected a finite number in every row of the "
            "column to reveal");
}

TEST_F(Table, HidesNumbersOrTwoCategoriesAlone) {
  auto lines = good_lines();
  lines[6] = "41,third,5";
  EXPECT_EQ(
      refusal(joined(lines), {.reveal = "income", .hide = "sector"}),
      ", column 'sector': has 3 distinct values and is not numeric, expected of the column to "
      "hide a number in every row, or two distinct values");
}

TEST_F(Table, IsRefusedWhereThereIsNothingToRevealOrToHide) {
  auto lines = good_lines();
  const auto order = row_order(NumberStream::public_stream(1), 100);
  for (std::size_t i = 1; i < lines.size(); ++i) lines[i] = "41,public," + std::to_string(i);
  const std::string expected =
      " in each of the 80 rows that are learned from, expected at least two";
  EXPECT_EQ(refusal(joined(lines)), ", column 'age': has the same number" + expected);
  EXPECT_EQ(refusal(joined(lines), {.reveal = "age", .hide = "income"}),
            ", column 'age': has the same number" + expected);
  EXPECT_EQ(refusal(joined(lines), {.reveal = "income", .hide = "sector"}),
            ", column 'sector': has the same value" + expected);
  // One held-out row that differs is none to learn from.
  lines[order[90] + 1] = "42,private,5";
  EXPECT_EQ(refusal(joined(lines)), ", column 'age': has the same number" + expected);
  EXPECT_EQ(refusal(joined(lines), {.reveal = "income", .hide = "sector"}),
            ", column 'sector': has the same value" + expected);
  lines[order[3] + 1] = "42,private,5";
  EXPECT_EQ(refusal(joined(lines)), "read");
  EXPECT_EQ(refusal(joined(lines), {.reveal = "income", .hide = "sector"}), "read");
}

TEST_F(Table, IsRefusedWhereItMakesTooManyInputs) {
  // Age, and four columns with so many categories.
  const auto text = [](int a, int b, int c, int d) {
    std::vector<std::string> lines{"age,a,b,c,d,income"};
    for (int i = 0; i < 160; ++i) {
      auto line = std::to_string(i);
      for (const int categories : {a, b, c, d}) line += ",is" + std::to_string(i % categories);
      lines.push_back(line + "," + std::to_string(i));
    }
    return joined(lines);
  };
  EXPECT_EQ(read(text(16, 16, 16, 15)).inputs.size(), 64U);
  EXPECT_EQ(refusal(text(16, 16, 16, 16)),
            " makes 65 inputs, one for each numeric column and each category, expected at most 64");
}

// A file that somebody damaged is read or refused, and what is read keeps its promises.
TEST_F(Table, SurvivesRandomChanges) {
  const auto good = joined(good_lines(110));
  const std::string pieces[] = {"\"",
                                ",",
                                "\n",
                                "\r",
                                "\"\"",
                                "\xFF",
                                "\x80",
                                "nan",
                                "1e400",
                                "-",
                                ".",
                                " ",
                                "\t",
                                "x",
                                "\n\n",
                                "9",
                                "0",
                                "\xEF\xBB\xBF",
                                "e",
                                std::string(1, '\0'),
                                std::string(300, 'y')};
  std::mt19937 random(1);  // NOLINT: a fixed seed
  const auto below = [&](std::size_t n) { return random() % n; };
  int read_ones = 0;
  int refused = 0;
  for (int i = 0; i < 2'000; ++i) {
    auto text = good;
    for (auto changes = 1 + below(4); changes > 0; --changes) {
      const auto at = below(text.size());
      switch (below(4)) {
        case 0:
          text.erase(at, 1 + below(3));
          break;
        case 1:
          text.insert(at, pieces[below(std::size(pieces))]);
          break;
        case 2:
          text[at] = static_cast<char>(below(256));
          break;
        default:
          text.insert(at, text.substr(below(text.size()), below(40)));
      }
    }
    try {
      const auto table = read(text);
      ++read_ones;
      const auto rows = static_cast<std::size_t>(table.rows);
      ASSERT_EQ(table.values.size(), rows * table.inputs.size());
      ASSERT_EQ(table.reveal.size(), rows);
      ASSERT_EQ(table.hide.size(), rows);
      ASSERT_TRUE(std::ranges::all_of(table.values, [](float x) { return std::abs(x) <= 1; }));
      ASSERT_TRUE(std::ranges::all_of(table.reveal, [](float x) { return std::abs(x) < 1; }));
      ASSERT_TRUE(std::ranges::all_of(table.hide, [](float x) { return std::abs(x) < 1; }));
    } catch (const TableError& error) {
      ++refused;
      const std::string said = error.what();
      ASSERT_EQ(printable(said), said);
      ASSERT_NE(said.find("expected"), said.npos) << said;
    }
  }
  EXPECT_GT(read_ones, 100);
  EXPECT_GT(refused, 100);
}

// Parts of it

TEST(Quantiles, GiveEqualNumbersTheirMidRank) {
  const Quantiles quantiles({5, 1, 5, 9});
  EXPECT_EQ(quantiles.of(1), 2 * 0.5 / 4 - 1);
  EXPECT_EQ(quantiles.of(5), 2 * 2.0 / 4 - 1);
  EXPECT_EQ(quantiles.of(9), 2 * 3.5 / 4 - 1);
}

TEST(Quantiles, AreInterpolatedBetweenNumbersAndNotContinuedBeyondThem) {
  const Quantiles quantiles({0, 10});
  EXPECT_EQ(quantiles.of(5), 0);
  EXPECT_EQ(quantiles.of(2.5), -0.25);
  EXPECT_EQ(quantiles.of(-1), -0.5);
  EXPECT_EQ(quantiles.of(11), 0.5);
}

TEST(Quantiles, OfEqualNumbersAreZero) {
  const Quantiles quantiles({3, 3, 3});
  EXPECT_TRUE(quantiles.constant());
  for (const double x : {2, 3, 4}) EXPECT_EQ(quantiles.of(x), 0);
}

TEST(Quantiles, HoldForTheLargestAndTheSmallestNumbers) {
  constexpr auto kMost = std::numeric_limits<double>::max();
  constexpr auto kLeast = std::numeric_limits<double>::denorm_min();
  EXPECT_EQ(Quantiles({-kMost, kMost}).of(0), 0);
  EXPECT_EQ(Quantiles({0, 2 * kLeast}).of(kLeast), 0);
}

TEST(RowOrder, HasEachRowOnce) {
  const auto order = row_order(NumberStream::public_stream(1), 5'000);
  EXPECT_EQ(std::set(order.begin(), order.end()).size(), 5'000U);
  EXPECT_LT(*std::ranges::max_element(order), 5'000U);
  EXPECT_FALSE(std::ranges::is_sorted(order));
}

}  // namespace
}  // namespace sotto
