#include "server/api/history_query.hpp"

#include <gtest/gtest.h>

#include "shared/base/utf8_text.hpp"

namespace sotto {
namespace {

TEST(HistoryQuery, IsReadFromATarget) {
  const auto query = HistoryQuery::parse("/x?from=3&to=9&points=5&format=csv");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->from, 3);
  EXPECT_EQ(query->to, 9);
  EXPECT_EQ(query->points, 5U);
  EXPECT_TRUE(query->csv);
}

// A key may hold any bytes, by percent signs.
TEST(HistoryQuery, ARefusalIsPrintable) {
  for (const auto* target : {"/x?%FF=1", "/x?%1B[31m=1", "/x?%00=1", "/x?%FF=1&%FF=1"}) {
    const auto query = HistoryQuery::parse(target);
    ASSERT_FALSE(query) << target;
    EXPECT_EQ(printable(query.error().message), query.error().message);
  }
}

}  // namespace
}  // namespace sotto
