// The relay and the three parties of a session, as processes of this machine.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "launcher/child_process.hpp"
#include "launcher/demo_flags.hpp"
#include "launcher/local_certificates.hpp"
#include "launcher/restarts.hpp"
#include "shared/transport/endpoint.hpp"

namespace sotto {

/// Starts them, starts again what is killed, and ends them. What is killed goes on from its last
/// checkpoint; what ends of itself has its reason and stays ended.
class SessionProcesses {
 public:
  static constexpr auto kSession = "live";  ///< its name at the relay
  /// How long the relay may take until it listens, and until it answers.
  static constexpr std::chrono::seconds kRelayDeadline{15};

  struct Callbacks {
    /// A party has printed a line.
    std::function<void(Role, const std::string& line)> line;
    /// What whoever watches should know.
    std::function<void(const std::string&)> note;
    /// The relay was killed: whether the session had come to its end before.
    std::function<bool()> was_over;
    /// One has ended and is not started again. `status`: exit code, or 128 + signal.
    std::function<void(const ChildProcess&, int status)> ended;
    /// One was killed over and over without progress between; one sentence.
    std::function<void(const std::string&)> given_up;
  };

  /// `programs`: where the programs are. `work`: the run's directory. Flags must outlive this.
  SessionProcesses(net::io_context& network, const DemoFlags& flags, std::filesystem::path programs,
                   std::filesystem::path work, Callbacks callbacks);

  /// With `certificates` all lines are encrypted.
  void start_relay(std::optional<LocalCertificates> certificates);
  /// Whether it has told its port, as it does once it listens.
  bool relay_listens();
  /// Where it listens then.
  Endpoint relay_at() const;
  /// The same, as arguments for a program; and which session.
  std::vector<std::string> way_to_relay() const;
  const std::optional<LocalCertificates>& certificates() const { return certificates_; }
  /// Of the session: `alice`, `bob`, `eve`, `attacker` or `operator`.
  std::string token(const std::string& of) const;

  void start(Role role);
  bool is(Role role, const ChildProcess& process) const {
    return &process == parties_[static_cast<std::size_t>(role)].get();
  }
  bool running(Role role) const { return party(role).running(); }
  bool relay_running() const { return relay_ && relay_->running(); }
  bool any_party_running() const;
  /// For a party's standard input; `then` once it has been taken.
  void type(Role role, const std::string& line, std::function<void()> then = {});

  /// What a scenario does to a party. Whom it kills is not started again.
  void hold(Role role);
  void go_on(Role role);
  void kill(Role role);

  /// How far the session is: whether a process that was killed had made progress.
  void progressed(std::int64_t step) { furthest_ = std::max(furthest_, step); }

  /// Whoever is held goes on: only so can it end.
  void release();
  /// The same, and nothing is started again.
  void let_end();
  void ask_parties_to_end();
  void ask_relay_to_end();
  void kill_all();

  /// `NAME ended with CODE: its last words (its log: FILE)`.
  static std::string ended_how(const ChildProcess& process, int status);

 private:
  void start_relay();
  void ended(ChildProcess& process, int status);
  void start_again(ChildProcess& process, int status);
  ChildProcess& party(Role role) const { return *parties_[static_cast<std::size_t>(role)]; }

  net::io_context& network_;
  const DemoFlags& flags_;
  std::filesystem::path programs_;
  std::filesystem::path work_;
  Callbacks callbacks_;
  std::optional<LocalCertificates> certificates_;
  std::uint16_t port_ = 0;  ///< the relay's, once it has listened
  std::shared_ptr<ChildProcess> relay_;
  std::array<std::shared_ptr<ChildProcess>, 3> parties_;
  /// How often a process has been killed, and when it is started again.
  struct Supervision {
    Restarts restarts;
    net::steady_timer timer;
  };
  std::map<std::string, Supervision> supervised_;  ///< by the process' name
  std::int64_t furthest_ = 0;                      ///< step that the session has come to
  std::set<Role> held_;                            ///< by SIGSTOP
  std::set<Role> killed_;                          ///< by the scenario, and not yet seen to end
  bool ending_ = false;
};

}  // namespace sotto
