#include "launcher/demo.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>

#include "launcher/launch_record.hpp"
#include "launcher/recorded_report.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/protocol/finding_text.hpp"
#include "shared/session/config_json.hpp"
#include "shared/session/report.hpp"
#include "shared/tasks/config_flags.hpp"
#include "shared/tasks/registry.hpp"
#include "shared/transport/tls_context.hpp"

namespace sotto {

using namespace std::chrono_literals;

namespace {

constexpr auto kSession = "live";
constexpr auto kRelayDeadline = 15s;
/// How long the parties are kept back for the attackers, who take as long to start as they do.
constexpr auto kAttackersDeadline = 30s;
constexpr auto kPoll = 10ms;
constexpr auto kSilence = 5s;
/// After the report, or an interrupt: how long the parts may take to end on their own.
constexpr auto kPartsDeadline = 5s;
constexpr auto kInterruptDeadline = 1400ms;
constexpr auto kForceDeadline = 300ms;
constexpr auto kUnreadable = "standard output cannot be written";

std::string ended_how(const ChildProcess& part, int status) {
  auto text = part.name() + " ended ";
  if (status > 128)
    text += "by signal " + std::to_string(status - 128);
  else
    text += "with " + std::to_string(status) + ": " + part.last_words();
  return text + " (its log: " + part.log_file().string() + ")";
}

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
      live_line_(!flags_.headless && ::isatty(STDOUT_FILENO) != 0) {}

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
  if (flags_.tls) prepare_certificates();
  start_relay();
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

/// Whoever trusts those of the run that goes on need not trust others.
void Demo::prepare_certificates() {
  if (flags_.resume) certificates_ = kept_local_certificates(work_.path());
  if (!certificates_) certificates_ = make_local_certificates(work_.path(), flags_.address);
}

void Demo::start_relay() {
  std::vector<std::string> arguments{
      "--address",     flags_.address,
      "--port",        std::to_string(port_ != 0 ? port_ : flags_.port),
      "--port-file",   (work_ / "port").string(),
      "--session",     kSession,
      "--tokens-file", (work_ / "tokens.json").string(),
      "--journal",     (work_ / "journal.sqlite").string()};
  if (certificates_)
    arguments.insert(arguments.end(), {"--tls-certificate", certificates_->certificate.string(),
                                       "--tls-key", certificates_->key.string()});
  const auto config = to_json(flags_.config);
  visit_fields(flags_.config, [&](const char* field, const auto&, const char*) {
    const auto& value = config.at(field);
    arguments.push_back(option_name(field));
    arguments.push_back(value.is_string() ? value.get<std::string>() : value.dump());
  });
  if (port_ != 0 || flags_.resume) arguments.emplace_back("--resume");
  if (flags_.record) {
    arguments.emplace_back("--record");
    arguments.push_back((work_ / "wire.record").string());
  }
  relay_ =
      std::make_shared<ChildProcess>(network_, "relay", programs_ / "sotto-relay", arguments,
                                     std::map<std::string, std::string>{}, work_ / "relay.log");
  relay_->start({.line = {}, .ended = [this](int status) { part_ended(*relay_, status); }});
}

/// Where the relay listens, for a client in this process.
Endpoint Demo::relay_at() const {
  return {flags_.address, port_, kRelayDeadline,
          certificates_ ? client_tls(certificates_->authority.string()) : nullptr};
}

/// The same, for a part.
std::vector<std::string> Demo::way_to_relay() const {
  std::vector<std::string> arguments{"--relay", relay_at().text(), "--session", kSession};
  if (certificates_)
    arguments.insert(arguments.end(), {"--tls-ca", certificates_->authority.string()});
  return arguments;
}

/// It writes its port to a file once it listens.
void Demo::wait_for_relay() {
  if (ending_) return;
  if (std::ifstream in(work_ / "port"); in >> port_) {
    const auto address =
        (certificates_ ? "https://" : "http://") + host_and_port(flags_.address, port_) + "/";
    live_line_.print("relay on " + address);
    if (certificates_)
      live_line_.print("whom to trust for it: " + certificates_->authority.string());
    attach();
    // After '#' it stays in the browser: no server and no log sees the token.
    live_line_.print("dashboard on " + address + "#token=" + operator_token_);
    return start_attackers();
  }
  if (std::chrono::steady_clock::now() - launched_ > kRelayDeadline)
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
  Json tokens;
  std::ifstream(work_ / "tokens.json") >> tokens;
  attackers_.start(
      network_, programs_ / "sotto-eve", way_to_relay(), tokens.at("attacker"), work_.path(),
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
  for (const auto role : kParties) start_party(role);
  if (!flags_.headless) terminal_.next();
  follow_scenario();
}

void Demo::start_party(Role role) {
  const std::string who(name(role));
  Json tokens;
  std::ifstream(work_ / "tokens.json") >> tokens;
  std::map<std::string, std::string> environment{{"SOTTO_TOKEN", tokens.at(who)}};
  if (role != Role::eve) environment["SOTTO_SECRET_FILE"] = (work_ / "secret.hex").string();
  auto& part = parties_[static_cast<std::size_t>(role)];
  if (!part) {
    auto arguments = way_to_relay();
    arguments.insert(arguments.end(),
                     {"--engine", flags_.engine, "--save", (work_ / (who + ".pt")).string(),
                      "--checkpoints", (work_ / "checkpoints").string()});
    arguments.insert(arguments.end(), flags_.table_arguments.begin(), flags_.table_arguments.end());
    part = std::make_shared<ChildProcess>(network_, who, programs_ / ("sotto-" + who), arguments,
                                          environment, work_ / (who + ".log"));
  }
  // Alice and Bob wait for each other, nobody waits for Eve.
  if (role == Role::eve) part->go_last();
  part->start({.line = [this, role](const std::string& line) { printed(role, line); },
               .ended = [this, role](int status) { part_ended(party(role), status); }});
}

void Demo::attach() {
  Json tokens;
  std::ifstream(work_ / "tokens.json") >> tokens;
  operator_token_ = tokens.at("operator").get<std::string>();
  operator_ = std::make_shared<ReconnectingClient>(
      network_.get_executor(), relay_at(),
      ReconnectingClient::Callbacks{
          .hello =
              [token = operator_token_] {
                return protocol::Hello{
                    protocol::kProtocolVersion, kSession, Role::operator_, token, {}};
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
  party(Role::alice).type(line, [this] { terminal_.next(); });
}

// ---- While it runs ----

void Demo::status(const protocol::Status& status) {
  last_status_ = status;
  furthest_ = std::max(furthest_, status.step);
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

void Demo::part_ended(ChildProcess& part, int status) {
  if (over_) return parts_gone();
  for (const auto role : kParties)
    if (parties_[static_cast<std::size_t>(role)].get() == &part) {
      stopped_.erase(role);
      if (expected_.erase(role) > 0) return;
    }
  if (restart(part, status)) return;
  if (report_ && &part == parties_[static_cast<std::size_t>(Role::eve)].get() &&
      status == exit_code::kBadUsage) {
    live_line_.print("Eve came when the session was over");
    return parts_gone();
  }
  if (report_ && failure_.empty() && status > 0 && status < 128) {
    // The session is over, but what was to be left of it is not there.
    failure_ = ended_how(part, status);
    exit_code_ = exit_code::kFailed;
    (*report_)["outcome"] = "failed";
    (*report_)["reason"] = failure_;
  }
  if (ending_ || report_) return parts_gone();
  const auto why = part.last_words();
  const bool bad_usage = status == exit_code::kBadUsage && !last_status_;
  fail(bad_usage ? exit_code::kBadUsage : exit_code::kFailed,
       bad_usage ? why : ended_how(part, status));
}

/// Whether the relay had the session's end in its journal, and could not tell it any more.
bool Demo::ended_before_it_died() {
  try {
    const auto report = recorded_report(work_ / "journal.sqlite", flags_.before);
    if (!report) return false;
    // They have said farewell, and save what they have on their way out.
    for (const auto& part : parties_)
      if (part) part->signal(SIGTERM);
    finished(*report);
  } catch (const std::exception& error) {
    fail(exit_code::kFailed, error.what());
  }
  return true;
}

/// What was killed goes on from its last checkpoint; what ended of itself had its reason.
bool Demo::restart(ChildProcess& part, int status) {
  if (status <= 128 || ending_ || report_ || !failure_.empty()) return false;
  if (&part == relay_.get()) {
    if (port_ == 0) return false;  // it has never listened: there is nothing to go on with
    if (ended_before_it_died()) return true;
  }
  auto& [restarts, timer] =
      supervised_.try_emplace(part.name(), Supervision{{}, net::steady_timer(network_)})
          .first->second;
  const auto how = ended_how(part, status);
  const auto delay = restarts.after_death(std::chrono::steady_clock::now(), furthest_);
  if (!delay) {
    fail(exit_code::kFailed,
         how + ", the " + std::to_string(restarts.in_a_row()) + "th time without progress");
    return true;
  }
  live_line_.print(how + ": it is started again");
  timer.expires_after(*delay);
  timer.async_wait([this, who = part.name()](error_code fault) {
    if (fault || ending_ || report_) return;
    if (who == relay_->name()) return start_relay();
    for (const auto role : kParties)
      if (who == name(role)) start_party(role);
  });
  return true;
}

/// The session goes on without it.
void Demo::attacker_ended(const ChildProcess& attacker, int status) {
  if (ending_ || over_ || report_) return parts_gone();
  if (status == exit_code::kBadUsage && !parties_started_)
    return fail(exit_code::kBadUsage, attacker.last_words());
  live_line_.print(ended_how(attacker, status));
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
    return stop_parts();
  }
  if (report_ || !failure_.empty()) return;  // it is ending already
  live_line_.print("stopping");
  for (const auto role : stopped_) party(role).signal(SIGCONT);
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

void Demo::say(const std::string& text) { party(Role::alice).type(text); }

void Demo::signal(Role role, Deed deed) {
  if (deed == Deed::stop_process) stopped_.insert(role);
  if (deed == Deed::continue_process) stopped_.erase(role);
  if (deed == Deed::kill) expected_.insert(role);
  party(role).signal(deed == Deed::kill ? SIGKILL : deed == Deed::stop_process ? SIGSTOP : SIGCONT);
}

bool Demo::running(Role role) const { return parties_[static_cast<std::size_t>(role)]->running(); }

void Demo::start(Role role) { start_party(role); }

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
    return stop_parts();
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
  stop_parts();
}

/// Where the relay still answers, it is asked for the report of what there was.
void Demo::fail(int exit_code, const std::string& why) {
  if (ending_ || report_ || !failure_.empty()) return;
  failure_ = why;
  exit_code_ = exit_code;
  if (!last_status_ || !relay_->running()) return stop_parts();
  for (const auto role : stopped_) party(role).signal(SIGCONT);
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
    stop_parts();
  });
}

/// The parties end on their own when the session is over; then the relay is asked to.
void Demo::stop_parts() {
  if (ending_ && interrupts_ < 2) return;
  const bool orderly = report_.has_value() && interrupts_ < 2;
  ending_ = true;
  attackers_timer_.cancel();
  for (auto& [part, supervision] : supervised_) supervision.timer.cancel();
  attackers_.kill();
  for (const auto role : stopped_) party(role).signal(SIGCONT);
  if (!orderly)
    for (const auto& part : parties_)
      if (part) part->signal(SIGTERM);
  stop_timer_.expires_after(orderly && interrupts_ == 0
                                ? std::chrono::milliseconds(kPartsDeadline)
                                : std::chrono::milliseconds(kForceDeadline));
  stop_timer_.async_wait([this](error_code fault) {
    if (fault) return;
    for (const auto& part : parties_)
      if (part) part->signal(SIGKILL);
    if (relay_) relay_->signal(SIGKILL);
  });
  parts_gone();
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

bool Demo::any_running() const {
  return attackers_.any_running() ||
         std::ranges::any_of(parties_, [](const auto& part) { return part && part->running(); });
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

/// Called whenever a part has ended: goes on once all parties have, and once the relay has, ends or
/// has the networks audited.
void Demo::parts_gone() {
  if (!ending_ || any_running()) return;
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
    if (relay_) relay_->signal(SIGTERM);
  }
  if (relay_ && relay_->running()) return;
  // The relay is the last one out.
  if (needs_audit()) return begin_audit();
  if (!audit_) network_.stop();
}

}  // namespace sotto
