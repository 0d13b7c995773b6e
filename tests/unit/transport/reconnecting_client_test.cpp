// A lasting client, and a relay in this process whose lines drop.
#include "shared/transport/reconnecting_client.hpp"

#include <gtest/gtest.h>

#include "shared/transport/line_stream.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;

/// Welcomes whoever says hello, and drops the line.
class DroppingRelay {
 public:
  explicit DroppingRelay(net::io_context& network)
      : acceptor_(network, tcp::endpoint(net::ip::address_v4::loopback(), 0)) {
    net::co_spawn(network, serve(), net::detached);
  }

  unsigned short port() const { return acceptor_.local_endpoint().port(); }
  int welcomed() const { return welcomed_; }

 private:
  net::awaitable<void> serve() {
    while (true) {
      auto [fault, socket] = co_await acceptor_.async_accept(nothrow);
      if (fault) co_return;
      Connection::Stream stream(SegmentStream(beast::tcp_stream(std::move(socket))));
      Connection::configure(stream, beast::role_type::server);
      stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
        response.set(beast::http::field::sec_websocket_protocol, protocol::kSubprotocol);
      }));
      EXPECT_FALSE(std::get<0>(co_await stream.async_accept(nothrow)));
      beast::flat_buffer hello;
      EXPECT_FALSE(std::get<0>(co_await stream.async_read(hello, nothrow)));
      const auto welcome = protocol::encode(protocol::FromRelay{protocol::Welcome{
          .protocol = protocol::kProtocolVersion, .session = "live", .role = Role::watcher}});
      EXPECT_FALSE(std::get<0>(co_await stream.async_write(net::buffer(welcome), nothrow)));
      ++welcomed_;
    }
  }

  tcp::acceptor acceptor_;
  int welcomed_ = 0;
};

TEST(ReconnectingClient, ComesBackAtOnceHoweverManyLinesHaveDropped) {
  constexpr int kLines = 8;
  net::io_context network;
  const DroppingRelay relay(network);
  const auto client = std::make_shared<ReconnectingClient>(
      network.get_executor(), Endpoint{"127.0.0.1", relay.port(), 10s, nullptr},
      ReconnectingClient::Callbacks{
          .hello =
              [] {
                return protocol::Hello{protocol::kProtocolVersion, "live", Role::watcher, "", {}};
              },
          .message =
              [&](const protocol::FromRelay&) {
                if (relay.welcomed() == kLines) network.stop();
              },
          .frame = [](const protocol::Frame&) {},
          .note = [](const std::string&) {},
          .ended = [](End, const std::string&) {}});
  client->start();
  // Were each wait twice the one before, it would be 6 s.
  network.run_for(4s);
  EXPECT_EQ(relay.welcomed(), kLines);
}

}  // namespace
}  // namespace sotto
