// A WebSocket client that says exactly what a test wants said, and an HTTP client beside it. Every
// wait has a deadline; whatever is not as expected throws, which ends the test with that sentence.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "shared/protocol/frame.hpp"
#include "shared/protocol/messages.hpp"
#include "shared/protocol/version.hpp"
#include "tests/support/relay_process.hpp"

namespace sotto {

struct DialogueError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class RawClient {
 public:
  /// Connects and asks for a WebSocket of `subprotocol`.
  explicit RawClient(unsigned short port, const std::string& subprotocol = protocol::kSubprotocol,
                     bool reluctant = false, const std::string& authority = "");
  /// One whose system takes in next to nothing that has not been read.
  static RawClient reluctant(unsigned short port) {
    return RawClient(port, protocol::kSubprotocol, /*reluctant=*/true);
  }
  /// One over TLS, who trusts those in the file `authority`.
  static RawClient encrypted(unsigned short port, const std::string& authority) {
    return RawClient(port, protocol::kSubprotocol, /*reluctant=*/false, authority);
  }
  ~RawClient();
  RawClient(RawClient&&) noexcept;
  RawClient& operator=(RawClient&&) noexcept;

  // ---- To say ----

  void text(const std::string& text);
  void binary(const std::string& bytes);
  void frame(const protocol::Frame& frame) { binary(std::string(frame.buffer().text())); }
  void message(const protocol::ToRelay& message) { text(encode(message)); }
  /// A good hello as `role`.
  void hello(Role role, std::vector<std::int64_t> holds = {}, const std::string& session = "live");
  /// A command with the next id, which is returned.
  std::int64_t command(protocol::Command command);
  /// The same, and its result; statuses before it are passed by.
  protocol::CommandResult order(protocol::Command command);
  /// The same of a watcher or operator who wants to see everything.
  void hello_with_telemetry(Role role = Role::watcher);
  /// Closes without a word.
  void vanish();

  // ---- To hear ----

  /// The next message, which must be a T.
  template <class T>
  T expect() {
    auto message = next_message();
    if (auto* found = std::get_if<T>(&message)) return std::move(*found);
    throw DialogueError("another message than expected: " + encode(message));
  }
  /// The next text message as JSON, whatever it is; of that type: the next such, others are passed
  /// by.
  Json expect_json();
  Json expect_json(const std::string& type);
  /// The next message must be an error of that code; its sentence.
  std::string expect_error(protocol::ErrorCode code);
  /// For watchers: the next message that is no status must be an error of that code.
  void expect_error_among_statuses(protocol::ErrorCode code);
  /// The next result of a command; statuses before it are passed by.
  protocol::CommandResult expect_result();
  /// The next message must be a frame.
  protocol::Frame expect_frame(protocol::FrameKind kind, std::int64_t step);
  /// Statuses until one is as wanted; that one. Results of commands are passed by.
  protocol::Status expect_status(const std::string& wanted,
                                 const std::function<bool(const protocol::Status&)>& good);
  /// The next thing must be the close.
  void expect_close(std::uint16_t code);
  /// An error of that code and then the close with it.
  void expect_refusal(protocol::ErrorCode code);

 private:
  struct Line;
  protocol::FromRelay next_message();

  std::unique_ptr<Line> line_;
  std::int64_t last_command_ = 0;
};

struct HttpAnswer {
  unsigned status;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
  Json json() const { return Json::parse(body); }
};

struct HttpQuestion {
  std::string method = "GET";
  std::string target = "/";
  std::string body = {};
  std::map<std::string, std::string> headers = {};
};

/// A page of `origin` asks for a WebSocket.
HttpQuestion upgrade(const std::string& origin, const std::string& host);

/// Over TLS where an `authority` is named.
HttpAnswer ask(unsigned short port, const HttpQuestion& question,
               const std::string& authority = "");
inline HttpAnswer get(unsigned short port, const std::string& target) {
  return ask(port, {.target = target});
}

}  // namespace sotto
