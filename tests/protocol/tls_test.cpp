// A relay that speaks https and wss.
#include <csignal>
#include <fstream>

#include "launcher/local_certificates.hpp"
#include "shared/transport/reconnecting_client.hpp"
#include "shared/transport/tls_context.hpp"
#include "tests/support/trio.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

class Tls : public testing::Test {
 protected:
  static Options options(const LocalCertificates& files) {
    return {{"tls-certificate", files.certificate}, {"tls-key", files.key}};
  }

  LocalCertificates fresh(const std::string& name) {
    fs::create_directory(folder_ / name);
    return make_local_certificates(folder_ / name, "127.0.0.1");
  }

  std::string authority() const { return files_.authority.string(); }

  HttpAnswer get_https(const std::string& target, const std::string& host = "127.0.0.1") {
    return ask(relay_.port(), {.target = target, .headers = {{"Host", host}}}, authority());
  }

  /// Everything that comes back for these bytes, until the relay closes.
  std::string answer_to_bytes(const std::string& bytes) {
    net::io_context network;
    tcp::socket socket(network);
    socket.connect({net::ip::address_v4::loopback(), relay_.port()});
    net::write(socket, net::buffer(bytes));
    std::string answer;
    bool over = false;
    net::async_read(socket, net::dynamic_buffer(answer),
                    [&](error_code, std::size_t) { over = true; });
    network.run_for(kDeadline);
    EXPECT_TRUE(over) << "not closed within 10 s";
    return answer;
  }

  /// How a lasting client with this trust ends, and why.
  std::pair<End, std::string> end_of_client(const std::string& host, unsigned short port,
                                            const std::string& trusted) {
    net::io_context network;
    std::optional<std::pair<End, std::string>> how;
    const auto client = std::make_shared<ReconnectingClient>(
        network.get_executor(), Endpoint{host, port, std::chrono::seconds(30), client_tls(trusted)},
        ReconnectingClient::Callbacks{
            .hello =
                [] {
                  return protocol::Hello{protocol::kProtocolVersion, "live", Role::watcher, "", {}};
                },
            .message = [](const protocol::FromRelay&) {},
            .frame = [](const protocol::Frame&) {},
            .note = [](const std::string&) {},
            .ended =
                [&](End end, const std::string& reason) {
                  how = {end, reason};
                }});
    client->start();
    network.run_for(kDeadline);
    if (!how) throw DialogueError("the client has not ended");
    return *how;
  }

  TemporaryDirectory folder_;
  LocalCertificates files_ = fresh("first");
  RelayProcess relay_{options(files_)};
};

TEST_F(Tls, CarriesASession) {
  auto alice = RawClient::encrypted(relay_.port(), authority());
  alice.hello(Role::alice);
  EXPECT_EQ(alice.expect<protocol::Welcome>().role, Role::alice);
  alice.frame(frame(kCiphertextKind, 0, 0));
  alice.expect_error(protocol::ErrorCode::out_of_turn);
}

TEST_F(Tls, CarriesThePage) {
  EXPECT_EQ(get_https("/healthz").body, "ok\n");
  const auto page = get_https("/", "127.0.0.1:7474");
  EXPECT_EQ(page.status, 200U);
  const auto policy = page.headers.at("content-security-policy");
  EXPECT_NE(policy.find("connect-src 'self' wss://127.0.0.1:7474;"), std::string::npos) << policy;
  EXPECT_NE(relay_.program().output().find("listens on https://127.0.0.1:"), std::string::npos);
}

// Whoever is on the network between can be any page of the name without TLS.
TEST_F(Tls, APageThatCameWithoutTlsMayNotConnect) {
  const auto status = [&](const std::string& origin, const std::string& host) {
    return ask(relay_.port(), upgrade(origin, host), authority()).status;
  };
  EXPECT_EQ(status("https://relay.example", "relay.example"), 101U);
  EXPECT_EQ(status("https://relay.example:7474", "relay.example:7474"), 101U);
  EXPECT_EQ(status("http://relay.example", "relay.example"), 403U);
  EXPECT_EQ(status("http://relay.example:80", "relay.example"), 403U);
  EXPECT_EQ(status("http://relay.example:7474", "relay.example:7474"), 403U);
}

// A browser would keep to TLS for every port of the name.
TEST_F(Tls, IsAskedForForGoodOnlyAtTheUsualPortOfAPublicName) {
  constexpr auto kHeader = "strict-transport-security";
  EXPECT_EQ(get_https("/", "sotto.example.org").headers.count(kHeader), 1U);
  for (const auto* host : {"127.0.0.1", "localhost", "localhost:7474", "sotto.example.org:7474",
                           "192.0.2.1", "[::1]", "machine"})
    EXPECT_EQ(get_https("/", host).headers.count(kHeader), 0U) << host;
}

TEST_F(Tls, AnotherAuthorityIsNotTrusted) {
  const auto [end, reason] =
      end_of_client("127.0.0.1", relay_.port(), fresh("other").authority.string());
  EXPECT_EQ(end, End::refused);
  EXPECT_EQ(reason,
            "the certificate of the relay at wss://127.0.0.1:" + std::to_string(relay_.port()) +
                " is not to be trusted: unable to get local issuer certificate (--tls-ca "
                "names whom to trust)");
}

TEST_F(Tls, ACertificateOfAnotherAddressIsNotTrusted) {
  auto elsewhere = options(files_);
  elsewhere["address"] = "127.0.0.2";
  RelayProcess relay(elsewhere);
  const auto [end, reason] = end_of_client("127.0.0.2", relay.port(), authority());
  EXPECT_EQ(end, End::refused);
  EXPECT_NE(reason.find("IP address mismatch"), std::string::npos) << reason;
}

TEST_F(Tls, OlderThanOneTwoIsRefused) {
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION}) {
    net::io_context network;
    net::ssl::context context(net::ssl::context::tls_client);
    SSL_CTX_set_max_proto_version(context.native_handle(), version);
    SSL_CTX_set_min_proto_version(context.native_handle(), version);
    SSL_CTX_set_cipher_list(context.native_handle(), "ALL:@SECLEVEL=0");
    net::ssl::stream<tcp::socket> stream(network, context);
    stream.next_layer().connect({net::ip::address_v4::loopback(), relay_.port()});
    error_code fault;
    stream.handshake(net::ssl::stream_base::client, fault);
    EXPECT_EQ(!fault, version == TLS1_2_VERSION) << version << ": " << fault.message();
  }
}

TEST_F(Tls, WhatIsNoTlsIsClosedAtOnce) {
  for (const auto* bytes : {"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "\x16\x03\x01\xff\xff",
                            "SSH-2.0-OpenSSH_9.2\r\n"}) {
    const auto answer = answer_to_bytes(std::string(bytes) + std::string(1024, 'x'));
    EXPECT_EQ(answer.find("HTTP"), std::string::npos) << answer;
  }
  EXPECT_THROW(RawClient(relay_.port()), DialogueError);
  EXPECT_EQ(get_https("/healthz").status, 200U);
}

TEST_F(Tls, AConnectionTooManyIsToldSo) {
  auto limited = options(files_);
  limited["max-connections"] = "1";
  RelayProcess relay(limited);
  auto watcher = RawClient::encrypted(relay.port(), authority());
  EXPECT_EQ(ask(relay.port(), {.target = "/healthz"}, authority()).status, 503U);
}

/// Puts other files in the place of those that the relay has read.
void put_in_place(const LocalCertificates& from, const LocalCertificates& to) {
  fs::copy_file(from.certificate, to.certificate, fs::copy_options::overwrite_existing);
  fs::copy_file(from.key, to.key, fs::copy_options::overwrite_existing);
}

TEST_F(Tls, AHangUpHasTheCertificateReadAgain) {
  auto before = RawClient::encrypted(relay_.port(), authority());
  before.hello(Role::alice);
  before.expect<protocol::Welcome>();

  const auto second = fresh("second");
  put_in_place(second, files_);
  relay_.program().signal(SIGHUP);
  const auto said = [&](const std::string& text) {
    return eventually([&] { return relay_.program().errors().find(text) != std::string::npos; },
                      kDeadline);
  };
  ASSERT_TRUE(said("have been read again")) << relay_.program().errors();
  EXPECT_THROW(RawClient::encrypted(relay_.port(), authority()), DialogueError);
  RawClient::encrypted(relay_.port(), second.authority.string()).hello(Role::bob);

  // Those who were there are not disturbed.
  before.frame(frame(kCiphertextKind, 0, 0));
  before.expect_error(protocol::ErrorCode::out_of_turn);

  // What is no good changes nothing.
  std::ofstream(files_.key) << "no key\n";
  relay_.program().signal(SIGHUP);
  ASSERT_TRUE(said("stay what they were")) << relay_.program().errors();
  RawClient::encrypted(relay_.port(), second.authority.string()).hello(Role::bob);
}

TEST(WithoutTls, AHangUpChangesNothing) {
  Trio trio;
  for (int i = 1; i <= 2; ++i) {
    trio.relay.program().signal(SIGHUP);
    ASSERT_TRUE(eventually(
        [&] {
          const auto log = trio.relay.program().errors();
          const auto first = log.find("a hang-up (SIGHUP) changes nothing");
          return i == 1 ? first != log.npos : log.find("a hang-up", first + 1) != log.npos;
        },
        kDeadline));
    trio.play_step();
  }
}

TEST(TlsUsage, FilesThatAreNoGoodGetOneSentence) {
  const TemporaryDirectory folder;
  fs::create_directory(folder / "other");
  const auto files = make_local_certificates(folder.path(), "127.0.0.1");
  const auto other = make_local_certificates(folder / "other", "127.0.0.1");
  const auto text = (folder / "text").string();
  std::ofstream(text) << "no certificate\n";
  const auto empty = (folder / "empty").string();
  std::ofstream(empty).close();
  const auto missing = (folder / "missing").string();
  const auto expect_sentence = [&](const std::string& certificate, const std::string& key,
                                   const std::string& about) {
    RelayProgram relay({"--port", "0", "--tokens-file", folder / "tokens.json", "--tls-certificate",
                        certificate, "--tls-key", key});
    EXPECT_EQ(relay.exit_code(), 2) << relay.errors();
    EXPECT_TRUE(relay.errors().starts_with("sotto-relay: '")) << relay.errors();
    EXPECT_NE(relay.errors().find(about), std::string::npos) << relay.errors();
    EXPECT_EQ(std::ranges::count(relay.errors(), '\n'), 1) << relay.errors();
  };
  expect_sentence(missing, files.key, "'" + missing + "' cannot be read: No such file");
  expect_sentence(files.certificate, missing, "'" + missing + "' cannot be read: No such file");
  expect_sentence(text, files.key, "'" + text + "' holds no certificate in PEM form");
  expect_sentence(files.certificate, text, "'" + text + "' holds no key in PEM form");
  expect_sentence(empty, files.key, "'" + empty + "' is empty");
  expect_sentence(
      files.certificate, other.key,
      "holds another key than that of the certificate in '" + files.certificate.string() + "'");
}

TEST(TlsUsage, ACertificateNeedsItsKey) {
  for (const auto* option : {"--tls-certificate", "--tls-key"}) {
    RelayProgram relay({"--port", "0", option, "file.pem"});
    EXPECT_EQ(relay.exit_code(), 2);
    EXPECT_NE(relay.errors().find("requires --tls-"), std::string::npos) << relay.errors();
  }
}

}  // namespace
}  // namespace sotto
