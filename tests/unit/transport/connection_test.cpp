// Connections between two ends in this process, in the clear and over TLS.
#include "shared/transport/connection.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "launcher/local_certificates.hpp"
#include "shared/protocol/error_codes.hpp"
#include "shared/transport/tls_context.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 10s;

struct Ends {
  std::shared_ptr<Connection> server;
  std::shared_ptr<Connection> client;
};

class TwoEnds : public testing::TestWithParam<bool> {
 protected:
  TwoEnds() {
    if (!GetParam()) return;
    const auto files = make_local_certificates(folder_.path(), "127.0.0.1");
    server_tls_ = server_tls(files.certificate.string(), files.key.string());
    client_tls_ = client_tls(files.authority.string());
  }

  net::awaitable<void> serve() {
    auto [fault, socket] = co_await acceptor_.async_accept(nothrow);
    Connection::Stream stream(SegmentStream(beast::tcp_stream(std::move(socket))),
                              server_tls_.get());
    EXPECT_FALSE(co_await stream.next_layer().handshake_as_server());
    Connection::configure(stream, beast::role_type::server);
    EXPECT_FALSE(std::get<0>(co_await stream.async_accept(nothrow)));
    ends_.server = std::make_shared<Connection>(std::move(stream));
  }

  net::awaitable<void> connect() {
    Connection::Stream stream(SegmentStream(network_.get_executor()), client_tls_.get());
    co_await beast::get_lowest_layer(stream).async_connect(acceptor_.local_endpoint(), nothrow);
    EXPECT_FALSE(co_await stream.next_layer().handshake_as_client("127.0.0.1"));
    Connection::configure(stream, beast::role_type::client);
    EXPECT_FALSE(std::get<0>(co_await stream.async_handshake("127.0.0.1", "/", nothrow)));
    ends_.client = std::make_shared<Connection>(std::move(stream));
  }

  void open() {
    net::co_spawn(network_, serve(), net::detached);
    net::co_spawn(network_, connect(), net::detached);
    ASSERT_TRUE(until([&] { return ends_.server && ends_.client; }));
  }

  /// Runs the network until it is so.
  template <class Condition>
  bool until(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    network_.restart();
    while (!condition())
      if (network_.run_one_until(deadline) == 0) return false;
    return true;
  }

  TemporaryDirectory folder_;
  std::shared_ptr<TlsContext> server_tls_;
  std::shared_ptr<TlsContext> client_tls_;
  net::io_context network_;
  tcp::acceptor acceptor_{network_, tcp::endpoint(net::ip::address_v4::loopback(), 0)};
  Ends ends_;
};

TEST_P(TwoEnds, HearWhatTheOtherSaysAndHowItLeft) {
  open();
  const std::string large(300'000, 'x');  // some records of TLS, some writes to the socket
  std::string heard;
  Closed server_closed;
  int over = 0;
  ends_.server->set_read_limit(large.size());
  ends_.server->start({.message =
                           [&](const Incoming& incoming) {
                             ends_.server->send(incoming.binary, incoming.bytes);
                             if (incoming.bytes.size() == 4)
                               ends_.server->stop(protocol::kCloseNormal, "enough");
                           },
                       .closed = [&](Closed) { ++over; }});
  ends_.client->set_read_limit(large.size());
  ends_.client->start({.message = [&](const Incoming& incoming) { heard += incoming.bytes.text(); },
                       .closed =
                           [&](Closed closed) {
                             server_closed = std::move(closed);
                             ++over;
                           }});
  ends_.client->send(/*binary=*/false, Buffer(std::string_view(large)));
  ends_.client->send(/*binary=*/false, Buffer(std::string_view("over")));
  ASSERT_TRUE(until([&] { return over == 2; }));
  EXPECT_EQ(heard, large + "over");
  EXPECT_EQ(server_closed.code, protocol::kCloseNormal);
  EXPECT_EQ(server_closed.reason, "enough");
}

TEST_P(TwoEnds, OneThatDoesNotReadIsCutOffAndHoldsNoMemory) {
  open();
  std::optional<Closed> how;
  ends_.server->set_write_deadline(100ms);
  ends_.server->start({.message = [](const Incoming&) {},
                       .closed = [&](Closed closed) { how = std::move(closed); }});
  // More than the system takes in; the client does not even begin to read.
  for (int i = 0; i < 4; ++i) ends_.server->send(/*binary=*/true, Buffer(std::size_t{16} << 20));
  ASSERT_TRUE(until([&] { return how && ends_.server->queued_bytes() == 0; }));
  EXPECT_EQ(how->code, 0);
  EXPECT_EQ(how->reason, "it does not read");
}

TEST_P(TwoEnds, MessagesBeyondTheQueueAreNotTaken) {
  open();
  ends_.server->set_queue_limit(3);
  ends_.server->join_messages();
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(ends_.server->send(/*binary=*/true, Buffer(std::string_view("x"))), Sent::queued);
  EXPECT_EQ(ends_.server->send(/*binary=*/true, Buffer(std::string_view("x"))), Sent::overflow);
  const Buffer large(protocol::kMaxQueuedBytes);
  ends_.client->set_queue_limit(100);
  EXPECT_EQ(ends_.client->send(/*binary=*/true, Buffer(std::size_t{1})), Sent::queued);
  EXPECT_EQ(ends_.client->send(/*binary=*/true, large), Sent::overflow);
}

INSTANTIATE_TEST_SUITE_P(Lines, TwoEnds, testing::Bool(), [](const auto& tested) {
  return tested.param ? "OverTls" : "InTheClear";
});

}  // namespace
}  // namespace sotto
