// The page's files, who may connect from a page, and what sessions were like.
#include <fstream>

#include "tests/support/trio.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

class StaticFiles : public testing::Test {
 protected:
  StaticFiles() {
    std::filesystem::create_directories(page() / "vendor");
    std::ofstream(page() / "index.html") << "<!doctype html><title>page</title>";
    std::ofstream(page() / "app.js") << "export {};";
    std::ofstream(page() / "vendor" / "style.css") << "body {}";
    std::ofstream(folder_ / "secret.txt") << "secret";
    std::filesystem::create_symlink(folder_ / "secret.txt", page() / "link.txt");
    relay_.emplace(Options{{"dashboard", page().string()}});
  }

  std::filesystem::path page() const { return folder_ / "page"; }
  HttpAnswer get(const std::string& target) const { return sotto::get(relay_->port(), target); }

  TemporaryDirectory folder_;
  std::optional<RelayProcess> relay_;
};

TEST_F(StaticFiles, IsServedWithItsTypes) {
  EXPECT_EQ(get("/").body, "<!doctype html><title>page</title>");
  EXPECT_EQ(get("/").headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(get("/index.html?x=1").status, 200U);
  EXPECT_EQ(get("/app.js").headers.at("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(get("/vendor/style.css").headers.at("content-type"), "text/css; charset=utf-8");
  EXPECT_EQ(get("/healthz").body, "ok\n") << "the relay's own come first";
}

TEST_F(StaticFiles, LeadsNowhereElse) {
  for (const auto* target :
       {"/../secret.txt", "/vendor/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
        "//etc/passwd", "/etc/passwd", "/link.txt", "/vendor", "/vendor/", "/./app.js", "/app.js/",
        "/vendor/..", "\\..\\secret.txt"}) {
    const auto answer = get(target);
    EXPECT_EQ(answer.status, 404U) << target;
    EXPECT_EQ(answer.body.find("secret"), std::string::npos) << target;
  }
}

TEST_F(StaticFiles, MayLoadAndDoOnlyWhatIsTheRelays) {
  for (const auto* target : {"/", "/app.js", "/api/sessions", "/nothing"}) {
    const auto answer = get(target);
    EXPECT_EQ(answer.headers.at("content-security-policy"),
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: "
              "blob:; connect-src 'self' ws://127.0.0.1; base-uri 'none'; form-action 'none'; "
              "frame-ancestors 'none'")
        << target;
    EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.headers.at("referrer-policy"), "no-referrer");
  }
}

TEST_F(StaticFiles, AHostThatIsNoneStaysOutOfThePolicy) {
  const auto answer = ask(relay_->port(), {.headers = {{"Host", "x; script-src *"}}});
  EXPECT_EQ(answer.headers.at("content-security-policy").find("*"), std::string::npos);
}

TEST_F(StaticFiles, APageOfAnotherOriginMayNotConnect) {
  const std::string host = "127.0.0.1:" + std::to_string(relay_->port());
  for (const auto& origin :
       {std::string("http://evil.example"), std::string("null"), std::string("http://127.0.0.1:1"),
        "http://" + host + ".evil.example", "ftp://" + host, host, std::string()}) {
    const auto answer = ask(relay_->port(), upgrade(origin, host));
    EXPECT_EQ(answer.status, 403U) << origin;
    EXPECT_NE(answer.json()["error"].get<std::string>().find("origin"), std::string::npos);
  }
  EXPECT_EQ(ask(relay_->port(), upgrade("http://" + host, host)).status, 101U);
  EXPECT_EQ(ask(relay_->port(), upgrade("http://LOCALHOST:80", "localhost")).status, 101U);
}

TEST_F(StaticFiles, APageOfAnotherPortMayNotConnect) {
  for (const auto& [origin, host] : {std::pair{"http://relay.example:443", "relay.example"},
                                     std::pair{"https://relay.example:80", "relay.example"},
                                     std::pair{"http://relay.example", "relay.example:443"}})
    EXPECT_EQ(ask(relay_->port(), upgrade(origin, host)).status, 403U) << origin << " " << host;
}

// The relay behind it hears plain HTTP.
TEST_F(StaticFiles, APageMayConnectThroughAProxyThatEndsTls) {
  for (const auto* host : {"relay.example", "relay.example:443"})
    EXPECT_EQ(ask(relay_->port(), upgrade("https://relay.example", host)).status, 101U) << host;
}

// ---- Sessions ----

TEST(LiveHistory, IsGivenAsJsonAndAsCsv) {
  Trio trio;
  for (int i = 0; i < 6; ++i) trio.play_step();
  const auto port = trio.relay.port();
  const auto all = get(port, "/api/sessions/live/history").json();
  EXPECT_EQ(all["first"], 0);
  EXPECT_EQ(all["last"], 5);
  EXPECT_EQ(all["rows"].size(), 6U);
  EXPECT_EQ(get(port, "/api/sessions/live/history?from=2&to=4&points=1").json()["rows"].size(), 1U);
  const auto csv = get(port, "/api/sessions/live/history?format=csv&from=5");
  EXPECT_EQ(csv.headers.at("content-type"), "text/csv; charset=utf-8");
  EXPECT_TRUE(csv.body.starts_with("first,step,t,bob_min,")) << csv.body;
  EXPECT_EQ(std::ranges::count(csv.body, '\n'), 2);
  for (const auto* bad :
       {"from=x", "from=-1", "from=3&to=2", "points=0", "points=5001", "points=1.5", "format=xml",
        "%FF=1", "to=", "step=3", "from=1&from=2", "from=%zz", "points"})
    EXPECT_EQ(get(port, std::string("/api/sessions/live/history?") + bad).status, 400U) << bad;
  EXPECT_EQ(get(port, "/api/sessions/dead/history").status, 404U);
  EXPECT_EQ(get(port, "/api/sessions/live/future").status, 404U);
  const auto events = get(port, "/api/sessions/live/events").json();
  EXPECT_EQ(events["notices"][0]["kind"], "joined");
  EXPECT_EQ(events["ciphertexts"].size(), 1U);
  EXPECT_TRUE(events["messages"].empty());
}

TEST(RecordedSessions, AreThereWhenTheRelayHasGoneAndComeAgain) {
  const TemporaryDirectory folder;
  const auto journal = (folder / "journal.sqlite").string();
  {
    Trio trio(Options{{"journal", journal}});
    auto boss = trio.watch(Role::operator_);
    EXPECT_EQ(boss.order({.name = protocol::CommandName::freeze}).from_step, 3);
    for (int i = 0; i < 4; ++i) trio.play_step();
    const auto here = get(trio.relay.port(), "/api/sessions").json();
    EXPECT_EQ(here["sessions"][0]["live"], true);
    EXPECT_EQ(here["sessions"][0]["journal"], true);
    EXPECT_TRUE(here["recorded"].empty()) << here;
  }
  RelayProcess relay(Options{{"journal", journal}});
  const auto port = relay.port();
  const auto list = get(port, "/api/sessions").json();
  ASSERT_EQ(list["recorded"].size(), 1U) << list;
  const std::string name = list["recorded"][0]["session"];
  EXPECT_TRUE(name.starts_with("live-20")) << name;
  EXPECT_EQ(list["recorded"][0]["steps"], 4);
  EXPECT_TRUE(list["recorded"][0]["outcome"].is_null());
  const auto one = get(port, "/api/sessions/" + name).json();
  EXPECT_EQ(one["live"], false);
  EXPECT_TRUE(one["status"].is_null());
  EXPECT_EQ(one["config"]["bits"], 4);
  EXPECT_EQ(one["controls"], Json::parse(R"([{"at_step":3,"name":"freeze"}])"));
  EXPECT_EQ(get(port, "/api/sessions/" + name + "/history").json()["rows"].size(), 4U);
  EXPECT_EQ(one["task"]["main_phase"], "alice_bob");
  const auto events = get(port, "/api/sessions/" + name + "/events").json();
  EXPECT_FALSE(events["notices"].empty());
  EXPECT_FALSE(events["ciphertexts"].empty()) << "a replay has some";
  EXPECT_EQ(get(port, "/api/sessions/live").json()["live"], true);
}

}  // namespace
}  // namespace sotto
