// What the relay answers to plain HTTP.
#include <regex>
#include <set>
#include <sstream>

#include "tests/support/trio.hpp"

namespace sotto {
namespace {

HttpQuestion open_session(const std::string& body, const std::string& token = "operator-token") {
  HttpQuestion question{"POST", "/api/sessions", body, {}};
  if (!token.empty()) question.headers["Authorization"] = "Bearer " + token;
  return question;
}

class HttpApi : public testing::Test {
 protected:
  HttpAnswer get(const std::string& target) const { return sotto::get(relay_.port(), target); }
  HttpAnswer ask(const HttpQuestion& question) const { return sotto::ask(relay_.port(), question); }

  void expect_complaint(const HttpAnswer& answer, unsigned status, const std::string& about) const {
    EXPECT_EQ(answer.status, status) << answer.body;
    const auto sentence = answer.json()["error"].get<std::string>();
    EXPECT_NE(sentence.find(about), std::string::npos) << sentence;
  }

  RelayProcess relay_;
};

TEST_F(HttpApi, HealthAndReadiness) {
  EXPECT_EQ(get("/healthz").status, 200U);
  EXPECT_EQ(get("/healthz").body, "ok\n");
  EXPECT_EQ(get("/readyz").status, 200U);
  EXPECT_EQ(get("/readyz?verbose=1").body, "ready\n");
}

TEST(FrontPage, NamesTheSessionWhereTheDashboardIsMissing) {
  const TemporaryDirectory empty;
  RelayProcess relay(Options{{"dashboard", empty.path().string()}});
  const auto page = get(relay.port(), "/");
  EXPECT_EQ(page.status, 200U);
  EXPECT_TRUE(page.headers.at("content-type").starts_with("text/html"));
  EXPECT_NE(page.body.find("/api/sessions/live"), std::string::npos);
  EXPECT_NE(relay.program().errors().find("holds no index.html"), std::string::npos);
}

TEST_F(HttpApi, HeadHasNoBodyAndTellsItsLength) {
  for (const auto* target : {"/healthz", "/api", "/api/sessions/live/history", "/nothing"}) {
    const auto whole = get(target);
    const auto answer = ask({.method = "HEAD", .target = target});
    EXPECT_EQ(answer.status, whole.status);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.headers.at("content-length"), std::to_string(whole.body.size())) << target;
  }
}

TEST_F(HttpApi, WhatIsNotThereIsNotFound) {
  expect_complaint(get("/nothing"), 404, "/healthz");
  expect_complaint(get("/api/sessions/dead"), 404, "no session");
  expect_complaint(get("/api/sessions/"), 404, "no session");
  expect_complaint(get("/../etc/passwd"), 404, "nothing here");
}

TEST_F(HttpApi, OtherMethodsAreNotAllowed) {
  for (const auto* method : {"PUT", "DELETE", "PATCH", "OPTIONS"})
    expect_complaint(ask({.method = method, .target = "/healthz"}), 405, "expected GET or HEAD");
  const auto post = ask({.method = "POST", .target = "/metrics"});
  expect_complaint(post, 405, "/api/sessions");
  EXPECT_EQ(post.headers.at("allow"), "GET, HEAD");
  EXPECT_EQ(ask({.method = "PUT", .target = "/api/sessions"}).headers.at("allow"),
            "GET, HEAD, POST");
}

TEST_F(HttpApi, ATooLargeRequestIsRefused) {
  expect_complaint(ask(open_session(std::string(65 * 1024, ' '))), 413, "64 KiB of body");
  expect_complaint(get("/" + std::string(9 * 1024, 'x')), 431, "8 KiB of header");
}

TEST_F(HttpApi, WhatIsNoRequestIsTold) { expect_complaint(get("/a b"), 400, "no HTTP request"); }

TEST_F(HttpApi, AWebSocketWithoutTheSubprotocolIsTold) {
  const auto answer = ask({.target = "/",
                           .headers = {{"Connection", "Upgrade"},
                                       {"Upgrade", "websocket"},
                                       {"Sec-WebSocket-Version", "13"},
                                       {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}}});
  expect_complaint(answer, 426, protocol::kSubprotocol);
}

// ---- Metrics ----

/// What promtool checks first: every line is a comment or a sample, every sample has its HELP and
/// TYPE before it, and none comes twice.
void expect_good_metrics(const std::string& text) {
  static const std::regex kComment(R"(# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) .+)");
  static const std::regex kSample(
      R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-z_]+="[^"\\\n]*",?)+\})? (-?[0-9.e+-]+|NaN|[+-]Inf))re");
  std::set<std::string> helped;
  std::set<std::string> typed;
  std::set<std::string> samples;
  std::istringstream lines(text);
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, match, kComment)) {
      auto& seen = match[1] == "HELP" ? helped : typed;
      EXPECT_TRUE(seen.insert(match[2]).second) << "twice: " << line;
    } else if (std::regex_match(line, match, kSample)) {
      const std::string name = match[1];
      EXPECT_TRUE(helped.contains(name) && typed.contains(name)) << line;
      EXPECT_TRUE(samples.insert(line.substr(0, line.rfind(' '))).second) << "twice: " << line;
    } else {
      ADD_FAILURE() << "neither comment nor sample: " << line;
    }
  }
  EXPECT_FALSE(samples.empty());
}

TEST(Metrics, AreInPrometheusTextFormat) {
  Trio trio;
  trio.ciphertext();
  trio.bob.frame(frame(kFeedbackKind, 0, 0));
  trio.alice.expect_frame(kFeedbackKind, 0);
  trio.done(trio.alice);
  trio.bob.message(protocol::Done{0, 0, {.values = {{"bob", 1.5}}}});
  trio.done(trio.eve);
  trio.alice.expect<protocol::Turn>();
  ask(trio.relay.port(), open_session(R"({"name": "other"})"));
  const auto answer = get(trio.relay.port(), "/metrics");
  EXPECT_EQ(answer.headers.at("content-type"), "text/plain; version=0.0.4");
  expect_good_metrics(answer.body);
  for (const auto* line :
       {"sotto_sessions 2", "sotto_steps{session=\"live\"} 1", "sotto_steps{session=\"other\"} 0",
        "sotto_main_steps{session=\"live\"} 1", "sotto_goal_met{session=\"live\"} 0",
        "sotto_listeners{session=\"live\"} 0", "sotto_mean{series=\"bob\",session=\"live\"} 1.5",
        "sotto_refused_connections_total 0", "sotto_connected{role=\"eve\",session=\"live\"} 1",
        "sotto_state{session=\"live\",state=\"running\"} 1",
        "sotto_frames_routed_total{session=\"live\"} 3",
        "sotto_bytes_routed_total{session=\"live\"} 264"})
    EXPECT_NE(answer.body.find(std::string("\n") + line + "\n"), std::string::npos) << line << "\n"
                                                                                    << answer.body;
}

// Prometheus takes a counter that falls for a program that has begun anew.
TEST(Metrics, OfStepsThatAreTakenAgainAreNoCounters) {
  Trio trio;
  trio.play_step();
  const auto page = [&] { return get(trio.relay.port(), "/metrics").body; };
  EXPECT_NE(page().find("\nsotto_steps{session=\"live\"} 1\n"), std::string::npos) << page();
  trio.bob.vanish();
  trio.expect_gone(Role::bob);
  trio.bob = trio.join(Role::bob);
  EXPECT_EQ(trio.bob.expect<protocol::Rewind>().step, 0);
  const auto text = page();
  for (const auto* line : {"# TYPE sotto_steps gauge", "sotto_steps{session=\"live\"} 0",
                           "# TYPE sotto_main_steps gauge", "sotto_main_steps{session=\"live\"} 0",
                           "# TYPE sotto_epoch gauge", "sotto_epoch{session=\"live\"} 1"})
    EXPECT_NE(text.find(std::string("\n") + line + "\n"), std::string::npos) << line << "\n"
                                                                             << text;
}

// ---- Sessions ----

TEST(Sessions, AreListedWithTheirStatus) {
  Trio trio;
  trio.play_step();
  const auto list = get(trio.relay.port(), "/api/sessions").json()["sessions"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["session"], "live");
  EXPECT_EQ(list[0]["step"], 1);
  const auto one = get(trio.relay.port(), "/api/sessions/live").json();
  EXPECT_EQ(one["status"]["connected"], (Json{"alice", "bob", "eve"}));
  EXPECT_EQ(one["report"]["config"]["bits"], 4);
  EXPECT_EQ(one["report"]["steps"], 1);
}

TEST_F(HttpApi, ASessionIsOpenedWithTheOperatorsToken) {
  const auto answer =
      ask(open_session(R"({"name": "second", "config": {"bits": 8, "minibatch": 1}})"));
  EXPECT_EQ(answer.status, 201U) << answer.body;
  const auto opened = answer.json();
  EXPECT_EQ(opened["name"], "second");
  std::set<std::string> tokens;
  for (const auto* role : {"alice", "bob", "eve", "listener", "operator"})
    tokens.insert(opened["tokens"][role].get<std::string>());
  EXPECT_EQ(tokens.size(), 5U);

  RawClient alice(relay_.port());
  alice.message(protocol::Hello{
      protocol::kProtocolVersion, "second", Role::alice, opened["tokens"]["alice"], {}});
  EXPECT_EQ(alice.expect<protocol::Welcome>().config.bits, 8);
}

TEST_F(HttpApi, ASessionIsNotOpenedWithoutTheOperatorsToken) {
  for (const auto* token : {"", "alice-token", "operator-toke", "operator-tokens"})
    expect_complaint(ask(open_session(R"({"name": "second"})", token)), 401, "operator's token");
  auto basic = open_session(R"({"name": "second"})", "");
  basic.headers["Authorization"] = "Basic operator-token";
  expect_complaint(ask(basic), 401, "Bearer");
  EXPECT_EQ(get("/api/sessions").json()["sessions"].size(), 1U);
}

TEST_F(HttpApi, ASessionThatIsNotDescribedWellIsNotOpened) {
  const auto bad = [&](const std::string& body, const std::string& about) {
    expect_complaint(ask(open_session(body)), 400, about);
  };
  bad("", "JSON object");
  bad("[]", "JSON object");
  bad("{}", "session.name is missing");
  bad(R"({"name": 1})", "not a string");
  bad(R"({"name": ""})", "1 to 64");
  bad(R"({"name": "Second Session"})", "1 to 64");
  bad(R"({"name": "../x"})", "1 to 64");
  bad(R"({"name": "x", "colour": "blue"})", "'colour'");
  bad(R"({"name": "x", "config": {"bits": 15}})", "bits is 15");
  bad(R"({"name": "x", "config": {"bit": 16}})", "'bit'");
  bad(R"({"name": "x", "config": {"bits": "16"}})", "whole number");
  bad(R"({"name": "x", "config": []})", "not an object");
  EXPECT_EQ(get("/api/sessions").json()["sessions"].size(), 1U);
}

TEST_F(HttpApi, ASessionOfTheSameNameIsNotOpened) {
  expect_complaint(ask(open_session(R"({"name": "live"})")), 409, "'live'");
}

// As on the command line: a run until the secret is kept must end if it never is.
TEST_F(HttpApi, ASessionUntilTheSecretIsKeptHasALimit) {
  EXPECT_EQ(ask(open_session(R"({"name": "x", "config": {"until": "secret"}})")).status, 201U);
  EXPECT_EQ(get("/api/sessions/x").json()["report"]["config"]["steps"], 3 * 8'000);
}

TEST(Sessions, RunSideBySideWithoutHearingOfEachOther) {
  Trio live;
  const auto opened =
      ask(live.relay.port(),
          open_session(
              R"({"name": "other", "config": {"bits": 4, "minibatch": 2, "turns_ahead": 1}})"))
          .json();
  std::vector<RawClient> others;
  for (const auto role : {Role::eve, Role::bob, Role::alice}) {
    const std::string token = opened["tokens"][std::string(name(role))];
    others.emplace_back(live.relay.port())
        .message(protocol::Hello{protocol::kProtocolVersion, "other", role, token, {}});
    EXPECT_EQ(others.back().expect<protocol::Welcome>().session, "other");
  }
  for (auto& party : others) EXPECT_EQ(party.expect<protocol::Turn>().step, 0);
  live.play_step();
  live.play_step();
  others[2].frame(frame(kCiphertextKind, 0, 0, 0.75F));
  for (int i : {0, 1}) EXPECT_EQ(others[i].expect_frame(kCiphertextKind, 0).values()[0], 0.75F);
  live.play_step();
  const auto list = get(live.relay.port(), "/api/sessions").json()["sessions"];
  EXPECT_EQ(list[0]["step"], 3);
  EXPECT_EQ(list[1]["step"], 0);
}

TEST(Sessions, HaveTokensOfTheirOwn) {
  RelayProcess relay;
  ask(relay.port(), open_session(R"({"name": "other"})"));
  RawClient alice(relay.port());
  alice.hello(Role::alice, {}, "other");  // with the token of `live`
  alice.expect_refusal(protocol::ErrorCode::bad_token);
}

}  // namespace
}  // namespace sotto
