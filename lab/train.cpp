#include "lab/train.hpp"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <iostream>

#include "alice_client/alice_player.hpp"
#include "bob_client/bob_player.hpp"
#include "eve_sniffer/eve_player.hpp"
#include "lab/audit.hpp"
#include "shared/base/allocator.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/crypto/run_seeds.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/nn/threads.hpp"
#include "shared/session/output_file.hpp"
#include "shared/session/report.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/config_flags.hpp"
#include "simulation/in_memory_session.hpp"

namespace sotto {
namespace {

struct TrainOptions {
  std::unique_ptr<ConfigFlags> config;
  std::int64_t seed = 1;
  std::string secret_file;
  std::string report_file;
  std::string save_directory;
  std::string audit_budget = "default";
  std::string engine = "fused";
  bool without_eve = false;
};

/// Goes away with its owner.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    auto name = (std::filesystem::temp_directory_path() / "sotto-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::filesystem::filesystem_error("cannot create a temporary directory",
                                              std::error_code(errno, std::generic_category()));
    path_ = name;
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

volatile std::sig_atomic_t asked_to_stop = 0;

std::string progress(const protocol::Status& status) {
  const auto bits = [](const std::optional<double>& wrong) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", wrong.value_or(0));
    return wrong ? std::string(text) : std::string("–");
  };
  char text[160];
  std::snprintf(text, sizeof text, "step %lld: Bob %s, Eve %s bits wrong, %.0f steps/s",
                static_cast<long long>(status.step), bits(status.mean(kBobSeries)).c_str(),
                bits(status.mean(kEveSeries)).c_str(),
                status.running_s > 0 ? static_cast<double>(status.step) / status.running_s : 0.0);
  return text;
}

/// Audits the networks that the session has made; their grade becomes the outcome. Whether it is
/// the one that was asked for, or better.
bool reaches_grade(InMemorySession& session, const TrainOptions& options, Json& report) {
  const ScratchDirectory directory;
  for (const auto role : {Role::alice, Role::bob})
    session.player(role).save(directory.path() / (std::string(name(role)) + ".pt"));
  const auto result = audit_networks({.directory = directory.path().string(),
                                      .attackers = {},
                                      .budget = options.audit_budget,
                                      .seed = options.seed});
  print(result);
  report["audit"] = json_of(result);
  report["outcome"] = name(result.grade);
  return result.grade >= *named<Grade>(options.config->audit_goal());
}

int train(const TrainOptions& options) {
  auto config = options.config->config();
  auto [public_seed, secret] = derive_run_seeds(options.seed);
  if (!options.config->given("public_seed")) config.public_seed = public_seed;
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

  const auto engine = *named<EngineKind>(options.engine);
  InMemorySession session(config,
                          {std::make_unique<AlicePlayer>(secret, /*first_chat=*/0, engine),
                           std::make_unique<BobPlayer>(secret, engine),
                           options.without_eve ? nullptr : std::make_unique<EvePlayer>(engine)});
  std::signal(SIGINT, [](int) { asked_to_stop = 1; });
  std::signal(SIGTERM, [](int) { asked_to_stop = 1; });
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  auto next_line = std::chrono::steady_clock::now();
  while (session.advance()) {
    if (asked_to_stop == 1) {
      asked_to_stop = 2;
      session.command({.name = protocol::CommandName::stop});
    }
    const auto now = std::chrono::steady_clock::now();
    if (now < next_line) continue;
    next_line = now + std::chrono::milliseconds(terminal ? 200 : 5000);
    const auto line = progress(session.room().status(now));
    std::cerr << (terminal ? "\r\033[K" : "") << line << (terminal ? "" : "\n") << std::flush;
  }
  auto report = session.run();
  report["seed"] = options.seed;
  if (terminal) std::cerr << "\r\033[K";
  const auto status = session.room().status(std::chrono::steady_clock::now());
  std::cout << "outcome " << report["outcome"].get<std::string>() << ", " << progress(status)
            << ", secret at step "
            << (report["secret_at_step"].is_null() ? "none" : report["secret_at_step"].dump())
            << "\n";
  if (!options.save_directory.empty())
    for (const auto role : kParties)
      if (role != Role::eve || !options.without_eve)
        session.player(role).save(options.save_directory + "/" + std::string(name(role)) + ".pt");
  bool met = goal_met(report);
  if (met && !options.config->audit_goal().empty()) met = reaches_grade(session, options, report);
  if (!options.report_file.empty()) write_report(report, options.report_file);
  return met ? exit_code::kGoalMet : exit_code::kGoalNotMet;
}

}  // namespace

void add_train(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("train", "train Alice, Bob and Eve in this one process");
  auto options = std::make_shared<TrainOptions>();
  options->config = std::make_unique<ConfigFlags>(*command);
  command->add_option("--seed", options->seed, "the run's seed: its public seed and its secret")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{0}, kMaxSeed));
  command->add_option("--secret-file", options->secret_file,
                      "take Alice's and Bob's secret from this file, not from the seed");
  command->add_option("--report", options->report_file, "write the report here (JSON)")
      ->check(output_file());
  command->add_option("--save", options->save_directory,
                      "write alice.pt, bob.pt and eve.pt to this directory");
  add_budget(*command, "--audit-budget", options->audit_budget);
  command->add_option("--engine", options->engine, "how networks are computed: fused or reference")
      ->capture_default_str()
      ->check(CLI::IsMember({"fused", "reference"}));
  command->add_flag("--without-eve", options->without_eve, "nobody listens");
  command->callback([options, &exit_code] { exit_code = train(*options); });
}

}  // namespace sotto
