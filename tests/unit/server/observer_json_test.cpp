// What observers write as text.
#include <gtest/gtest.h>

#include "server/observers/change_json.hpp"
#include "server/observers/history_text.hpp"

namespace sotto {
namespace {

TEST(ChangeJson, GoesThereAndBack) {
  for (const auto& change :
       {Change{.at_step = 3, .kind = ChangeKind::freeze},
        Change{.at_step = 4, .kind = ChangeKind::learning_rate, .learning_rate = 0.1},
        Change{.at_step = 5, .kind = ChangeKind::cycle, .cycle = {{"alice_bob", 2}}}}) {
    EXPECT_EQ(change_from_json(Json::parse(to_json(change).dump())).change, change);
    for (const bool decides : {false, true}) {
      const auto back = change_from_json(Json::parse(to_json(PlanChanged{change, decides}).dump()));
      EXPECT_EQ(back.change, change);
      EXPECT_EQ(back.decides, decides);
    }
  }
}

TEST(AuditJson, GoesThereAndBack) {
  const auto back =
      audit_from_json(Json::parse(to_json(AuditBegun{7, {"linear", "mlp64"}}).dump()));
  EXPECT_EQ(back.audit, 7);
  EXPECT_EQ(back.attackers, (std::vector<std::string>{"linear", "mlp64"}));
}

TEST(HistoryText, AsCsvHasTheSameColumns) {
  const std::vector<std::string> series{"bob", "eve"};
  const std::vector buckets{Bucket(3, 1.5, {0.25})};
  EXPECT_EQ(history_csv(series, buckets),
            "first,step,t,bob_min,bob_mean,bob_max,bob_count,eve_min,eve_mean,eve_max,eve_count\n"
            "3,3,1.5,0.25,0.25,0.25,1,,,,0\n");
  const auto message = history_message("live", 16, series, buckets);
  EXPECT_EQ(message.columns.size(), 11U);
  EXPECT_EQ(message.rows, "[[3,3,1.5,0.25,0.25,0.25,1,null,null,null,0]]");
}

TEST(HistoryText, IsJsonWhateverTheFigures) {
  const std::vector buckets{Bucket(3, 1e300, {1e15}), Bucket(4, 1e301, {-1e300})};
  const auto message = history_message("live", 16, {"bob"}, buckets);
  EXPECT_EQ(message.rows,
            "[[3,3,1e+300,1e+15,1e+15,1e+15,1],[4,4,1e+301,-1e+300,-1e+300,-1e+300,1]]");
}

}  // namespace
}  // namespace sotto
