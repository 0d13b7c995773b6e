#include "launcher/demo.hpp"

#include <unistd.h>

#include <csignal>
#include <iostream>
#include <utility>

#include "launcher/launch_record.hpp"
#include "launcher/recorded_report.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/protocol/finding_text.hpp"
#include "shared/session/config_json.hpp"
#include "shared/session/report.hpp"
#include "shared/tasks/registry.hpp"

namespace sotto {

using namespace std::chrono_literals;

namespace {

/// How long the parties are kept back for the attackers, who take as long to start as they do.
constexpr auto kAttackersDeadline = 30s;
constexpr auto kPoll = 10ms;
constexpr auto kSilence = 5s;
/// After the report, or an interrupt: how long the parts may take to end on their own.
constexpr auto kPartsDeadline = 5s;
constexpr auto kInterruptDeadline = 1400ms;
constexpr auto kForceDeadline = 300ms;
constexpr auto kUnreadable = "standard output cannot be written";

}  // namespace

Demo::Demo(DemoFlags flags)
    : flags_(std::move(flags)),
      programs_(std::filesystem::read_symlink("/proc/self/exe").parent_path()),
      work_(flags_.work_directory, flags_.resume),
      signals_(network_, SIGINT, SIGTERM, SIGHUP),
      relay_timer_(network_),
      attackers_timer_(network_),
      scenario_timer_(network_),
      stop_timer_(network_),
      silence_timer_(network_),
      terminal_(
          network_.get_executor(), [this](const std::string& line) { typed(line); },
          [this] {
            live_line_.print("a line of more than " + std::to_string(StdinLines::kMaxLine) +
                             " bytes was not sent");
            terminal_.next();
          }),
      live_line_(!flags_.headless && ::isatty(STDOUT_FILENO) != 0),
      processes_(network_, flags_, programs_, work_.path(),
                 {.line = [this](Role role, const std::string& line) { printed(role, line); },
                  .note = [this](const std::string& text) { live_line_.print(text); },
                  .was_over = [this] { return ended_before_it_died(); },
                  .ended = [this](const ChildProcess& process,
                                  int status) { process_ended(process, status); },
                  .given_up = [this](const std::string& why) { fail(exit_code::kFailed, why); }}) {}

Demo::~Demo() = default;

int Demo::run() {
  // Whoever reads what is printed may go: that is found where it is written.
  ::signal(SIGPIPE, SIG_IGN);
  if (flags_.resume)
    std::filesystem::remove(work_ / "port");
  else
    prepare_work_directory();
  signals_.async_wait([this](error_code fault, int) {
    if (!fault) interrupt();
  });
  live_line_.print("seed " + std::to_string(flags_.seed) +
                   ", N = " + std::to_string(flags_.config.bits) + ", minibatch " +
                   std::to_string(flags_.config.minibatch) + "; networks, logs and report go to " +
                   work_.path().string() + "/");
  if (!flags_.table.empty()) live_line_.print(flags_.table);
  processes_.start_relay(certificates());
  wait_for_relay();
  network_.run();
  live_line_.finish();
  if (!std::cout.flush() && failure_.empty()) {
    failure_ = kUnreadable;
    exit_code_ = exit_code::kFailed;
  }
  leave_work_directory();
  if (!failure_.empty()) std::cerr << "sotto-demo: " << failure_ << std::endl;
  return exit_code_;
}

// ---- Starting ----

void Demo::prepare_work_directory() {
  create_secret(work_ / "secret.hex", flags_.secret);
  flags_.before = newest_recorded(work_ / "journal.sqlite");
  LaunchRecord{std::filesystem::current_path(), flags_.arguments, flags_.before}.write(
      work_.path());
}

/// Whoever trusts those of the run that goes on need not trust others. Nothing without --tls.
std::optional<LocalCertificates> Demo::certificates() const {
  if (!flags_.tls) return std::nullopt;
  if (flags_.resume)
    if (auto kept = kept_local_certificates(work_.path())) return kept;
  return make_local_certificates(work_.path(), flags_.address);
}

void Demo::wait_for_relay() {
  if (ending_) return;
  if (processes_.relay_listens()) {
    const auto where = processes_.relay_at();
    const auto address =
        (where.tls ? "https://" : "http://") + host_and_port(where.host, where.port) + "/";
    live_line_.print("relay on " + address);
    if (const auto& tls = processes_.certificates())
      live_line_.print("whom to trust for it: " + tls->authority.string());
    attach();
    // After '#' it stays in the browser: no server and no log sees the token.
    live_line_.print("dashboard on " + address + "#token=" + processes_.token("operator"));
    return start_attackers();
  }
  if (std::chrono::steady_clock::now() - launched_ > SessionProcesses::kRelayDeadline)
    return fail(exit_code::kFailed, "the relay did not listen within 15 s");
  relay_timer_.expires_after(kPoll);
  relay_timer_.async_wait([this](error_code fault) {
    if (!fault) wait_for_relay();
  });
}

/// With attackers the parties begin once those are there, so that the session's first audit finds
/// them all; whoever does not come in time is not waited for.
void Demo::start_attackers() {
  if (flags_.attackers.empty()) return start_parties();
  attackers_.start(
      network_, programs_ / "sotto-eve", processes_.way_to_relay(), processes_.token("attacker"),
      work_.path(),
      [this](const ChildProcess& attacker, int status) { attacker_ended(attacker, status); });
  attackers_timer_.expires_after(kAttackersDeadline);
  attackers_timer_.async_wait([this](error_code fault) {
    if (fault) return;
    live_line_.print("not all attackers have joined in time: the session begins without them");
    start_parties();
  });
}

void Demo::start_parties() {
  if (ending_ || !failure_.empty() || std::exchange(parties_started_, true)) return;
  attackers_timer_.cancel();
  for (const auto role : kParties) processes_.start(role);
  if (!flags_.headless) terminal_.next();
  follow_scenario();
}

void Demo::attach() {
  operator_ = std::make_shared<ReconnectingClient>(
      network_.get_executor(), processes_.relay_at(),
      ReconnectingClient::Callbacks{
          .hello =
              [token = processes_.token("operator")] {
                return protocol::Hello{protocol::kProtocolVersion,
                                       SessionProcesses::kSession,
                                       Role::operator_,
                                       token,
                                       {}};
              },
          .message =
              [this](const protocol::FromRelay& message) {
                if (const auto* welcome = std::get_if<protocol::Welcome>(&message))
                  live_line_.set_task(welcome->task);
                if (const auto* now = std::get_if<protocol::Status>(&message)) status(*now);
                if (const auto* result = std::get_if<protocol::CommandResult>(&message))
                  if (!result->accepted)
                    live_line_.print("the relay refused an order: " + result->message.value_or(""));
                // What they think on the way is for the page: some hundred lines.
                if (const auto* found = std::get_if<protocol::ToldFinding>(&message);
                    found != nullptr && found->final)
                  live_line_.print(to_text(*found, flags_.config.bits));
                if (const auto* last = std::get_if<protocol::Report>(&message))
                  finished(last->report);
                if (const auto* error = std::get_if<protocol::Error>(&message))
                  live_line_.print("the relay says: " + error->message);
              },
          .frame = [](const protocol::Frame&) {},
          .note = [](const std::string&) {},
          .ended =
              [this](End end, const std::string& reason) {
                if (end != End::done && !ending_) fail(exit_code::kFailed, reason);
              }});
  operator_->start();
}

/// What was typed: on to Alice, at the pace at which she takes it.
void Demo::typed(const std::string& line) {
  processes_.type(Role::alice, line, [this] { terminal_.next(); });
}

// ---- While it runs ----

void Demo::status(const protocol::Status& status) {
  last_status_ = status;
  processes_.progressed(status.step);
  if (status.state == protocol::SessionState::running) work_.begin();
  watch_silence();
  if (!ending_) live_line_.show(status);
  if (!parties_started_ && attackers_.missing(status).empty()) start_parties();
  follow_scenario();
  if (!std::cout) fail(exit_code::kFailed, kUnreadable);
}

/// Statuses come ten times a second, however slow the steps are.
void Demo::watch_silence() {
  silence_timer_.expires_after(kSilence);
  silence_timer_.async_wait([this](error_code fault) {
    if (fault || ending_) return;
    live_line_.print("the relay has said nothing for " + std::to_string(kSilence.count()) + " s");
    watch_silence();
  });
}

void Demo::printed(Role role, const std::string& line) {
  scenario_.heard(role, line);
  live_line_.print(line);
  follow_scenario();
}

void Demo::process_ended(const ChildProcess& process, int status) {
  if (over_) return processes_gone();
  if (report_ && processes_.is(Role::eve, process) && status == exit_code::kBadUsage) {
    live_line_.print("Eve came when the session was over");
    return processes_gone();
  }
  if (report_ && failure_.empty() && status > 0 && status < 128) {
    // The session is over, but what was to be left of it is not there.
    failure_ = SessionProcesses::ended_how(process, status);
    exit_code_ = exit_code::kFailed;
    (*report_)["outcome"] = "failed";
    (*report_)["reason"] = failure_;
  }
  if (ending_ || report_) return processes_gone();
  const bool bad_usage = status == exit_code::kBadUsage && !last_status_;
  fail(bad_usage ? exit_code::kBadUsage : exit_code::kFailed,
       bad_usage ? process.last_words() : SessionProcesses::ended_how(process, status));
}

/// Whether the relay had the session's end in its journal, and could not tell it any more.
bool Demo::ended_before_it_died() {
  try {
    const auto report = recorded_report(work_ / "journal.sqlite", flags_.before);
    if (!report) return false;
    // They have said farewell, and save what they have on their way out.
    processes_.ask_parties_to_end();
    finished(*report);
  } catch (const std::exception& error) {
    fail(exit_code::kFailed, error.what());
  }
  return true;
}

/// The session goes on without it.
void Demo::attacker_ended(const ChildProcess& attacker, int status) {
  if (ending_ || over_ || report_) return processes_gone();
  if (status == exit_code::kBadUsage && !parties_started_)
    return fail(exit_code::kBadUsage, attacker.last_words());
  live_line_.print(SessionProcesses::ended_how(attacker, status));
}

/// Ctrl-C: first an orderly stop with a report; whoever does not make it in time, or a second
/// Ctrl-C, is ended by force.
void Demo::interrupt() {
  signals_.async_wait([this](error_code fault, int) {
    if (!fault) interrupt();
  });
  ++interrupts_;
  if (audit_) {
    failure_ = "interrupted before the audit had come to its end";
    exit_code_ = exit_code::kGoalNotMet;
    return audit_->signal(interrupts_ > 1 ? SIGKILL : SIGTERM);
  }
  if (interrupts_ > 1 || !last_status_) {
    if (failure_.empty()) failure_ = "interrupted";
    exit_code_ = exit_code::kGoalNotMet;
    return stop_processes();
  }
  if (report_ || !failure_.empty()) return;  // it is ending already
  live_line_.print("stopping");
  processes_.release();
  ask_to_stop();
}

// ---- The scenario ----

void Demo::follow_scenario() {
  if (!parties_started_ || ending_ || !failure_.empty() || scenario_.over()) return;
  try {
    scenario_.advance(std::chrono::steady_clock::now(), last_status_, *this);
  } catch (const std::exception& error) {
    return fail(exit_code::kGoalNotMet, error.what());
  }
  if (scenario_.over()) return;
  scenario_timer_.expires_after(kPoll);  // for times; steps and lines come with their messages
  scenario_timer_.async_wait([this](error_code fault) {
    if (!fault) follow_scenario();
  });
}

void Demo::say(const std::string& text) { processes_.type(Role::alice, text); }

void Demo::signal(Role role, Deed deed) {
  if (deed == Deed::kill) return processes_.kill(role);
  if (deed == Deed::stop_process) return processes_.hold(role);
  processes_.go_on(role);
}

bool Demo::running(Role role) const { return processes_.running(role); }

void Demo::start(Role role) { processes_.start(role); }

void Demo::done(const std::string& line) { live_line_.print("scenario: " + line); }

void Demo::command(protocol::CommandName name, std::optional<std::int64_t> at_step) {
  operator_->send(protocol::ToRelay{
      protocol::Command{.id = ++last_command_, .name = name, .at_step = at_step}});
}

// ---- The end ----

void Demo::finished(const Json& report) {
  if (report_ || ending_) return;
  report_ = report;
  (*report_)["seed"] = flags_.seed;
  if (!failure_.empty()) {
    (*report_)["outcome"] = "failed";
    (*report_)["reason"] = failure_;
    return stop_processes();
  }
  try {
    if (!scenario_.over())
      throw ScenarioError("the run ended before the scenario's event " +
                          std::to_string(scenario_.next()));
    flags_.scenario.check(*report_);
    exit_code_ = goal_met(*report_) ? exit_code::kGoalMet : exit_code::kGoalNotMet;
  } catch (const ScenarioError& error) {
    failure_ = error.what();
    exit_code_ = exit_code::kGoalNotMet;
  }
  stop_processes();
}

/// Where the relay still answers, it is asked for the report of what there was.
void Demo::fail(int exit_code, const std::string& why) {
  if (ending_ || report_ || !failure_.empty()) return;
  failure_ = why;
  exit_code_ = exit_code;
  processes_.let_end();
  if (!last_status_ || !processes_.relay_running()) return stop_processes();
  ask_to_stop();
}

void Demo::ask_to_stop() {
  command(protocol::CommandName::stop, std::nullopt);
  stop_timer_.expires_after(kInterruptDeadline);
  stop_timer_.async_wait([this](error_code fault) {
    if (fault || report_) return;
    if (failure_.empty()) {
      failure_ = "the session did not stop in time";
      exit_code_ = exit_code::kFailed;
    }
    stop_processes();
  });
}

/// The parties end on their own when the session is over; then the relay is asked to.
void Demo::stop_processes() {
  if (ending_ && interrupts_ < 2) return;
  const bool orderly = report_.has_value() && interrupts_ < 2;
  ending_ = true;
  attackers_timer_.cancel();
  attackers_.kill();
  processes_.let_end();
  if (!orderly) processes_.ask_parties_to_end();
  stop_timer_.expires_after(orderly && interrupts_ == 0
                                ? std::chrono::milliseconds(kPartsDeadline)
                                : std::chrono::milliseconds(kForceDeadline));
  stop_timer_.async_wait([this](error_code fault) {
    if (!fault) processes_.kill_all();
  });
  processes_gone();
}

bool Demo::needs_audit() const {
  return flags_.audits_archives && exit_code_ == exit_code::kGoalMet && !audit_;
}

/// Has fresh attackers try the networks that the run has left, and decides by what they find.
void Demo::begin_audit() {
  live_line_.print("the audit begins: fresh attackers, budget " + flags_.audit_budget);
  audit_.emplace(network_, programs_, work_.path(), flags_.audit_budget);
  audit_->start([this](const std::string& line) { live_line_.print(line); }, [this] { audited(); });
}

void Demo::audited() {
  try {
    if (failure_.empty()) (*report_)["audit"] = audit_->report();
  } catch (const LabAuditError& error) {
    failure_ = error.what();
    exit_code_ = exit_code::kFailed;
  }
  if (failure_.empty()) {
    (*report_)["outcome"] = (*report_)["audit"]["grade"];
    if ((*report_)["outcome"] != kUntilCertified) exit_code_ = exit_code::kGoalNotMet;
  } else {
    (*report_)["outcome"] = "failed";
    (*report_)["reason"] = failure_;
  }
  write_reports();
  network_.stop();
}

/// A run that has not begun leaves the one before as it was, but for logs that say why.
void Demo::leave_work_directory() {
  if (exit_code_ != exit_code::kFailed) return work_.put_back();
  if (work_.has_aside()) failure_ += "; what the run before left is in " + work_.aside().string();
}

void Demo::write_reports() {
  try {
    write_report(*report_, work_ / "report.json");
    if (!flags_.report_file.empty()) write_report(*report_, flags_.report_file);
  } catch (const std::exception& error) {
    if (failure_.empty()) failure_ = error.what();
    exit_code_ = exit_code::kFailed;
  }
}

/// Called whenever a process has ended: goes on once all parties have, and once the relay has, ends
/// or has the networks audited.
void Demo::processes_gone() {
  if (!ending_ || attackers_.any_running() || processes_.any_party_running()) return;
  if (!over_) {
    over_ = true;
    if (!report_ && last_status_)
      report_ = Json{{"outcome", "failed"},
                     {"reason", failure_},
                     {"config", to_json(flags_.config)},
                     {"seed", flags_.seed},
                     {"steps", last_status_->step},
                     {task_of(flags_.config).main_phase + "_steps", last_status_->main_steps}};
    if (report_ && exit_code_ != exit_code::kBadUsage) {
      if (exit_code_ != exit_code::kFailed) work_.begin();
      live_line_.conclude(*report_);
      write_reports();
    }
    if (operator_) operator_->stop();
    processes_.ask_relay_to_end();
  }
  if (processes_.relay_running()) return;
  // The relay is the last one out.
  if (needs_audit()) return begin_audit();
  if (!audit_) network_.stop();
}

}  // namespace sotto
