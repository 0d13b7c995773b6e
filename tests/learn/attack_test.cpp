// Attackers on ciphers with known answers: each finds what there is to be found, and no more.
#include <gtest/gtest.h>

#include <cmath>

#include "shared/attack/audit.hpp"
#include "shared/attack/given_key_reader.hpp"
#include "shared/nn/threads.hpp"
#include "tests/support/known_ciphers.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kBits = 8;
const Budget kBudget{"test", 500, 20'480, std::chrono::seconds(300)};

NumberStream stream() { return NumberStream::public_stream(5); }

Finding found(const std::string& attacker, MadeCipher cipher, const Budget& budget = kBudget) {
  use_one_thread();
  const Samples samples(cipher, stream(), kAttackMinibatch);
  const auto made = make_attacker(attacker, cipher.bits(), stream());
  return attack(attacker, *made, samples, budget);
}

struct Case {
  std::string attacker;
  std::function<MadeCipher(std::int64_t)> cipher;
  double leak;  ///< that this attacker should find, in bits
  std::int64_t minibatches = 500;
};

void PrintTo(const Case& tested, std::ostream* out) { *out << tested.attacker; }

class Attackers : public testing::TestWithParam<Case> {};

TEST_P(Attackers, FindWhatIsThere) {
  const auto& wanted = GetParam();
  const auto cipher = wanted.cipher(kBits);
  auto budget = kBudget;
  budget.minibatches = wanted.minibatches;
  const auto finding = found(wanted.attacker, cipher, budget);
  SCOPED_TRACE(wanted.attacker + " on " + cipher.name());
  EXPECT_NEAR(finding.leak_bits, wanted.leak, 0.1);
  EXPECT_LE(finding.leak_bits, cipher.leak() + 1e-9) << "a lower bound above what there is";
}

std::string case_name(const testing::TestParamInfo<Case>& tested) {
  std::string name = tested.param.attacker + "_" + tested.param.cipher(kBits).name();
  for (auto& letter : name)
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  return name;
}

MadeCipher rank_three(std::int64_t n) { return pad_of_rank(n, 3); }

INSTANTIATE_TEST_SUITE_P(
    Plain, Attackers,
    testing::Values(Case{"linear", identity, 8}, Case{"linear", constant_xor, 8},
                    Case{"linear", key_ignored, 8}, Case{"linear", weak_bit, 1},
                    Case{"linear", fine_digits, 0}, Case{"linear", one_key_bit, 0},
                    Case{"logistic", identity, 8}, Case{"logistic", constant_xor, 8},
                    Case{"logistic", key_ignored, 8}, Case{"logistic", weak_bit, 1},
                    Case{"neighbour", identity, 8}, Case{"neighbour", constant_xor, 8},
                    Case{"neighbour", key_ignored, 8}, Case{"neighbour", weak_bit, 1}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Affine, Attackers,
    testing::Values(Case{"affine", identity, 8}, Case{"affine", constant_xor, 8},
                    Case{"affine", key_ignored, 8}, Case{"affine", weak_bit, 1},
                    Case{"affine", one_key_bit, 7}, Case{"affine", rank_three, 5},
                    Case{"affine", fine_digits, 0}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Perceptrons, Attackers,
    testing::Values(
        Case{"mlp64", identity, 8}, Case{"mlp64", constant_xor, 8}, Case{"mlp64", key_ignored, 8},
        Case{"mlp64", weak_bit, 1}, Case{"mlp64", fine_digits, 8, 9'000},
        Case{"signs64", key_ignored, 8}, Case{"signs64", weak_bit, 1},
        Case{"signs64", fine_digits, 0}, Case{"amplitudes64", fine_digits, 8, 1'000},
        Case{"amplitudes64", identity, 0}, Case{"pairs64", one_key_bit, 7, 1'000},
        Case{"pairs64", rank_three, 5, 2'000}, Case{"pairs64", identity, 7, 1'000},
        Case{"paper", identity, 8, 4'000}, Case{"paper-wide2", identity, 8, 4'000},
        Case{"paper-deep1", identity, 8, 4'000}, Case{"paper", constant_xor, 8, 4'000},
        Case{"paper", key_ignored, 8, 4'000}, Case{"paper", weak_bit, 1, 4'000},
        Case{"paper-wide2", key_ignored, 8, 4'000}, Case{"paper-wide2", weak_bit, 1, 4'000},
        Case{"paper-deep1", key_ignored, 8, 4'000}, Case{"paper-deep1", weak_bit, 1, 4'000}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    TwoChosenMessages, Attackers,
    testing::Values(Case{"distinguisher", identity, 1}, Case{"distinguisher", constant_xor, 1},
                    Case{"distinguisher", key_ignored, 1}, Case{"distinguisher", one_key_bit, 1},
                    Case{"distinguisher", rank_three, 1}, Case{"distinguisher", fine_digits, 1}),
    case_name);

// As in a session of 64 bits.
TEST(Attackers, OfSmallMinibatchesTakeMoreOfThem) {
  constexpr std::int64_t kSmall = 96;
  auto cipher = constant_xor(64);
  const Samples samples(cipher, stream(), kSmall);
  const auto affine = make_attacker("affine", 64, stream());
  Budget budget{"test", 500, 2'000, std::chrono::seconds(300), kSmall};
  const auto finding = attack("affine", *affine, samples, budget);
  EXPECT_EQ(finding.minibatches, 6);
  EXPECT_GT(finding.leak_bits, 60);
  budget.minibatch = 4096;
  EXPECT_EQ(affine->minibatches(budget), 1);
  EXPECT_EQ(make_attacker("neighbour", 64, stream())->minibatches(budget), 1);
}

TEST(Attackers, MakeNoRelationOfTooFewMessages) {
  auto cipher = one_time_pad(64);
  const Samples samples(cipher, stream(), 32);
  const auto affine = make_attacker("affine", 64, stream());
  affine->learn(samples.training(0, {}), 0);
  affine->finish();
  EXPECT_TRUE(affine->forms().empty());
}

TEST(Attackers, DoNotReadAPad) {
  for (const auto& name : default_panel()) {
    const auto finding =
        found(name, one_time_pad(kBits), {"test", 200, 20'480, std::chrono::seconds(300)});
    EXPECT_EQ(finding.leak_bits, 0) << name;
    EXPECT_LT(gain(finding, kBits), 0.1) << name;
  }
}

TEST(Attackers, ReadAPadWhoseKeyIsUsedTwice) {
  auto budget = kBudget;
  budget.minibatches = 1'500;
  const auto finding = found("reuse-mlp64", one_time_pad(kBits), budget);
  EXPECT_TRUE(finding.granted);
  EXPECT_NEAR(finding.leak_bits, 8, 0.1);
}

TEST(Attackers, ReadOfAPadWhatTheLeakedKeyBitsHide) {
  const auto finding = found("leak3-mlp64", one_time_pad(kBits));
  EXPECT_TRUE(finding.granted);
  EXPECT_NEAR(finding.leak_bits, 3, 0.1);
}

TEST(Attackers, OfTheSameSeedFindTheSameBitForBit) {
  const Budget little{"test", 60, 5'120, std::chrono::seconds(300)};
  for (const auto* name : {"mlp64", "paper", "paper-wide2", "neighbour", "logistic"}) {
    const auto first = found(name, fine_digits(kBits), little);
    const auto second = found(name, fine_digits(kBits), little);
    for (std::size_t i = 0; i < first.errors.size(); ++i)
      EXPECT_EQ(first.errors[i].wrong, second.errors[i].wrong) << name;
  }
}

TEST(Attackers, ThatThereAreNotAreRefusedWithASentence) {
  for (const auto* name :
       {"", "lineal", "mlp", "mlp0", "mlp256x", "mlpx256", "mlp9999", "leak0-mlp64",
        "leak17-linear", "paper-wide", "paper-deep0", "paper-wide17", "paper-long2",
        "reuse-paper-wide2", "reuse-affine", "mlp1x1x1x1x1x1x1x1x1"})
    EXPECT_THROW(make_attacker(name, 16, stream()), std::invalid_argument) << name;
}

TEST(ExactLeak, OfKnownCiphersIsWhatTheyAreMadeFor) {
  use_one_thread();
  for (auto cipher : {identity(6), constant_xor(6), key_ignored(6), one_time_pad(6), one_key_bit(6),
                      pad_of_rank(6, 2), fine_digits(6), weak_bit(6)}) {
    EXPECT_NEAR(exact_leak(cipher, 0).bits, cipher.leak(), 1e-9) << cipher.name();
  }
  auto fine = fine_digits(6);
  EXPECT_NEAR(exact_leak(fine, 1).bits, 0, 1e-9) << "signs are the key";
  EXPECT_NEAR(exact_leak(fine, 8).bits, 6, 1e-9);
  EXPECT_NEAR(exact_leak(fine, 0).best_bits_wrong, 0, 1e-9);
  auto pad = one_time_pad(6);
  EXPECT_NEAR(exact_leak(pad, 0).best_bits_wrong, 3, 1e-9);
  auto large = identity(10);
  EXPECT_THROW(exact_leak(large, 0), std::invalid_argument);
}

TEST(ExactLeak, LiesAboveEveryLowerBoundAndUnderEveryCertificate) {
  use_one_thread();
  const Budget little{"test", 150, 20'480, std::chrono::seconds(300)};
  torch::manual_seed(3);
  for (int i = 0; i < 4; ++i) {
    // A message is hidden by a random function of the key, which may use its bits twice or not.
    const auto mixing = torch::randn({4, 4});
    MadeCipher cipher("random", 4, 0, [mixing](const torch::Tensor& p, const torch::Tensor& k) {
      const auto mask = torch::where(k.mm(mixing) < 0, -torch::ones({}), torch::ones({}));
      return p * mask;
    });
    const auto exact = exact_leak(cipher, 0).bits;
    const Samples samples(cipher, stream(), kAttackMinibatch);
    for (const auto* name : {"linear", "affine", "mlp64", "pairs64", "neighbour"}) {
      const auto made = make_attacker(name, 4, stream());
      EXPECT_LE(attack(name, *made, samples, little).leak_bits, exact + 1e-6) << name << i;
    }
    EXPECT_GE(
        certify(samples, *make_key_reader(samples.bits(), samples.stream()), little)->leak_bits,
        exact - 1e-6)
        << i;
  }
}

TEST(Certificate, OfAPadIsNextToNothing) {
  use_one_thread();
  auto cipher = one_time_pad(kBits);
  const Samples samples(cipher, stream(), kAttackMinibatch);
  EXPECT_LT(certify(samples, *make_key_reader(samples.bits(), samples.stream()),
                    {"test", 300, 512'000, std::chrono::seconds(300)})
                ->leak_bits,
            0.01);
}

// By bits alone it would be 0.016 bits at least, of so many messages.
TEST(Certificate, OfSixtyFourBitsCountsWholeKeys) {
  auto cipher = one_time_pad(64);
  const Samples samples(cipher, stream(), kAttackMinibatch);
  GivenKeyReader reader([](const torch::Tensor& c, const torch::Tensor& p) { return c * p; }, 64);
  EXPECT_LT(certify(samples, reader, {"test", 0, 512'000, std::chrono::seconds(300)})->leak_bits,
            0.001);
}

TEST(Certificate, IsForHardBitsAlone) {
  auto cipher = fine_digits(kBits);
  const Samples samples(cipher, stream(), kAttackMinibatch);
  EXPECT_FALSE(certify(samples, *make_key_reader(samples.bits(), samples.stream()), kBudget));
}

TEST(Certificate, IsNotForOneThatSendsHardBitsAtFirstAlone) {
  std::int64_t calls = 0;
  MadeCipher cipher("late", kBits, 0, [&calls](const torch::Tensor& p, const torch::Tensor& k) {
    return ++calls < 20 ? p * k : p * k * 0.5;
  });
  const Samples samples(cipher, stream(), kAttackMinibatch);
  EXPECT_FALSE(certify(samples, *make_key_reader(samples.bits(), samples.stream()), kBudget));
}

TEST(Judge, CountsGuessesThatAreNoNumbersAsWrong) {
  auto cipher = one_time_pad(kBits);
  const Samples samples(cipher, stream(), kAttackMinibatch);
  GivenKeyReader reader(
      [](const torch::Tensor& c, const torch::Tensor&) { return torch::full_like(c, NAN); }, kBits);
  Judge judge;
  judge.add(reader, samples.held_out(0, reader.grant()));
  Finding finding;
  judge.conclude(reader, kBits, finding);
  EXPECT_EQ(finding.bits_wrong->mean, kBits);
}

AuditPlan plan() {
  return {{"linear", "mlp64", "amplitudes64", "affine", "pairs64"},
          {"test", 300, 20'480, std::chrono::seconds(300)}};
}

TEST(AuditTest, CallsACipherHollowThatHidesTheMessageInFineDigits) {
  use_one_thread();
  auto cipher = fine_digits(kBits);
  const auto result = audit(cipher, {}, stream(), plan());
  EXPECT_EQ(result.grade, Grade::hollow);
  EXPECT_NE(sentence(result).find("Hollow: "), std::string::npos) << sentence(result);
  EXPECT_NEAR(result.exact.front().bits, kBits, 1e-9);
  EXPECT_NEAR(result.precision.front().linear_bits_wrong, 4, 0.1);
}

TEST(AuditTest, CertifiesASmallPadByEnumerationAndALargeOneByAReaderOfKeys) {
  use_one_thread();
  auto small = one_time_pad(kBits);
  EXPECT_EQ(audit(small, {}, stream(), plan()).grade, Grade::certified);
  auto large = one_time_pad(16);
  auto thorough = plan();
  thorough.budget.minibatches = 1'000;
  thorough.budget.held_out = 512'000;
  thorough.attackers = {"linear"};
  const auto result = audit(large, {}, stream(), thorough);
  EXPECT_EQ(result.grade, Grade::certified) << sentence(result);
  EXPECT_TRUE(result.certificate.has_value());
}

TEST(AuditTest, CountsTheLettersThatAreReadAndThoseThatGuessingGives) {
  use_one_thread();
  auto quick = plan();
  quick.attackers = {"linear", "affine", "pairs64"};
  for (int i = 0; i < 200; ++i) quick.texts.push_back("meet me at nine, " + std::to_string(i));
  auto pad = one_time_pad(kBits);
  const Decrypt bob = [](const torch::Tensor& ciphertext, const torch::Tensor& key) {
    return ciphertext * key;
  };
  const auto kept = audit(pad, {.bob = bob, .key_reader = {}}, stream(), quick).letters;
  ASSERT_EQ(kept.size(), 2U) << "Bob, and the one attacker who reads single bits";
  EXPECT_EQ(kept[0].texts_right, 200);
  EXPECT_EQ(kept[0].letters_right, kept[0].letters);
  EXPECT_EQ(kept[1].reader, "linear");
  EXPECT_EQ(kept[1].texts_right, 0);
  EXPECT_FALSE(kept[1].beats_guessing()) << kept[1].letters_right << " of " << kept[1].letters;
  auto open = identity(kBits);
  const auto read = audit(open, {}, stream(), quick).letters;
  ASSERT_EQ(read.size(), 2U) << "here affine finds each single bit, too";
  for (const auto& reader : read) {
    EXPECT_EQ(reader.texts_right, 200) << reader.reader;
    EXPECT_TRUE(reader.beats_guessing()) << reader.reader;
  }
}

TEST(AuditTest, TakesTheReaderOfTheKeyThatIsGivenAndTrainsNone) {
  use_one_thread();
  auto pad = one_time_pad(16);
  auto quick = plan();
  quick.attackers = {"linear"};
  const auto product = [](const torch::Tensor& ciphertext, const torch::Tensor& plaintext) {
    return ciphertext * plaintext;
  };
  const auto sealed = audit(pad, {.bob = {}, .key_reader = product}, stream(), quick);
  EXPECT_EQ(sealed.grade, Grade::certified) << sentence(sealed);
  EXPECT_EQ(sealed.certificate->key_reader.minibatches, 0);
  // One that reads nothing certifies nothing.
  const auto wrong = audit(
      pad,
      {.bob = {}, .key_reader = [](const auto& ciphertext, const auto&) { return ciphertext; }},
      stream(), quick);
  EXPECT_EQ(wrong.grade, Grade::audited) << sentence(wrong);
  EXPECT_NEAR(wrong.certificate->leak_bits, 16, 0.1);
}

TEST(AuditTest, BelievesAnAttackerWhoReadsOverABoundThatSaysNobodyCan) {
  use_one_thread();
  // In the clear; what is said to read the key knows it, which no reader of ciphertext does.
  std::vector<torch::Tensor> keys;
  MadeCipher cipher("in the clear", 16, 16, [&](const torch::Tensor& p, const torch::Tensor& k) {
    keys.push_back(k);
    return p;
  });
  const auto cheat = [&](const torch::Tensor&, const torch::Tensor&) { return keys.back(); };
  auto quick = plan();
  quick.attackers = {"linear"};
  const auto result = audit(cipher, {.bob = {}, .key_reader = cheat}, stream(), quick);
  ASSERT_LE(result.leak_at_most().value(), kCertifiedLeak);
  EXPECT_EQ(result.grade, Grade::hollow) << sentence(result);
}

TEST(AuditTest, AuditsAPadOfSoftNumbersThatNobodyReads) {
  use_one_thread();
  MadeCipher cipher("soft pad", 16, 0,
                    [](const torch::Tensor& p, const torch::Tensor& k) { return 0.9 * p * k; });
  const auto result = audit(cipher, {}, stream(), plan());
  EXPECT_EQ(result.grade, Grade::audited) << sentence(result);
  EXPECT_FALSE(result.certificate.has_value());
}

TEST(AuditTest, OfOneKeyBitIsHollowAlthoughEveryBitIsAtChance) {
  use_one_thread();
  auto cipher = one_key_bit(16);
  const auto result = audit(cipher, {}, stream(), plan());
  EXPECT_EQ(result.grade, Grade::hollow);
  for (const auto& finding : result.findings)
    if (finding.bits_wrong) {
      EXPECT_NEAR(finding.bits_wrong->mean, 8, 0.1);
    }
  EXPECT_NEAR(result.best()->leak_bits, 15, 0.1);
}

}  // namespace
}  // namespace sotto
