// What a scenario does, when, and what it says when it is wrong or waits in vain.
#include "launcher/scenario.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "launcher/scenario_run.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

std::string wrong(const char* text) {
  try {
    Scenario::from_json(parse_object(text));
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(Scenario, SaysWhatIsWrongWithIt) {
  EXPECT_NE(wrong(R"({"events": [{"do": "dance"}]})").find("event 0.do"), std::string::npos);
  EXPECT_NE(wrong(R"({"events": [{"do": "kill"}]})").find("role is missing"), std::string::npos);
  EXPECT_NE(wrong(R"({"events": [{"do": "kill", "role": "relay"}]})").find("role"),
            std::string::npos);
  EXPECT_NE(wrong(R"({"events": [{"do": "say"}]})").find("text is missing"), std::string::npos);
  EXPECT_NE(wrong(R"({"events": [{"do": "expect"}]})").find("status is missing"),
            std::string::npos);
  EXPECT_NE(wrong(R"({"events": [{"do": "pause", "before_step": -1}]})").find("before_step"),
            std::string::npos);
  EXPECT_NE(wrong(R"({"events": [{"do": "resume", "now": true}]})").find("now"), std::string::npos);
  EXPECT_NE(wrong(R"({"events": [], "report": [{"pointer": "/steps"}]})").find("exactly one of"),
            std::string::npos);
  EXPECT_NE(wrong(R"({"events": [], "report": [{"pointer": "steps", "equals": 1}]})").find("'/'"),
            std::string::npos);
  EXPECT_EQ(wrong(R"({"about": "nothing at all", "events": []})"), "nothing");
}

// It would be done, but not as whoever wrote it meant.
TEST(Scenario, RefusesAFieldThatDoesNotBelongToTheDeed) {
  EXPECT_EQ(wrong(R"({"events": [{"do": "kill", "role": "bob", "before_step": 300}]})"),
            "event 0.before_step does not belong to 'kill', expected nothing but role, at_step and "
            "at_s");
  for (const auto& [event, field] :
       {std::pair{R"({"do": "say", "text": "hi", "role": "alice"})", "role"},
        std::pair{R"({"do": "say", "text": "hi", "within_s": 3})", "within_s"},
        std::pair{R"({"do": "pause", "text": "hi"})", "text"},
        std::pair{R"({"do": "pause", "role": "bob"})", "role"},
        std::pair{R"({"do": "resume", "before_step": 300})", "before_step"},
        std::pair{R"({"do": "stop", "status": []})", "status"},
        std::pair{R"({"do": "stop_process", "role": "eve", "text": "hi"})", "text"},
        std::pair{R"({"do": "continue_process", "role": "eve", "within_s": 3})", "within_s"},
        std::pair{R"({"do": "start", "role": "eve", "before_step": 3})", "before_step"},
        std::pair{R"({"do": "expect", "status": [{"pointer": "/step", "equals": 1}],
                      "before_step": 300})",
                  "before_step"},
        std::pair{R"({"do": "expect", "status": [{"pointer": "/step", "equals": 1}],
                      "role": "bob"})",
                  "role"}})
    EXPECT_TRUE(wrong((std::string(R"({"events": [)") + event + "]}").c_str())
                    .starts_with("event 0." + std::string(field) + " "))
        << event << ": " << wrong((std::string(R"({"events": [)") + event + "]}").c_str());
}

TEST(Scenario, TakesTheTimeOfEveryDeed) {
  for (const auto* event :
       {R"("do": "say", "text": "hi")", R"("do": "pause")", R"("do": "pause", "before_step": 3)",
        R"("do": "resume")", R"("do": "stop", "before_step": 3)",
        R"("do": "stop_process", "role": "eve")", R"("do": "continue_process", "role": "eve")",
        R"("do": "kill", "role": "eve")", R"("do": "start", "role": "eve")",
        R"("do": "expect", "role": "eve", "text": "hi", "within_s": 3)"}) {
    const auto text = std::string(R"({"events": [{"at_step": 3, "at_s": 0.5, )") + event + "}]}";
    EXPECT_EQ(wrong(text.c_str()), "nothing");
  }
}

TEST(Scenario, ChecksTheReport) {
  const auto scenario = Scenario::from_json(Json::parse(
      R"({"events": [], "report": [{"pointer": "/waits/0/name", "contains": "Bob"}]})"));
  EXPECT_NO_THROW(scenario.check(Json::parse(R"({"waits": [{"name": "Bob: feedback"}]})")));
  EXPECT_THROW(scenario.check(Json::parse(R"({"waits": []})")), ScenarioError);
  EXPECT_THROW(scenario.check(Json::parse(R"({"waits": [{"name": 3}]})")), ScenarioError);
}

/// A run that does nothing but remember what it was told to do.
class Acted : public ScenarioRun::Stage {
 public:
  explicit Acted(const char* events)
      : scenario(Scenario::from_json(Json::parse(std::string(R"({"events": )") + events + "}"))) {}

  void say(const std::string& text) override { deeds.push_back("say " + text); }
  void command(protocol::CommandName name, std::optional<std::int64_t> at_step) override {
    deeds.push_back(std::string(sotto::name(name)) +
                    (at_step ? " before " + std::to_string(*at_step) : ""));
  }
  void signal(Role role, Deed deed) override {
    deeds.push_back(std::string(name(deed)) + " " + std::string(name(role)));
  }
  bool running(Role) const override { return alive; }
  void start(Role role) override { deeds.push_back("start " + std::string(name(role))); }
  void done(const std::string& line) override { told.push_back(line); }

  /// After so long, with the session at that step.
  std::vector<std::string> at(std::chrono::milliseconds time,
                              std::optional<std::int64_t> step = std::nullopt) {
    deeds.clear();
    std::optional<protocol::Status> status;
    if (step) {
      status.emplace();
      status->step = *step;
    }
    run.advance(launched + time, status, *this);
    return deeds;
  }

  Scenario scenario;
  ScenarioRun::Time launched{};
  ScenarioRun run{scenario, launched};
  bool alive = false;
  std::vector<std::string> deeds;
  std::vector<std::string> told;
};

using Deeds = std::vector<std::string>;

TEST(ScenarioRun, DoesThingsInOrderAsStepsAndTimesAllow) {
  Acted acted(R"([{"do": "say", "text": "hello", "at_s": 2},
                  {"do": "pause", "before_step": 300, "at_step": 60},
                  {"do": "resume"}, {"do": "stop"}])");
  EXPECT_EQ(acted.at(1999ms, 100), Deeds{});
  EXPECT_EQ(acted.at(2000ms), Deeds{"say hello"}) << "no step is known yet";
  EXPECT_EQ(acted.at(2100ms, 59), Deeds{});
  EXPECT_EQ(acted.run.next(), 1U);
  EXPECT_EQ(acted.at(2200ms, 60), (Deeds{"pause before 300", "resume", "stop"}));
  EXPECT_TRUE(acted.run.over());
  EXPECT_EQ(acted.told, (Deeds{"say", "pause", "resume", "stop"}));
}

TEST(ScenarioRun, StartsAPartyOnlyOnceTheOldProcessIsGone) {
  Acted acted(R"([{"do": "kill", "role": "bob"}, {"do": "start", "role": "bob"}])");
  acted.alive = true;
  EXPECT_EQ(acted.at(0ms), Deeds{"kill bob"});
  EXPECT_EQ(acted.at(10ms), Deeds{});
  acted.alive = false;
  EXPECT_EQ(acted.at(20ms), Deeds{"start bob"});
}

TEST(ScenarioRun, ExpectsLinesAndStatuses) {
  Acted acted(R"([{"do": "expect", "role": "bob", "text": "reads: hi",
                   "status": [{"pointer": "/step", "at_least": 5}]}, {"do": "resume"}])");
  acted.run.heard(Role::eve, "Eve reads: hi");
  EXPECT_EQ(acted.at(0ms, 9), Deeds{}) << "it was not Bob";
  acted.run.heard(Role::bob, "Bob reads: hi there");
  EXPECT_EQ(acted.at(10ms, 4), Deeds{});
  EXPECT_EQ(acted.at(20ms, 5), Deeds{"resume"});
}

TEST(ScenarioRun, SaysWhatItWaitedForInVain) {
  Acted acted(R"([{"do": "resume"}, {"do": "expect", "within_s": 0.5,
                   "status": [{"pointer": "/step", "at_least": 5}]}])");
  acted.at(1000ms, 4);
  EXPECT_NO_THROW(acted.at(1499ms, 4)) << "counted from when it began to wait";
  try {
    acted.at(1500ms, 4);
    FAIL() << "nobody said anything";
  } catch (const ScenarioError& error) {
    EXPECT_STREQ(error.what(), "the scenario's event 1 waited 500 ms in vain for /step >= 5.0");
  }
}

TEST(Scenario, ALineThatIsExpectedIsSomebodys) {
  EXPECT_NE(wrong(R"({"events": [{"do": "expect", "text": "Bob reads",
                      "status": [{"pointer": "/step", "at_least": 1}]}]})")
                .find("event 0.role is missing"),
            std::string::npos);
}

TEST(Scenario, APointerThatIsNoneIsRefused) {
  for (const auto* pointer : {"/a~", "/a~2b", "/~~0"})
    EXPECT_NE(wrong((R"({"events": [], "report": [{"pointer": ")" + std::string(pointer) +
                     R"(", "equals": 1}]})")
                        .c_str())
                  .find("'~'"),
              std::string::npos)
        << pointer;
  EXPECT_EQ(wrong(R"({"events": [], "report": [{"pointer": "/a~0b~1c", "equals": 1}]})"),
            "nothing");
}

TEST(Scenario, APlaceThatIsNotThereHoldsNothing) {
  const auto report = Json::parse(R"({"waits": [1], "steps": 3})");
  for (const auto* pointer : {"/waits/99999999999999999999", "/waits/-", "/waits/01", "/waits/",
                              "/waits/x", "/steps/0", "/"}) {
    const Condition condition{.pointer = pointer, .equals = 1};
    EXPECT_FALSE(condition.holds(report)) << pointer;
  }
}

TEST(Scenario, DeepNestingIsRefusedWithoutTrouble) {
  constexpr std::size_t kDepth = 200'000;
  const TemporaryDirectory directory;
  const auto file = directory / "deep.json";
  std::ofstream(file) << R"({"events": [], "report": [{"pointer": "/a", "equals": )"
                      << std::string(kDepth, '[') << std::string(kDepth, ']') << "}]}";
  try {
    Scenario::from_file(file);
    FAIL() << "was read";
  } catch (const ScenarioError& error) {
    EXPECT_NE(std::string(error.what()).find("nested deeper"), std::string::npos) << error.what();
  }
}

TEST(Scenario, WhatItSaysIsPrintable) {
  const Condition condition{.pointer = "/\u009B", .contains = "\x1B[31m"};
  EXPECT_EQ(condition.text(), "/\uFFFD contains '\uFFFD[31m'");
}

}  // namespace
}  // namespace sotto
