// A Room with its connections: carries out what the Room decides, and keeps its watchers informed.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "server/recorder.hpp"
#include "server/room.hpp"
#include "server/tokens.hpp"
#include "shared/wire/connection.hpp"

namespace sotto {

/// All members run on the executor's thread.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(net::any_io_executor executor, std::string name, const SessionConfig& config,
          Tokens tokens, Recorder* recorder);

  // ---- From the connections ----

  /// Whoever said a good hello. Parties go to the Room; watchers and operators get statuses.
  void enter(MemberId member, Role role, std::shared_ptr<wire::Connection> connection,
             const wire::Hello& hello);
  void leave(MemberId member);
  void receive(MemberId member, const wire::Incoming& incoming);

  /// Counts a refusal before the Room.
  void count_refusal(wire::ErrorCode code) { room_.count_refusal(code); }

  // ---- What is so ----

  const Room& room() const { return room_; }
  const Tokens& tokens() const { return tokens_; }
  std::int64_t bytes_routed() const { return bytes_routed_; }
  std::int64_t frames_routed() const { return frames_routed_; }
  std::int64_t statuses_dropped() const { return statuses_dropped_; }
  std::size_t watchers() const { return watchers_.size(); }

  /// Nothing more happens by itself.
  void shut_down();

 private:
  struct Watcher {
    std::shared_ptr<wire::Connection> connection;
    bool is_operator;
  };

  /// Hands an event to the Room, then does what the Room says.
  template <class Event>
  void with_room(Event&& event);
  void perform(const Action& action);
  void watcher_says(MemberId member, const Watcher& watcher, const wire::Incoming& incoming);
  void set_tick();
  void publish();
  void publish_soon();
  void publish_later();
  void send_text(wire::Connection& to, const wire::FromRelay& message);

  Room room_;
  Tokens tokens_;
  Recorder* recorder_;
  net::steady_timer tick_timer_;
  std::optional<Time> tick_at_;
  net::steady_timer status_timer_;
  bool status_due_ = false;
  std::map<MemberId, std::shared_ptr<wire::Connection>> parties_;
  std::map<MemberId, Watcher> watchers_;
  wire::SessionState published_state_ = wire::SessionState::gathering;
  std::size_t published_connected_ = 0;
  bool report_sent_ = false;
  std::int64_t bytes_routed_ = 0;
  std::int64_t frames_routed_ = 0;
  std::int64_t statuses_dropped_ = 0;
  Actions actions_;  ///< reused
  std::optional<wire::FromRelay> last_message_;
  wire::Buffer last_text_;  ///< last_message_ as it travels
};

}  // namespace sotto
