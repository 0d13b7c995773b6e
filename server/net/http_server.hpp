// Accepts TCP connections and speaks HTTP on them, until one asks to become a WebSocket.
#pragma once

#include <boost/asio/thread_pool.hpp>

#include "server/net/server_certificate.hpp"
#include "server/net/service.hpp"
#include "server/registry/admission.hpp"

namespace sotto {

class HttpServer {
 public:
  /// Binds at once. Throws boost::system::system_error where the address is in use or not ours.
  /// All that it is given must outlive it. `certificate` null: in the clear.
  HttpServer(net::io_context& network, Service& service, Admission& admission,
             const ServerCertificate* certificate, const tcp::endpoint& at);

  void start();
  void stop();
  tcp::endpoint local() const { return acceptor_.local_endpoint(); }

 private:
  net::awaitable<void> accept();
  net::awaitable<void> turn_away(tcp::socket socket);
  net::awaitable<void> serve(tcp::socket socket, Admission::Ticket ticket);
  bool has_room(const Response& response) const;
  bool encrypted() const { return certificate_ != nullptr; }
  LineStream line(tcp::socket socket) const;
  net::awaitable<void> upgrade(LineStream line, const Request& request, Admission::Ticket ticket);

  Service& service_;
  Admission& admission_;
  const ServerCertificate* certificate_;
  tcp::acceptor acceptor_;
  std::size_t unread_ = 0;       ///< bytes of answers that are being written
  std::size_t turned_away_ = 0;  ///< connections that are just being told so
  struct Flood {
    std::chrono::steady_clock::time_point since{};
    int turned_away = 0;  ///< from then on
  };
  Flood flood_;
  net::thread_pool readers_{1};  ///< where answers are made that take long
};

}  // namespace sotto
