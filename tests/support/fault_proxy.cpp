#include "tests/support/fault_proxy.hpp"

#include <algorithm>
#include <array>

namespace sotto {

/// Two sockets, from the party and to the relay.
struct FaultProxy::Road {
  tcp::socket party;
  tcp::socket relay;
  RoadFault fault;

  /// As a router forgets a connection: both ends are reset.
  void break_off() {
    for (auto* socket : {&party, &relay}) {
      error_code ignored;
      socket->set_option(net::socket_base::linger(true, 0), ignored);
      socket->close(ignored);
    }
  }
};

FaultProxy::FaultProxy(unsigned short relay, std::vector<RoadFault> faults)
    : relay_(relay), faults_(std::move(faults)) {
  net::co_spawn(network_, accept(), net::detached);
  thread_ = std::thread([this] { network_.run(); });
}

FaultProxy::~FaultProxy() {
  network_.stop();
  thread_.join();
}

net::awaitable<void> FaultProxy::accept() {
  for (std::size_t i = 0;; ++i) {
    auto [fault, party] = co_await acceptor_.async_accept(nothrow);
    if (fault) co_return;
    auto road = std::make_shared<Road>(std::move(party), tcp::socket(network_),
                                       i < faults_.size() ? faults_[i] : RoadFault{});
    const auto [refused] =
        co_await road->relay.async_connect({net::ip::address_v4::loopback(), relay_}, nothrow);
    if (refused) continue;
    for (auto* socket : {&road->party, &road->relay}) socket->set_option(tcp::no_delay(true));
    for (const bool to_relay : {true, false})
      net::co_spawn(network_, pass(road, to_relay), net::detached);
  }
}

net::awaitable<void> FaultProxy::pass(std::shared_ptr<Road> road, bool to_relay) {
  auto& from = to_relay ? road->party : road->relay;
  auto& to = to_relay ? road->relay : road->party;
  const auto& fault = road->fault;
  std::array<char, 16'384> bytes;
  net::steady_timer timer(network_);
  std::size_t passed = 0;
  while (true) {
    const auto [over, size] = co_await from.async_read_some(net::buffer(bytes), nothrow);
    if (over) break;
    timer.expires_after(fault.latency);
    co_await timer.async_wait(nothrow);
    for (std::size_t at = 0; at < size;) {
      const auto part = std::min(size - at, fault.slice == 0 ? size : fault.slice);
      const auto [lost, written] =
          co_await net::async_write(to, net::buffer(bytes.data() + at, part), nothrow);
      if (lost) co_return road->break_off();
      at += part;
    }
    passed += size;
    if (fault.whole == 0 || passed < fault.whole) continue;
    if (fault.stall.count() == 0) co_return road->break_off();
    timer.expires_after(fault.stall);
    co_await timer.async_wait(nothrow);
    passed = 0;
  }
  error_code ignored;
  to.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace sotto
