// What strangers who never say hello may cost the relay.
#include <sys/resource.h>

#include <fstream>
#include <sstream>

#include "launcher/local_certificates.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/trio.hpp"

namespace sotto {
namespace {

/// The header's deadline, and some time for a machine that is busy.
constexpr std::chrono::seconds kClosedWithin{60};

/// How many files this process, and a program that it starts, may have open.
void allow_files(rlim_t count) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = std::min(count, files.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &files);
}

class Strangers : public testing::Test {
 protected:
  Strangers() { allow_files(RLIM_INFINITY); }  // this process holds the other ends

  unsigned short port() const { return trio_.relay.port(); }

  std::size_t resident_kib() {
    std::istringstream lines(
        contents("/proc/" + std::to_string(trio_.relay.program().id()) + "/status"));
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6));
    throw DialogueError("the relay has no memory");
  }

  std::size_t connections() const {
    const auto page = get(port(), "/metrics").body;
    const std::string name = "\nsotto_connections ";
    return std::stoul(page.substr(page.find(name) + name.size()));
  }

  /// The parties, and whoever asks.
  static constexpr std::size_t kOthers = 4;

  /// `count` connections that say `bytes` and no more, and what each costs the relay.
  std::size_t bytes_for_each(
      std::size_t count, const std::string& bytes,
      const std::function<void(RawSocket&)>& go_on = [](RawSocket&) {}) {
    const auto before = resident_kib();
    for (std::size_t i = 0; i < count; ++i) {
      strangers_.emplace_back(port()).send(bytes);
      go_on(strangers_.back());
    }
    EXPECT_TRUE(eventually([&] { return connections() == count + kOthers; }, kDeadline));
    const auto after = resident_kib();
    return after > before ? (after - before) * 1024 / count : 0;
  }

  /// All have been closed, and the session has not been disturbed.
  void expect_gone() {
    for (auto& stranger : strangers_) stranger.rest(kClosedWithin);
    EXPECT_TRUE(eventually([&] { return connections() == kOthers; }, kDeadline));
    trio_.play_step();
  }

  // They all come from this one address.
  Trio trio_{Options{{"max-new-connections-of-address", "10000"}}};
  std::vector<RawSocket> strangers_;
};

// docs/promises.md states the bounds.
#ifdef SOTTO_SANITIZED
constexpr std::size_t kFactor = 8;
#else
constexpr std::size_t kFactor = 1;
#endif
constexpr std::size_t kMostOfAHeader = kFactor * 32 * 1024;
constexpr std::size_t kMostOfABody = kFactor * 192 * 1024;

TEST_F(Strangers, AThousandHalfHeadersCostLittleAndAreClosed) {
  EXPECT_LT(
      bytes_for_each(1'000, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + std::string(4'000, 'x')),
      kMostOfAHeader);
  trio_.play_step();
  expect_gone();
}

TEST_F(Strangers, HalfBodiesCostNoMoreThanABody) {
  EXPECT_LT(bytes_for_each(100,
                           "POST /api/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                           "Content-Length: 65536\r\n\r\n" +
                               std::string(65'000, ' ')),
            kMostOfABody);
  expect_gone();
}

TEST_F(Strangers, WhoSaysNothingIsClosed) {
  bytes_for_each(10, "");
  expect_gone();
}

TEST_F(Strangers, WhoSaysNoHelloIsClosed) {
  strangers_.emplace_back(port()).send(upgrade_request(protocol::kSubprotocol));
  strangers_.back().receive_until("\r\n\r\n");
  EXPECT_NE(strangers_.back().rest(kClosedWithin).find("no hello within 10 s"), std::string::npos);
  expect_gone();
}

TEST_F(Strangers, AFrameOfAGigabyteIsRefusedAtFourKilobytes) {
  const auto announced = std::uint64_t{1} << 30;
  const auto before = resident_kib();
  for (const unsigned char opcode : {0x81, 0x82}) {
    RawSocket stranger(port());
    stranger.send(upgrade_request(protocol::kSubprotocol));
    stranger.receive_until("\r\n\r\n");
    stranger.send(masked_frame(opcode, std::string(protocol::kMaxHello + 1, ' '), announced));
    const auto answer = stranger.rest();
    EXPECT_NE(answer.find("\"too_large\""), std::string::npos) << answer;
  }
  EXPECT_LT(resident_kib(), before + 1'024 * kFactor);
  EXPECT_EQ(connections(), kOthers);
  trio_.play_step();
}

// Nobody has a gigabyte for a hello; what is announced and not sent costs nothing.
TEST_F(Strangers, AnnouncedGigabytesCostNothing) {
  const auto most =
      bytes_for_each(200, upgrade_request(protocol::kSubprotocol), [](RawSocket& stranger) {
        stranger.receive_until("\r\n\r\n");
        stranger.send(masked_frame(0x82, std::string(4'000, ' '), std::uint64_t{1} << 30));
      });
  EXPECT_LT(most, kMostOfAHeader);
  expect_gone();
}

TEST_F(Strangers, NewConnectionsOfAnAddressAreLimited) {
  RelayProcess relay(Options{{"max-new-connections-of-address", "1"}});
  for (int i = 0; i < 4; ++i) EXPECT_EQ(get(relay.port(), "/healthz").status, 200U) << i;
  const auto answer = get(relay.port(), "/healthz");
  EXPECT_EQ(answer.status, 503U);
  EXPECT_NE(answer.json()["error"].get<std::string>().find("from this address"), std::string::npos);
  EXPECT_TRUE(eventually([&] { return get(relay.port(), "/healthz").status == 200; }, kDeadline));
}

// A flood of connections is left waiting with the system: what the relay does for each would be
// taken from its sessions.
TEST(AFlood, IsTurnedAwayNoFasterThanSoManyASecond) {
  constexpr int kConnections = 100;
  constexpr std::chrono::milliseconds kLeast{300};  // 20 each tenth of a second, from the first on
  RelayProcess relay(Options{{"max-new-connections-of-address", "1"}});
  for (int i = 0; i < 4; ++i) EXPECT_EQ(get(relay.port(), "/healthz").status, 200U) << i;
  const auto since = std::chrono::steady_clock::now();
  std::vector<RawSocket> flood;
  for (int i = 0; i < kConnections; ++i)
    flood.emplace_back(relay.port()).send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  for (auto& each : flood) each.rest(kDeadline);
  EXPECT_GE(std::chrono::steady_clock::now() - since, kLeast);
}

TEST(ManyConnections, NeedNoHigherLimitOfFilesThanTheSystemHas) {
  allow_files(100);
  RelayProcess relay;
  allow_files(RLIM_INFINITY);
  std::vector<RawSocket> connections;
  for (int i = 0; i < 200; ++i) connections.emplace_back(relay.port());
  EXPECT_EQ(get(relay.port(), "/healthz").status, 200U);
}

TEST(Refusals, ArriveAlthoughTheRestOfTheRequestIsNotRead) {
  RelayProcess relay;
  RawSocket asker(relay.port());
  asker.send("POST /api/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n");
  asker.send(std::string(1'000'000, ' '));
  EXPECT_TRUE(asker.rest().starts_with("HTTP/1.1 413 "));
}

TEST(Answers, ThatNobodyReadsAreBoundedInAll) {
  const TemporaryDirectory page;
  std::ofstream(page / "index.html") << "<p>page</p>";
  std::ofstream(page / "large.js") << std::string(30 << 20, ' ');
  RelayProcess relay(Options{{"dashboard", page.path().string()}});
  std::vector<RawSocket> askers;
  for (int i = 0; i < 2; ++i) {
    askers.emplace_back(relay.port(), /*reluctant=*/true)
        .send("GET /large.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    EXPECT_TRUE(askers.back().receive().starts_with("HTTP/1.1 200 "));
  }
  EXPECT_EQ(get(relay.port(), "/large.js").status, 503U);
  EXPECT_EQ(get(relay.port(), "/").status, 200U);
  askers.clear();
  EXPECT_TRUE(eventually([&] { return get(relay.port(), "/large.js").status == 200; }, kDeadline));
}

/// Over TLS the handshake has a deadline of its own.
TEST(EncryptedStrangers, WhoDoesNotFinishTheHandshakeIsClosed) {
  const TemporaryDirectory folder;
  const auto files = make_local_certificates(folder.path(), "127.0.0.1");
  RelayProcess relay(Options{{"tls-certificate", files.certificate}, {"tls-key", files.key}});
  RawSocket silent(relay.port());
  RawSocket half(relay.port());
  half.send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
  silent.rest(kClosedWithin);
  half.rest(kClosedWithin);
  EXPECT_EQ(ask(relay.port(), {.target = "/healthz"}, files.authority.string()).status, 200U);
}

}  // namespace
}  // namespace sotto
