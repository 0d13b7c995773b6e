// The whole demonstration on one machine: four processes, an operator's connection to the relay,
// and a scenario where one is given.
#pragma once

#include <memory>
#include <string>

#include "launcher/attacker_processes.hpp"
#include "launcher/demo_flags.hpp"
#include "launcher/lab_audit.hpp"
#include "launcher/live_line.hpp"
#include "launcher/local_certificates.hpp"
#include "launcher/scenario_run.hpp"
#include "launcher/session_processes.hpp"
#include "launcher/work_directory.hpp"
#include "shared/party/stdin_lines.hpp"
#include "shared/transport/reconnecting_client.hpp"

namespace sotto {

class Demo : private ScenarioRun::Stage {
 public:
  explicit Demo(DemoFlags flags);
  ~Demo() override;

  /// Runs to the end. Returns the program's exit code.
  int run();

 private:
  // Starting
  void prepare_work_directory();
  std::optional<LocalCertificates> certificates() const;
  void wait_for_relay();
  void start_attackers();
  void start_parties();
  void attach();
  void typed(const std::string& line);

  // While it runs
  void status(const protocol::Status& status);
  void process_ended(const ChildProcess& process, int status);
  bool ended_before_it_died();
  void attacker_ended(const ChildProcess& attacker, int status);
  void printed(Role role, const std::string& line);
  void interrupt();
  void watch_silence();

  // The scenario
  void follow_scenario();
  void say(const std::string& text) override;
  void command(protocol::CommandName name, std::optional<std::int64_t> at_step) override;
  void signal(Role role, Deed deed) override;
  bool running(Role role) const override;
  void start(Role role) override;
  void done(const std::string& line) override;

  // The end
  void finished(const Json& report);
  void fail(int exit_code, const std::string& why);
  void ask_to_stop();
  void stop_processes();
  void processes_gone();
  bool needs_audit() const;
  void begin_audit();
  void audited();
  void write_reports();
  void leave_work_directory();

  DemoFlags flags_;
  std::filesystem::path programs_;
  WorkDirectory work_;
  net::io_context network_{1};
  net::signal_set signals_;
  net::steady_timer relay_timer_;
  net::steady_timer attackers_timer_;
  net::steady_timer scenario_timer_;
  net::steady_timer stop_timer_;
  net::steady_timer silence_timer_;
  StdinLines terminal_;
  LiveLine live_line_;
  SessionProcesses processes_;
  AttackerProcesses attackers_{flags_.attackers};
  std::optional<LabAudit> audit_;  ///< once it has begun, after the session
  std::shared_ptr<ReconnectingClient> operator_;

  std::chrono::steady_clock::time_point launched_ = std::chrono::steady_clock::now();
  ScenarioRun scenario_{flags_.scenario, launched_};
  std::optional<protocol::Status> last_status_;
  std::int64_t last_command_ = 0;
  bool parties_started_ = false;
  int interrupts_ = 0;
  bool ending_ = false;
  bool over_ = false;
  std::optional<Json> report_;
  std::string failure_;
  int exit_code_ = 0;
};

}  // namespace sotto
