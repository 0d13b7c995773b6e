// The watchers and operators of one session: what they are sent, when, and what they may say.
//
// No socket and no timer: a line takes what is sent, the session calls settle().
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "server/observers/telemetry.hpp"
#include "server/session/session_host.hpp"

namespace sotto {

/// The line to one watcher.
class WatcherLine {
 public:
  virtual ~WatcherLine() = default;
  virtual Sent send(const Buffer& text) = 0;
  /// What has been sent and not yet been taken by the network.
  virtual std::size_t queued_bytes() const = 0;
  virtual std::size_t queued_messages() const = 0;
  virtual void stop(std::uint16_t code, const std::string& reason) = 0;
  virtual const std::string& peer() const = 0;
};

class Watchers : public Observer, public Audience {
 public:
  /// At most `limit` at a time. `host` must outlive this.
  Watchers(SessionHost& host, std::shared_ptr<Telemetry> telemetry, std::size_t limit);
  ~Watchers() override;

  // ---- From the lines ----

  /// A watcher or operator who said a good hello. One too many is refused.
  void join(MemberId member, std::unique_ptr<WatcherLine> line, const protocol::Hello& hello);
  void leave(MemberId member);
  void receive(MemberId member, const Incoming& incoming);

  std::size_t size() const { return watchers_.size(); }

  // ---- As an audience ----

  bool listens() const override { return with_telemetry_ > 0; }
  void tell(const std::string& text) override;
  void tell_operators(const std::string& text) override;
  void take_samples_now(Time now) override { send_samples(now); }

  // ---- As an observer ----

  void finished(const Json& report) override;
  void settle(Time now) override;
  std::optional<Time> due() const override;
  bool wants_probe() const override { return listens(); }
  void add_to(protocol::Status& status) const override;
  void add_to(MetricsPage& page) const override;

 private:
  struct Watcher {
    std::unique_ptr<WatcherLine> line;
    bool is_operator = false;
    bool telemetry = false;
    std::int64_t dropped = 0;                  ///< samples that it read too slowly for
    std::optional<protocol::Samples> carried;  ///< those since it read last, as one
    bool missed = false;         ///< something else: it gets a snapshot when it reads again
    bool report_due = false;     ///< it has not been sent the report yet
    std::deque<Buffer> results;  ///< of its commands, still to be sent
  };
  /// What, when it changes, everybody is told at once.
  struct Published {
    protocol::SessionState state = protocol::SessionState::gathering;
    std::size_t connected = 0;
    std::optional<Role> waiting;
    bool operator==(const Published&) const = default;
  };

  void refuse(Watcher& watcher, protocol::ErrorCode code, const std::string& message);
  void said(Watcher& watcher, std::string_view text);
  void result(Watcher& watcher, const protocol::CommandResult& result);
  bool send_results(Watcher& watcher);
  Sent send(Watcher& watcher, const Buffer& text);
  bool offer(Watcher& watcher, const Buffer& text);
  std::optional<Time> status_due() const;
  std::optional<Time> samples_due() const;
  void publish(Time now);
  void send_report(Watcher& watcher);
  void send_samples(Time now);
  void catch_up(Watcher& watcher);

  SessionHost& host_;
  std::shared_ptr<Telemetry> telemetry_;
  std::size_t limit_;
  std::map<MemberId, Watcher> watchers_;
  std::size_t with_telemetry_ = 0;  ///< of them

  Published published_;
  Time published_at_;       ///< a status, to those without telemetry
  Time published_full_at_;  ///< and to everybody
  Time samples_at_;
  bool results_wait_ = false;
  std::optional<Buffer> report_;
  std::int64_t statuses_dropped_ = 0;
  std::int64_t samples_dropped_ = 0;
  std::int64_t refused_watchers_ = 0;
};

/// Two samples, the second right behind the first or in its place, as one.
protocol::Samples joined(const protocol::Samples& earlier, const protocol::Samples& later);

}  // namespace sotto
