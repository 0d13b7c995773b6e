// An attacker of a session's audits: hears what Alice sends in them, and says what it makes of it.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "shared/attack/finding.hpp"
#include "shared/party/player.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

/// Begins anew with every audit. It learns from an audit's first minibatches, as many as are its
/// share, and is judged on those that are held out; on the way it says now and then how far it is.
/// What it finds follows from the public stream and from what it heard: it is the same however fast
/// it is, and what it did not hear is in its finding.
class AttackerPlayer : public Player {
 public:
  /// Throws std::invalid_argument with a sentence for a name that there is none of, and for that of
  /// an attacker who needs more than a listener has.
  explicit AttackerPlayer(std::string name);

  Role role() const override { return Role::attacker; }
  std::string attacker() const override { return name_; }
  std::vector<std::int64_t> holds() const override { return {}; }
  void receive(const protocol::FromRelay& message, Outlet& out) override;
  void receive(const protocol::Frame& frame, Outlet& out) override;
  void say(std::string_view, Outlet&) override {}
  void save(const std::string&) const override {}

 private:
  /// Positions are steps counted from the audit's first one.
  struct Audit {
    std::int64_t first = 0;
    std::unique_ptr<Attacker> attacker = {};
    std::int64_t to_learn = 0;  ///< positions 0 to this
    std::int64_t held_out = 0;  ///< the first of those that it is judged on
    std::int64_t end = 0;       ///< behind the last of them
    std::int64_t next = 0;      ///< the position that comes next
    std::int64_t learned = 0;   ///< minibatches
    std::int64_t missed = 0;    ///< minibatches that were for it
    std::size_t points = 0;     ///< of kPoints that it has passed
    bool finished = false;      ///< it learns no more
    bool in_doubt = false;      ///< the relay may not know of it
    Judge judge = {};
    std::optional<protocol::Finding> told = {};  ///< last
  };

  void begin(const protocol::Welcome& welcome, Outlet& out);
  void begin_audit(std::int64_t first);
  void miss(std::int64_t up_to);
  void take(std::int64_t position, const Sample& sample, Outlet& out);
  void finish_learning();
  void tell(const Judge& judge, bool final, Outlet& out);
  void close(Outlet& out);
  void settle_doubt(std::int64_t first, Outlet& out);

  std::string name_;
  std::optional<SessionConfig> config_;
  std::optional<NumberStream> public_stream_;
  std::map<std::int64_t, std::int64_t> turns_;  ///< steps of audits to come → the audit's first
  std::optional<Audit> audit_;
};

}  // namespace sotto
