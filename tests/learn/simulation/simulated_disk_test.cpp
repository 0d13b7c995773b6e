#include "simulation/faults/simulated_disk.hpp"

#include <gtest/gtest.h>

#include "shared/party/checkpoint_store.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {
namespace {

class SimulatedDiskTest : public testing::Test {
 protected:
  std::unique_ptr<CheckpointStore> open() {
    return std::make_unique<CheckpointStore>(
        disk_.open(), CheckpointOwner{"alice", "secret", ""},
        [this](const std::string& line) { notes_ += line + "\n"; });
  }
  static Checkpoint checkpoint(std::int64_t step) {
    LearnerState state;
    state.parameters = torch::full({20}, static_cast<double>(step));
    return {step, 0, {state}};
  }
  /// As if the process had died behind those steps.
  void keep(const std::vector<std::int64_t>& steps) {
    const auto store = open();
    store->take_found({});
    for (const auto step : steps) {
      store->keep(checkpoint(step));
      store->write_waiting();
    }
  }

  using Steps = std::vector<std::int64_t>;
  SimulatedDisk disk_;
  std::string notes_;
};

TEST_F(SimulatedDiskTest, KeepsTheNewestForTheNextProcess) {
  keep({10, 20, 30, 40});
  EXPECT_EQ(open()->found(), (Steps{20, 30, 40}));
}

TEST_F(SimulatedDiskTest, ATornFileIsNamedAndAnOlderOneIsUsed) {
  for (std::uint64_t seed = 1; seed < 40; ++seed) {
    keep({10, 20});
    notes_.clear();
    Dice dice(seed, "disk");
    disk_.tear_newest(dice);
    EXPECT_EQ(open()->found(), Steps{10});
    EXPECT_NE(notes_, "");
  }
}

TEST_F(SimulatedDiskTest, WhatDoesNotFitIsSaidOnceAndTheOldOnesStay) {
  keep({10});
  const auto store = open();
  store->take_found({});
  disk_.set_full(true);
  for (const auto step : {20, 30}) {
    store->keep(checkpoint(step));
    store->write_waiting();
  }
  EXPECT_EQ(std::ranges::count(notes_, '\n'), 1) << notes_;
  EXPECT_EQ(open()->found(), Steps{10});
  disk_.set_full(false);
  store->keep(checkpoint(40));
  EXPECT_TRUE(store->is_waiting());
  store->write_waiting();
  EXPECT_FALSE(store->is_waiting());
  EXPECT_EQ(open()->found(), (Steps{10, 40}));
}

}  // namespace
}  // namespace sotto
