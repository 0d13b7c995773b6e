// A client's lasting session with a relay: connects, says hello, connects again when the line
// drops.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "shared/protocol/frame.hpp"
#include "shared/protocol/messages.hpp"
#include "shared/transport/connection.hpp"
#include "shared/transport/endpoint.hpp"

namespace sotto {

/// How a client session ended.
enum class End {
  done,     ///< the relay closed a finished session, or this side stopped
  refused,  ///< the relay does not want this client (token, version, session, role), or its
            ///< certificate is not to be trusted
  failed,   ///< the relay could not be reached, or what it says is not the protocol
};

/// All members and callbacks run on the executor's thread.
class ReconnectingClient : public std::enable_shared_from_this<ReconnectingClient> {
 public:
  struct Callbacks {
    std::function<protocol::Hello()> hello;  ///< asked for at every connection
    std::function<void(protocol::FromRelay)> message;
    std::function<void(protocol::Frame)> frame;
    std::function<void(const std::string&)> note;  ///< one line on connecting, losing, retrying
    std::function<void(End, const std::string& reason)> ended;  ///< exactly once, last
  };

  ReconnectingClient(net::any_io_executor executor, Endpoint endpoint, Callbacks callbacks);

  void start();
  void send(const protocol::ToRelay& message);
  /// A chat frame that is not the answer to a `say` waits where there is no line.
  void send(const protocol::Frame& frame);
  /// Messages that wait to be written.
  std::size_t queued_messages() const { return connection_ ? connection_->queued_messages() : 0; }
  /// Closes with that code and reason; `ended` follows with End::done.
  void stop(std::uint16_t code = protocol::kCloseNormal, const std::string& reason = "leaving");

 private:
  struct Verdict {
    bool again;
    End end;
    std::string reason;
  };

  net::awaitable<void> run();
  net::awaitable<std::shared_ptr<Connection>> connect(std::string& fault);
  net::awaitable<Closed> converse();
  void receive(Incoming incoming);
  void keep(const protocol::Frame& frame);
  void send_kept();
  Verdict judge(const Closed& closed) const;
  void give_up(const std::string& why);

  net::any_io_executor executor_;
  Endpoint endpoint_;
  Callbacks callbacks_;
  net::steady_timer timer_;
  std::shared_ptr<Connection> connection_;
  bool welcomed_ = false;              ///< ever
  bool welcomed_here_ = false;         ///< on this connection
  std::vector<protocol::Frame> kept_;  ///< typed while there was no line
  bool stopping_ = false;
  std::string protocol_fault_;  ///< what the relay said that is not the protocol
  std::string distrust_;        ///< what is wrong with the relay's certificate
  std::string last_error_;      ///< the relay's last `error`
};

}  // namespace sotto
