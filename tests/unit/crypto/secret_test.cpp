#include "shared/crypto/secret.hpp"
#include "shared/crypto/run_seeds.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>

namespace sotto {
namespace {

namespace fs = std::filesystem;

/// A file of its own in a directory of its own.
class SecretFile : public testing::Test {
 protected:
  SecretFile() {
    auto pattern = (fs::temp_directory_path() / "sotto-secret-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    file_ = folder_ / "secret";
  }
  ~SecretFile() override { fs::remove_all(folder_); }

  void write(const std::string& text, fs::perms mode = fs::perms::owner_read) {
    std::ofstream(file_) << text;
    fs::permissions(file_, mode);
  }

  /// The sentence with which reading fails.
  std::string complaint() const {
    try {
      (void)read_secret(file_);
    } catch (const SecretError& error) {
      return error.what();
    }
    return "";
  }
  void expect_complaint(const std::string& about) const {
    const auto sentence = complaint();
    EXPECT_NE(sentence.find(file_.string()), std::string::npos) << "names the file: " << sentence;
    EXPECT_NE(sentence.find(about), std::string::npos) << sentence;
  }

  static std::string digits(std::size_t count, char digit = 'a') {
    return std::string(count, digit);
  }

  fs::path folder_;
  fs::path file_;
};

TEST_F(SecretFile, HoldsTheSecretThatWasPutIntoIt) {
  const auto secret = random_secret();
  create_secret(file_, secret);
  EXPECT_EQ(read_secret(file_), secret);
}

TEST_F(SecretFile, IsCreatedForItsOwnerAlone) {
  create_secret(file_, random_secret());
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(SecretFile, IsNeverOverwritten) {
  const auto first = random_secret();
  create_secret(file_, first);
  EXPECT_THROW(create_secret(file_, random_secret()), SecretError);
  EXPECT_EQ(read_secret(file_), first);
}

TEST_F(SecretFile, ThatOthersCanReadIsRefused) {
  using enum fs::perms;
  for (const auto extra : {group_read, group_write, others_read, others_write, others_exec}) {
    write(digits(64), owner_read | owner_write | extra);
    expect_complaint("0600");
    fs::remove(file_);
  }
}

TEST_F(SecretFile, ThatIsMissingIsNamed) { expect_complaint("cannot be read"); }

TEST_F(SecretFile, ThatIsAFolderIsRefused) {
  fs::create_directory(file_);
  expect_complaint("not a regular file");
}

TEST_F(SecretFile, OfAnotherLengthIsRefused) {
  for (const std::size_t count : {0, 1, 63, 65, 66, 128, 5000}) {
    write(digits(count));
    expect_complaint("64 hexadecimal digits");
    fs::remove(file_);
  }
}

TEST_F(SecretFile, OfAnythingButDigitsIsRefused) {
  for (const auto& text :
       {digits(63) + "g", " " + digits(63), digits(63) + " ", digits(32) + ":" + digits(31),
        digits(64) + "\n\n", "\n" + digits(64), digits(63) + std::string(1, '\0')}) {
    write(text);
    expect_complaint("64 hexadecimal digits");
    fs::remove(file_);
  }
}

TEST_F(SecretFile, MayEndWithoutANewlineAndUseCapitals) {
  Secret expected;
  expected.fill(0xAB);
  std::string text;
  for (int i = 0; i < 32; ++i) text += i % 2 == 0 ? "ab" : "AB";
  write(text);
  EXPECT_EQ(read_secret(file_), expected);
}

TEST_F(SecretFile, InAFolderThatIsMissingCannotBeCreated) {
  EXPECT_THROW(create_secret(folder_ / "missing" / "secret", random_secret()), SecretError);
}

// The secret must not appear in what is printed when something is wrong with its file.
TEST_F(SecretFile, IsNotRepeatedInComplaints) {
  write(digits(63, 'b') + "z");
  EXPECT_EQ(complaint().find("bbbb"), std::string::npos);
}

TEST(RandomSecret, IsAnotherOneEachTime) { EXPECT_NE(random_secret(), random_secret()); }

TEST(RandomChatNumber, LeavesRoomToCountUpwards) {
  std::set<std::int64_t> seen;
  for (int i = 0; i < 100; ++i) {
    const auto number = random_chat_number();
    EXPECT_GE(number, 0);
    EXPECT_LT(number, std::int64_t{1} << 62);
    EXPECT_TRUE(seen.insert(number).second);
  }
}

TEST(RunSeeds, AreTheSameForTheSameSeed) {
  EXPECT_EQ(derive_run_seeds(42).public_seed, derive_run_seeds(42).public_seed);
  EXPECT_EQ(derive_run_seeds(42).secret, derive_run_seeds(42).secret);
}

TEST(RunSeeds, DifferFromSeedToSeedAndStayWithinRange) {
  std::set<std::int64_t> seeds;
  std::set<Secret> secrets;
  for (std::int64_t seed = 0; seed < 1000; ++seed) {
    const auto run = derive_run_seeds(seed);
    EXPECT_GE(run.public_seed, 0);
    EXPECT_LE(run.public_seed, (std::int64_t{1} << 53) - 1);
    seeds.insert(run.public_seed);
    secrets.insert(run.secret);
  }
  EXPECT_EQ(seeds.size(), 1000U);
  EXPECT_EQ(secrets.size(), 1000U);
}

// The public seed is known to Eve: it must not be a piece of the secret.
TEST(RunSeeds, ThePublicSeedIsNoPartOfTheSecret) {
  const auto run = derive_run_seeds(1);
  for (std::size_t at = 0; at + 8 <= kSecretBytes; ++at) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) number = number << 8 | run.secret[at + i];
    EXPECT_NE(static_cast<std::int64_t>(number >> 11), run.public_seed) << "at byte " << at;
  }
}

}  // namespace
}  // namespace sotto
