#include "lab/commands/simulate_command.hpp"

#include <chrono>
#include <iostream>

#include "alice_client/alice.hpp"
#include "bob_client/bob.hpp"
#include "eve_sniffer/attacker_player.hpp"
#include "eve_sniffer/eve.hpp"
#include "lab/progress_line.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/crypto/run_seeds.hpp"
#include "shared/nn/threads.hpp"
#include "shared/session/whole_number.hpp"
#include "simulation/faults/fault_simulation.hpp"
#include "simulation/faults/shrink.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kMaxSimulationSeed = 1'000'000'000'000;

struct SimulateOptions {
  std::string seeds;
  std::int64_t one = 0;
  bool trace = false;
  std::string faults;
};

struct SeedRange {
  std::int64_t first = 0;
  std::int64_t last = 0;  ///< inclusive
};

/// "1..500". Throws CLI::ValidationError.
SeedRange parse_seed_range(const std::string& text) {
  const auto dots = text.find("..");
  const auto number = whole_number(0, kMaxSimulationSeed);
  auto first = text.substr(0, dots);
  auto last = dots == text.npos ? std::string() : text.substr(dots + 2);
  if (!number(first).empty() || !number(last).empty() || std::stoll(first) > std::stoll(last))
    throw CLI::ValidationError("--seeds",
                               "is '" + text + "', expected two seeds, the lower first, as 1..500");
  return {std::stoll(first), std::stoll(last)};
}

MakePlayer players_of(std::uint64_t seed) {
  return [secret = derive_run_seeds(static_cast<std::int64_t>(seed)).secret](
             const MachinePlan& machine, std::int64_t first_chat) -> std::unique_ptr<Player> {
    switch (machine.role) {
      case Role::alice:
        return make_alice(secret, first_chat, "fused");
      case Role::bob:
        return make_bob(secret, "fused");
      case Role::eve:
        return make_eve("fused");
      default:
        return std::make_unique<AttackerPlayer>(machine.name);
    }
  };
}

/// What was broken, and how to see it again with as little as possible.
void tell(const SimulationPlan& plan, const MakePlayer& make,
          const SimulationResult::Broken& broken) {
  auto smallest = plan;
  auto found = broken;
  smallest.disturbances = shrink(plan.disturbances, [&](const std::vector<Disturbance>& fewer) {
    auto with_fewer = plan;
    with_fewer.disturbances = fewer;
    const auto result = simulate(with_fewer, make);
    const bool same = result.broken && result.broken->promise == broken.promise;
    if (same) found = *result.broken;
    return same;
  });
  std::cout << "seed " << plan.seed << ": " << found.sentence << " (" << found.promise
            << ")\nsee it again: sotto-lab simulate --one " << plan.seed << " --trace --faults '"
            << to_text(smallest.disturbances) << "'" << std::endl;
}

int simulate_one(const SimulateOptions& options) {
  auto plan = draw_plan(static_cast<std::uint64_t>(options.one));
  if (!options.faults.empty()) {
    const auto faults = parse_disturbances(options.faults);
    if (!faults)
      throw CLI::ValidationError(
          "--faults", "is '" + options.faults +
                          "', expected a list as simulate prints it, e.g. crash-bob@57+1200/800");
    if (const auto wrong = misfit(plan, *faults)) throw CLI::ValidationError("--faults", *wrong);
    plan.disturbances = *faults;
  }
  const auto make = players_of(plan.seed);
  Trace::Show show;
  if (options.trace) show = [](const std::string& line) { std::cout << line << "\n"; };
  const auto result = simulate(plan, make, show);
  std::cout << "seed " << plan.seed << ": " << result.steps << " steps, " << result.epochs
            << " epochs, " << result.events << " events in "
            << std::chrono::duration<double>(result.took).count()
            << " s of simulated time; faults: " << to_text(plan.disturbances) << "\n";
  if (!result.broken) {
    std::cout << "no promise was broken\n";
    return exit_code::kGoalMet;
  }
  if (options.faults.empty())
    tell(plan, make, *result.broken);
  else
    std::cout << "seed " << plan.seed << ": " << result.broken->sentence << " ("
              << result.broken->promise << ")\n";
  return exit_code::kGoalNotMet;
}

int simulate_all(const SeedRange& seeds) {
  constexpr std::chrono::seconds kPlainLines{10};
  ProgressLine line(kPlainLines);
  const auto began = std::chrono::steady_clock::now();
  std::int64_t broken = 0;
  std::int64_t steps = 0;
  std::int64_t epochs = 0;
  std::int64_t eve = 0;
  for (auto seed = seeds.first; seed <= seeds.last; ++seed) {
    const auto plan = draw_plan(static_cast<std::uint64_t>(seed));
    const auto make = players_of(plan.seed);
    const auto result = simulate(plan, make);
    steps += result.completed;
    epochs += result.epochs;
    eve += result.eve_compared ? 1 : 0;
    if (result.broken) {
      ++broken;
      line.clear();
      tell(plan, make, *result.broken);
    }
    if (line.is_due())
      line.show("seed " + std::to_string(seed) + " of " + std::to_string(seeds.first) + " to " +
                std::to_string(seeds.last) + ", " + std::to_string(broken) + " broken");
  }
  line.clear();
  const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  const auto count = seeds.last - seeds.first + 1;
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", took);
  std::cout << count << " seeds, " << steps << " steps, " << epochs << " epochs, Eve compared in "
            << eve << ", " << broken << " with a broken promise; " << text << " s\n";
  return broken == 0 ? exit_code::kGoalMet : exit_code::kGoalNotMet;
}

}  // namespace

void add_simulate(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("simulate",
                                     "sessions under faults, with simulated time, network and "
                                     "disks, each from its seed; ends with "
                                     "0 where no promise was broken");
  auto options = std::make_shared<SimulateOptions>();
  auto* which = command->add_option_group("which", "which sessions");
  which->add_option("--seeds", options->seeds, "one for each of these seeds, e.g. 1..500");
  auto* one = which->add_option("--one", options->one, "this one")
                  ->check(whole_number(0, kMaxSimulationSeed));
  which->require_option(1);
  command->add_flag("--trace", options->trace, "with --one: print what happens, a line each")
      ->needs(one);
  command
      ->add_option("--faults", options->faults,
                   "with --one: these faults and orders, not the seed's; none for none")
      ->needs(one);
  command->callback([options, one, &exit_code] {
    use_one_thread();
    exit_code =
        one->count() > 0 ? simulate_one(*options) : simulate_all(parse_seed_range(options->seeds));
  });
}

}  // namespace sotto
