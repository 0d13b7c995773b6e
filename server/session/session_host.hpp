// A Room with its connections: carries out what the Room decides, and keeps its watchers informed.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "server/observers/journal/journal.hpp"
#include "server/observers/wire_recorder.hpp"
#include "shared/room/room.hpp"
#include "server/observers/telemetry.hpp"
#include "server/session/tokens.hpp"
#include "shared/transport/connection.hpp"

namespace sotto {

/// All members run on the executor's thread.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(net::any_io_executor executor, std::string name, const SessionConfig& config,
          Tokens tokens, Recorder* recorder, Journal* journal);

  // ---- From the connections ----

  /// Whoever said a good hello. Parties go to the Room; watchers and operators get statuses.
  void enter(MemberId member, Role role, std::shared_ptr<Connection> connection,
             const protocol::Hello& hello);
  void leave(MemberId member);
  void receive(MemberId member, const Incoming& incoming);

  /// Counts a refusal before the Room.
  void count_refusal(protocol::ErrorCode code) { room_.count_refusal(code); }

  // ---- What is so ----

  const Room& room() const { return room_; }
  const Tokens& tokens() const { return tokens_; }
  std::int64_t bytes_routed() const { return bytes_routed_; }
  std::int64_t frames_routed() const { return frames_routed_; }
  std::int64_t statuses_dropped() const { return statuses_dropped_; }
  std::int64_t samples_dropped() const { return samples_dropped_; }
  std::size_t watchers() const { return watchers_.size(); }
  const Telemetry& telemetry() const { return telemetry_; }
  /// When it was opened, in UTC: "2026-11-22T16:03:12Z".
  const std::string& created() const { return created_; }
  /// The journal's key for it; 0 without a journal.
  RunId run() const { return run_; }
  /// For watchers: the Room's status and what the Room does not know.
  protocol::Status status() const;

  /// Nothing more happens by itself.
  void shut_down();

 private:
  struct Watcher {
    std::shared_ptr<Connection> connection;
    bool is_operator;
    bool telemetry;
    std::int64_t dropped = 0;  ///< samples that it read too slowly for
    bool missed = false;       ///< something else: it gets a snapshot when it reads again
  };

  /// Hands an event to the Room, then does what the Room says.
  template <class Event>
  void with_room(Event&& event);
  void perform(const Action& action);
  void watcher_says(MemberId member, const Watcher& watcher, const Incoming& incoming);
  void set_tick();
  void publish();
  void publish_soon();
  void publish_later();
  void tell(const Tell& tell);
  /// To whoever watches with telemetry and reads.
  void broadcast(const std::string& text);
  bool offer(Watcher& watcher, const Buffer& text);
  void samples_soon();
  void send_samples();
  void catch_up(Watcher& watcher);
  std::size_t with_telemetry() const;
  void send_text(Connection& to, const protocol::FromRelay& message);

  Room room_;
  Telemetry telemetry_;
  std::string created_;
  Tokens tokens_;
  Recorder* recorder_;
  Journal* journal_;
  RunId run_ = 0;
  net::steady_timer tick_timer_;
  std::optional<Time> tick_at_;
  net::steady_timer status_timer_;
  bool status_due_ = false;
  std::map<MemberId, std::shared_ptr<Connection>> parties_;
  std::map<MemberId, Watcher> watchers_;
  /// What, when it changes, everybody is told at once.
  struct Published {
    protocol::SessionState state = protocol::SessionState::gathering;
    std::size_t connected = 0;
    std::optional<Role> waiting;
    bool operator==(const Published&) const = default;
  };
  Published published_;
  Time published_at_;
  net::steady_timer samples_timer_;
  bool samples_due_ = false;
  Time samples_at_;  ///< when the last were sent
  std::int64_t samples_dropped_ = 0;
  bool report_sent_ = false;
  bool journalled_ = false;  ///< its report is
  std::int64_t bytes_routed_ = 0;
  std::int64_t frames_routed_ = 0;
  std::int64_t statuses_dropped_ = 0;
  Actions actions_;  ///< reused
  std::optional<protocol::FromRelay> last_message_;
  Buffer last_text_;  ///< last_message_ as it travels
};

}  // namespace sotto
