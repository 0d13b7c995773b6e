// What is left of a party that is killed: a checkpoint is loaded whole, by its owner, or not at
// all.
#include "shared/party/checkpoint_store.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "shared/nn/learner.hpp"
#include "tests/support/process.hpp"

namespace sotto {

using namespace std::chrono_literals;

namespace {

const CheckpointOwner kAlice{.party = "alice", .secret = "0123", .session = {}};

Checkpoint checkpoint(std::int64_t step) {
  Checkpoint made{.step = step, .eve_generation = 2, .states = {}};
  LearnerState fresh;
  fresh.parameters = torch::arange(5, torch::kFloat32) + static_cast<float>(step);
  LearnerState stepped = fresh;
  stepped.first_moment = torch::full({5}, 0.25F);
  stepped.second_moment = torch::full({5}, 0.5F);
  stepped.adam_steps = 7;
  made.states = {stepped, fresh};
  return made;
}

std::string what_is_wrong(std::string_view bytes) {
  try {
    checkpoint_from_bytes(bytes);
  } catch (const CheckpointError& error) {
    return error.what();
  }
  return "";
}

TEST(CheckpointBytes, LeadThereAndBack) {
  const auto read = checkpoint_from_bytes(to_bytes(checkpoint(12), kAlice));
  EXPECT_EQ(read.owner.party, "alice");
  EXPECT_EQ(read.owner.secret, "0123");
  EXPECT_EQ(read.checkpoint.step, 12);
  EXPECT_EQ(read.checkpoint.eve_generation, 2);
  ASSERT_EQ(read.checkpoint.states.size(), 2U);
  const auto& stepped = read.checkpoint.states[0];
  EXPECT_TRUE(stepped.parameters.equal(checkpoint(12).states[0].parameters));
  EXPECT_TRUE(stepped.second_moment.equal(torch::full({5}, 0.5F)));
  EXPECT_EQ(stepped.adam_steps, 7);
  EXPECT_FALSE(read.checkpoint.states[1].first_moment.defined());
}

TEST(CheckpointBytes, OfWhichAnythingIsMissingOrChangedAreRefused) {
  const auto bytes = to_bytes(checkpoint(12), kAlice);
  for (std::size_t size = 0; size < bytes.size(); size += 7)
    EXPECT_NE(what_is_wrong(std::string_view(bytes).substr(0, size)), "") << size;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_NE(what_is_wrong(changed), "") << at;
  }
  EXPECT_NE(what_is_wrong(bytes + "0"), "");
}

class CheckpointStoreTest : public testing::Test {
 protected:
  std::unique_ptr<CheckpointStore> open(const CheckpointOwner& owner = kAlice) {
    return std::make_unique<CheckpointStore>(
        directory_.path(), owner, [this](const std::string& line) { notes_ += line + "\n"; });
  }
  /// As if the party had been killed behind those steps.
  void keep(const std::vector<std::int64_t>& steps) {
    const auto store = open();
    store->take_found({});
    for (const auto step : steps) {
      store->keep(checkpoint(step));
      const auto there = [&] { return std::filesystem::exists(file(step)); };
      ASSERT_TRUE(eventually(there, 30s)) << notes_;
    }
  }
  std::filesystem::path file(std::int64_t step) const {
    auto digits = std::to_string(step);
    return directory_ / ("alice-" + std::string(13 - digits.size(), '0') + digits + ".checkpoint");
  }

  TemporaryDirectory directory_;
  std::string notes_;
};

using Steps = std::vector<std::int64_t>;

TEST_F(CheckpointStoreTest, FindsTheThreeNewest) {
  keep({500, 1000, 1500, 2000});
  const auto store = open();
  EXPECT_EQ(store->found(), (Steps{1000, 1500, 2000}));
  const auto found = store->take_found({});
  EXPECT_TRUE(found.back().states[0].parameters.equal(checkpoint(2000).states[0].parameters));
  EXPECT_EQ(notes_, "");
}

TEST_F(CheckpointStoreTest, NamesATornOneAndUsesTheOthers) {
  keep({500, 1000});
  std::filesystem::resize_file(file(1000), 100);
  EXPECT_EQ(open()->found(), (Steps{500}));
  EXPECT_NE(notes_.find(file(1000).string()), std::string::npos);
  EXPECT_NE(notes_.find("torn or changed"), std::string::npos);
}

TEST_F(CheckpointStoreTest, UsesNoneThatWasMadeWithAnotherSecretOrByAnotherParty) {
  keep({500});
  EXPECT_EQ(open({.party = "alice", .secret = "4567", .session = {}})->found(), Steps{});
  EXPECT_NE(notes_.find("another secret"), std::string::npos);
  EXPECT_EQ(open({.party = "bob", .secret = "0123", .session = {}})->found(), Steps{});
  std::filesystem::copy(file(500), directory_ / "bob-0000000000500.checkpoint");
  EXPECT_EQ(open({.party = "bob", .secret = "0123", .session = {}})->found(), Steps{});
  EXPECT_NE(notes_.find("it is alice's, expected bob's"), std::string::npos);
}

TEST_F(CheckpointStoreTest, LeavesThoseOfOthersAloneAndKeepsItsOwnBesideThem) {
  keep({5000, 5500, 6000});
  const CheckpointOwner other{.party = "alice", .secret = "4567", .session = {}};
  {
    const auto store = open(other);
    store->take_found({});
    store->keep(checkpoint(500));
    ASSERT_TRUE(eventually([&] { return std::filesystem::exists(file(500)); }, 30s));
    store->forget_after(500);
    store->keep(checkpoint(1000));
    ASSERT_TRUE(eventually([&] { return std::filesystem::exists(file(1000)); }, 30s));
  }
  EXPECT_EQ(open(other)->found(), (Steps{500, 1000}));
  EXPECT_EQ(open()->found(), (Steps{5000, 5500, 6000}));
}

TEST_F(CheckpointStoreTest, RefusesThoseOfAnotherSession) {
  keep({500});
  SessionConfig other;
  other.minibatch = 7;
  EXPECT_THROW(open()->take_found(other), CheckpointError);
}

TEST_F(CheckpointStoreTest, ForgetsWhatTheSessionHasGoneBackFrom) {
  keep({500, 1000});
  const auto store = open();
  store->take_found({});
  store->forget_after(700);
  EXPECT_TRUE(eventually([&] { return !std::filesystem::exists(file(1000)); }, 30s));
  EXPECT_TRUE(std::filesystem::exists(file(500)));
}

TEST_F(CheckpointStoreTest, SaysOnceThatNothingCanBeWrittenAndGoesOn) {
  const auto store = open();
  store->take_found({});
  for (const auto step : {500, 1000}) std::filesystem::create_directory(file(step));
  store->keep(checkpoint(500));
  store->keep(checkpoint(1000));
  store->keep(checkpoint(1500));
  EXPECT_TRUE(eventually([&] { return std::filesystem::exists(file(1500)); }, 30s));
  EXPECT_LE(std::ranges::count(notes_, '\n'), 1);
}

}  // namespace
}  // namespace sotto
