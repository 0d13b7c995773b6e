#include "launcher/session_processes.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>

#include "shared/session/config_json.hpp"
#include "shared/tasks/config_flags.hpp"
#include "shared/transport/tls_context.hpp"

namespace sotto {

SessionProcesses::SessionProcesses(net::io_context& network, const DemoFlags& flags,
                                   std::filesystem::path programs, std::filesystem::path work,
                                   Callbacks callbacks)
    : network_(network),
      flags_(flags),
      programs_(std::move(programs)),
      work_(std::move(work)),
      callbacks_(std::move(callbacks)) {}

std::string SessionProcesses::ended_how(const ChildProcess& process, int status) {
  auto text = process.name() + " ended ";
  if (status > 128)
    text += "by signal " + std::to_string(status - 128);
  else
    text += "with " + std::to_string(status) + ": " + process.last_words();
  return text + " (its log: " + process.log_file().string() + ")";
}

// ---- Starting ----

void SessionProcesses::start_relay(std::optional<LocalCertificates> certificates) {
  certificates_ = std::move(certificates);
  start_relay();
}

/// Again after its death at the port that it had, where the parties look for it.
void SessionProcesses::start_relay() {
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
  relay_->start({.line = {}, .ended = [this](int status) { ended(*relay_, status); }});
}

bool SessionProcesses::relay_listens() {
  std::ifstream in(work_ / "port");
  return static_cast<bool>(in >> port_);
}

Endpoint SessionProcesses::relay_at() const {
  return {flags_.address, port_, kRelayDeadline,
          certificates_ ? client_tls(certificates_->authority.string()) : nullptr};
}

std::vector<std::string> SessionProcesses::way_to_relay() const {
  std::vector<std::string> arguments{"--relay", relay_at().text(), "--session", kSession};
  if (certificates_)
    arguments.insert(arguments.end(), {"--tls-ca", certificates_->authority.string()});
  return arguments;
}

std::string SessionProcesses::token(const std::string& of) const {
  Json tokens;
  std::ifstream(work_ / "tokens.json") >> tokens;
  return tokens.at(of).get<std::string>();
}

void SessionProcesses::start(Role role) {
  const std::string who(name(role));
  std::map<std::string, std::string> environment{{"SOTTO_TOKEN", token(who)}};
  if (role != Role::eve) environment["SOTTO_SECRET_FILE"] = (work_ / "secret.hex").string();
  auto& process = parties_[static_cast<std::size_t>(role)];
  if (!process) {
    auto arguments = way_to_relay();
    arguments.insert(arguments.end(),
                     {"--engine", flags_.engine, "--save", (work_ / (who + ".pt")).string(),
                      "--checkpoints", (work_ / "checkpoints").string()});
    arguments.insert(arguments.end(), flags_.table_arguments.begin(), flags_.table_arguments.end());
    process = std::make_shared<ChildProcess>(network_, who, programs_ / ("sotto-" + who), arguments,
                                             environment, work_ / (who + ".log"));
  }
  // Alice and Bob wait for each other, nobody waits for Eve.
  if (role == Role::eve) process->go_last();
  process->start({.line = [this, role](const std::string& line) { callbacks_.line(role, line); },
                  .ended = [this, role](int status) { ended(party(role), status); }});
}

// ---- While they run ----

bool SessionProcesses::any_party_running() const {
  return std::ranges::any_of(parties_,
                             [](const auto& process) { return process && process->running(); });
}

void SessionProcesses::type(Role role, const std::string& line, std::function<void()> then) {
  party(role).type(line, std::move(then));
}

void SessionProcesses::hold(Role role) {
  held_.insert(role);
  party(role).signal(SIGSTOP);
}

void SessionProcesses::go_on(Role role) {
  held_.erase(role);
  party(role).signal(SIGCONT);
}

void SessionProcesses::kill(Role role) {
  killed_.insert(role);
  party(role).signal(SIGKILL);
}

void SessionProcesses::ended(ChildProcess& process, int status) {
  for (const auto role : kParties)
    if (parties_[static_cast<std::size_t>(role)].get() == &process) {
      held_.erase(role);
      if (killed_.erase(role) > 0 && !ending_) return;
    }
  // A relay that has never listened leaves nothing to go on with.
  const bool may_go_on = &process != relay_.get() || port_ != 0;
  if (status <= 128 || ending_ || !may_go_on) return callbacks_.ended(process, status);
  if (&process == relay_.get() && callbacks_.was_over()) return;
  start_again(process, status);
}

void SessionProcesses::start_again(ChildProcess& process, int status) {
  auto& [restarts, timer] =
      supervised_.try_emplace(process.name(), Supervision{{}, net::steady_timer(network_)})
          .first->second;
  const auto how = ended_how(process, status);
  const auto delay = restarts.after_death(std::chrono::steady_clock::now(), furthest_);
  if (!delay)
    return callbacks_.given_up(how + ", the " + std::to_string(restarts.in_a_row()) +
                               "th time without progress");
  callbacks_.note(how + ": it is started again");
  timer.expires_after(*delay);
  timer.async_wait([this, who = process.name()](error_code fault) {
    if (fault || ending_) return;
    if (who == relay_->name()) return start_relay();
    for (const auto role : kParties)
      if (who == name(role)) start(role);
  });
}

// ---- The end ----

void SessionProcesses::release() {
  for (const auto role : held_) party(role).signal(SIGCONT);
}

void SessionProcesses::let_end() {
  ending_ = true;
  for (auto& [process, supervision] : supervised_) supervision.timer.cancel();
  release();
}

void SessionProcesses::ask_parties_to_end() {
  for (const auto& process : parties_)
    if (process) process->signal(SIGTERM);
}

void SessionProcesses::ask_relay_to_end() {
  if (relay_) relay_->signal(SIGTERM);
}

void SessionProcesses::kill_all() {
  for (const auto& process : parties_)
    if (process) process->signal(SIGKILL);
  if (relay_) relay_->signal(SIGKILL);
}

}  // namespace sotto
