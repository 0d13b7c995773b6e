#include "lab/commands/train_command.hpp"

#include <csignal>
#include <filesystem>
#include <iostream>

#include "alice_client/alice.hpp"
#include "bob_client/bob.hpp"
#include "eve_sniffer/attacker_player.hpp"
#include "eve_sniffer/eve.hpp"
#include "lab/archive_audit.hpp"
#include "lab/progress_line.hpp"
#include "lab/report/curve.hpp"
#include "lab/train_flags.hpp"
#include "shared/base/allocator.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/crypto/run_seeds.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/nn/threads.hpp"
#include "shared/session/report.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/registry.hpp"
#include "shared/tasks/sealed_bits/sealed_bits.hpp"
#include "simulation/in_memory_session.hpp"

namespace sotto {
namespace {

/// How often progress is told where nobody sits at a terminal.
constexpr std::chrono::seconds kPlainLines{5};

volatile std::sig_atomic_t asked_to_stop = 0;

std::string progress(const Task& task, const protocol::Status& status) {
  std::string figures;
  std::string unit;
  for (const auto& series : task.series) {
    // A copy, or a reader beside them, is for the page.
    if (series.name == kShadowSeries || series.name == kLinearSeries || series.name == kKeySeries)
      continue;
    char text[32] = "–";
    if (const auto mean = status.mean(series.name)) std::snprintf(text, sizeof text, "%.3f", *mean);
    figures += (figures.empty() ? "" : ", ") + series.title + " " + text;
    unit = series.unit == "bits_wrong" ? " bits wrong" : "";
  }
  char speed[32];
  std::snprintf(speed, sizeof speed, "%.0f",
                status.running_s > 0 ? static_cast<double>(status.step) / status.running_s : 0.0);
  return "step " + std::to_string(status.step) + ": " + figures + unit + ", " + speed + " steps/s";
}

/// Writes the networks, and leaves none there that an earlier run has written: an audit would take
/// it for one of this run's.
void save(InMemorySession& session, const TrainFlags& options) {
  const std::filesystem::path directory = options.save_directory;
  for (const auto* archive :
       {"alice.pt", "bob.pt", "eve.pt", "key_reader.pt", "public_estimate.pt"}) {
    std::error_code not_there;
    std::filesystem::remove(directory / archive, not_there);
  }
  for (const auto role : kParties)
    if (role != Role::eve || !options.without_eve)
      session.player(role).save((directory / (std::string(name(role)) + ".pt")).string());
}

/// Audits the networks that were saved; their grade becomes the outcome. Whether they are
/// certified.
bool is_certified(const TrainFlags& options, Json& report) {
  ProgressLine line(kPlainLines);
  AuditPlan plan{default_panel(), options.audit.budget()};
  const auto result = audit_archives(
      {options.save_directory, options.seed, /*hard_bits=*/false, plan}, shown_on(line));
  line.clear();
  print(result);
  report["audit"] = json_of(result);
  report["outcome"] = name(result.grade);
  return result.grade == Grade::certified;
}

/// Throws CLI::ValidationError for a name that there is none of.
std::vector<std::unique_ptr<Player>> attackers_of(const TrainFlags& options,
                                                  const SessionConfig& config) {
  std::vector<std::unique_ptr<Player>> players;
  for (const auto& name : options.audit.attackers(config)) try {
      players.push_back(std::make_unique<AttackerPlayer>(name));
    } catch (const std::invalid_argument& error) {
      throw CLI::ValidationError("--attackers", error.what());
    }
  return players;
}

int train(const TrainFlags& options) {
  if (options.audits_archives() && options.save_directory.empty())
    throw CLI::ValidationError("--until",
                               "is 'certified', which audits what --save DIR has written: "
                               "expected that, too");
  auto config = options.session();
  auto [public_seed, secret] = derive_run_seeds(options.seed);
  if (!options.config.given("public_seed")) config.public_seed = public_seed;
  if (!options.secret_file.empty()) secret = read_secret(options.secret_file);
  if (!options.save_directory.empty()) {
    std::error_code fault;
    std::filesystem::create_directories(options.save_directory, fault);
    if (fault)
      throw CLI::ValidationError(
          "--save", "cannot create '" + options.save_directory + "': " + fault.message());
  }
  use_one_thread();
  keep_freed_memory();

  options.table.require_for(config);
  const auto table = options.table.read();
  InMemorySession session(config, {make_alice(secret, /*first_chat=*/0, options.engine, table),
                                   make_bob(secret, options.engine, table),
                                   options.without_eve ? nullptr : make_eve(options.engine, table),
                                   attackers_of(options, config)});
  const auto& task = task_of(config);
  CurveKeeper curves(config);
  std::signal(SIGINT, [](int) { asked_to_stop = 1; });
  std::signal(SIGTERM, [](int) { asked_to_stop = 1; });
  ProgressLine line(kPlainLines);
  session.observe_events([&](const SessionEvent& event) {
    if (options.curves) curves.observe(event);
    const auto* notice = std::get_if<protocol::Notice>(&event);
    using protocol::NoticeKind;
    if (notice == nullptr ||
        (notice->kind != NoticeKind::audit && notice->kind != NoticeKind::audited))
      return;
    line.clear();
    std::cout << notice->text << std::endl;
  });
  while (session.advance()) {
    if (asked_to_stop == 1) {
      asked_to_stop = 2;
      session.command({.name = protocol::CommandName::stop});
    }
    if (line.is_due()) line.show(progress(task, session.status()));
  }
  auto report = session.run();
  report["seed"] = options.seed;
  if (options.curves) report["curves"] = to_json(curves.curve());
  line.clear();
  const auto status = session.status();
  const auto goal = task.goal(config).name;
  std::cout << "outcome " << report["outcome"].get<std::string>() << ", " << progress(task, status)
            << ", " << goal << " at step "
            << (report[goal + "_at_step"].is_null() ? "none" : report[goal + "_at_step"].dump())
            << "\n";
  if (!options.save_directory.empty()) save(session, options);
  bool met = goal_met(report);
  if (met && options.audits_archives()) met = is_certified(options, report);
  if (!options.report_file.empty()) write_report(report, options.report_file);
  return met ? exit_code::kGoalMet : exit_code::kGoalNotMet;
}

}  // namespace

void add_train(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("train", "train Alice, Bob and Eve in this one process");
  auto options = std::make_shared<TrainFlags>(*command);
  command->callback([options, &exit_code] { exit_code = train(*options); });
}

}  // namespace sotto
