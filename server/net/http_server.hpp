// Accepts TCP connections; speaks HTTP on them until one asks to become a WebSocket.
#pragma once

#include <boost/asio/thread_pool.hpp>

#include "server/api/http_api.hpp"
#include "server/session/session_registry.hpp"

namespace sotto {

class Listener {
 public:
  /// Binds at once. Throws boost::system::system_error where the address is in use or not ours.
  Listener(net::io_context& network, Relay& relay, Http& http, const tcp::endpoint& at);

  void start();
  void stop();
  tcp::endpoint local() const { return acceptor_.local_endpoint(); }

 private:
  net::awaitable<void> accept();
  net::awaitable<void> serve(tcp::socket socket);

  Relay& relay_;
  Http& http_;
  tcp::acceptor acceptor_;
  net::thread_pool readers_{1};  ///< where answers are made that take long
};

}  // namespace sotto
