// A run over sockets and a run in the lab are one program: the same weights, bit for bit.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/integration/demo_run.hpp"

namespace sotto {
namespace {

struct Variant {
  std::string bits;
  std::string engine;
  std::string address;
};

void PrintTo(const Variant& variant, std::ostream* out) { *out << variant.bits; }

class Exactness : public testing::TestWithParam<Variant> {};

TEST_P(Exactness, RunOverSocketsEqualsRunInTheLab) {
  const auto& [bits, engine, address] = GetParam();
  const std::vector<std::string> session{"--seed", "11",          "--bits", bits,       "--steps",
                                         "300",    "--minibatch", "100",    "--engine", engine};
  auto live = session;
  live.insert(live.end(), {"--address", address});
  DemoRun demo(live);

  const TemporaryDirectory directory;
  auto in_lab = session;
  in_lab.insert(in_lab.begin(), "train");
  in_lab.insert(in_lab.end(), {"--report", directory / "lab.json"});
  Process lab("sotto-lab", in_lab);

  ASSERT_EQ(lab.wait(120s), 0) << lab.errors();
  ASSERT_EQ(demo.wait(), 0) << demo.said();
  const auto expected = Json::parse(contents(directory / "lab.json")).at("digests");
  const auto report = demo.report();
  EXPECT_EQ(report.at("digests"), expected);
  EXPECT_EQ(expected.at("eve"), expected.at("shadow"));
  EXPECT_EQ(expected.at("alice").get<std::string>().size(), 64U);
  EXPECT_EQ(report.at("steps"), 300);
  EXPECT_EQ(report.at("refused"), Json::object());
}

TEST(EncryptedExactness, RunOverTlsEqualsRunInTheLab) {
  const std::vector<std::string> session{"--seed", "11", "--steps", "300", "--minibatch", "100"};
  auto live = session;
  live.insert(live.end(), {"--tls", "--attackers", "linear"});
  DemoRun demo(live);
  const TemporaryDirectory directory;
  auto in_lab = session;
  in_lab.insert(in_lab.begin(), "train");
  in_lab.insert(in_lab.end(), {"--report", directory / "lab.json"});
  Process lab("sotto-lab", in_lab);
  ASSERT_EQ(lab.wait(120s), 0) << lab.errors();
  ASSERT_EQ(demo.wait(), 0) << demo.said();
  EXPECT_EQ(demo.report().at("digests"),
            Json::parse(contents(directory / "lab.json")).at("digests"));
  EXPECT_NE(demo.said().find("dashboard on https://127.0.0.1:"), std::string::npos) << demo.said();
  EXPECT_NE(demo.said().find(demo.file("ca.pem").string()), std::string::npos) << demo.said();
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(demo.file("relay.key")).permissions(),
            perms::owner_read | perms::owner_write);
}

struct Regime {
  std::string name;
  std::vector<std::string> options;
};

void PrintTo(const Regime& regime, std::ostream* out) { *out << regime.name; }

/// With a reader of the key beside Bob.
class SealedExactness : public testing::TestWithParam<Regime> {};

TEST_P(SealedExactness, RunOverSocketsEqualsRunInTheLab) {
  std::vector<std::string> session{"--seed",      "11",  "--steps", "300",
                                   "--minibatch", "100", "--until", "steps"};
  session.insert(session.end(), GetParam().options.begin(), GetParam().options.end());
  DemoRun demo(session);
  const TemporaryDirectory directory;
  auto in_lab = session;
  in_lab.insert(in_lab.begin(), "train");
  in_lab.insert(in_lab.end(), {"--report", directory / "lab.json"});
  Process lab("sotto-lab", in_lab);
  ASSERT_EQ(lab.wait(120s), 0) << lab.errors();
  ASSERT_EQ(demo.wait(), 0) << demo.said();
  EXPECT_EQ(demo.report().at("digests"),
            Json::parse(contents(directory / "lab.json")).at("digests"));
  EXPECT_TRUE(std::filesystem::exists(demo.file("key_reader.pt")));
}

INSTANTIATE_TEST_SUITE_P(
    Regimes, SealedExactness,
    testing::Values(
        Regime{"AcrossRestarts", {"--preset", "sealed", "--restart-every", "40"}},
        Regime{"AcrossRestartsOfTheWhole", {"--preset", "robust", "--restart-every", "40"}},
        Regime{"Blocks", {"--preset", "sealed64", "--restart-every", "40"}},
        Regime{"Perceptrons", {"--preset", "sealed", "--network", "perceptron"}},
        Regime{"Selective", {"--task", "selective"}},
        Regime{"SelectivePerceptrons", {"--task", "selective", "--network", "perceptron"}},
        Regime{"SelectiveOfThePaper", {"--task", "selective", "--network", "mix_transform"}},
        Regime{"OwnTable",
               {"--data", SOTTO_EXAMPLES "/income.csv", "--reveal", "income", "--hide", "age"}},
        Regime{"FurtherShadows",
               {"--preset", "robust", "--shadows", "values,amplitudes", "--shadows-weight", "5",
                "--shadows-rise", "50"}}),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Sessions, Exactness,
    testing::Values(Variant{"16", "fused", "127.0.0.1"}, Variant{"16", "reference", "127.0.0.1"},
                    Variant{"32", "fused", "127.0.0.1"}, Variant{"32", "reference", "127.0.0.2"},
                    Variant{"16", "fused", "127.0.0.3"}),
    [](const auto& tested) {
      auto name = "N" + tested.param.bits + "_" + tested.param.engine + "_" + tested.param.address;
      std::ranges::replace(name, '.', '_');
      return name;
    });

}  // namespace
}  // namespace sotto
