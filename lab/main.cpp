// sotto-lab
#include <iostream>

#include "lab/commands/audit_command.hpp"
#include "lab/commands/replay_command.hpp"
#include "lab/commands/report_command.hpp"
#include "lab/commands/simulate_command.hpp"
#include "lab/commands/sweep_command.hpp"
#include "lab/commands/train_command.hpp"
#include "lab/report/report_source.hpp"
#include "lab/sweep/sweep_plan.hpp"
#include "server/observers/journal/journal_reader.hpp"
#include "shared/attack/archive_cipher.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/session/command_line.hpp"
#include "shared/tasks/selective/table_error.hpp"

int main(int argc, char** argv) {
  int exit_code = sotto::exit_code::kGoalMet;
  CLI::App app(
      "The laboratory: whole sessions in one process, over a wire in memory.\n"
      "Ends with 0 when the goal is met, 1 when not, 2 on bad usage, 3 when something fails.",
      "sotto-lab");
  app.require_subcommand(1);
  sotto::add_train(app, exit_code);
  sotto::add_replay(app, exit_code);
  sotto::add_audit(app, exit_code);
  sotto::add_simulate(app, exit_code);
  sotto::add_sweep(app, exit_code);
  sotto::add_report(app, exit_code);
  try {
    sotto::refuse_empty_arguments(argc, argv);
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    app.exit(help);
  } catch (const CLI::Error& error) {
    std::cerr << "sotto-lab: " << sotto::sentence(error) << "\n";
    return sotto::exit_code::kBadUsage;
  } catch (const sotto::SecretError& error) {
    std::cerr << "sotto-lab: " << error.what() << "\n";
    return sotto::exit_code::kBadUsage;
  } catch (const sotto::ArchiveError& error) {
    std::cerr << "sotto-lab: " << error.what() << "\n";
    return sotto::exit_code::kBadUsage;
  } catch (const sotto::JournalError& error) {
    std::cerr << "sotto-lab: " << error.what() << "\n";
    return sotto::exit_code::kBadUsage;
  } catch (const sotto::ReportSourceError& error) {
    std::cerr << "sotto-lab: " << error.what() << "\n";
    return sotto::exit_code::kBadUsage;
  } catch (const sotto::TableError& error) {
    std::cerr << "sotto-lab: " << error.what() << "\n";
    return sotto::exit_code::kBadUsage;
  } catch (const sotto::SweepError& error) {
    std::cerr << "sotto-lab: " << error.what() << "\n";
    return sotto::exit_code::kBadUsage;
  } catch (const std::exception& error) {
    // LibTorch's errors go on with a trace of the stack.
    const std::string_view what = error.what();
    std::cerr << "sotto-lab: " << what.substr(0, what.find('\n')) << "\n";
    return sotto::exit_code::kFailed;
  }
  const int of_output = sotto::exit_code_of_output(app);
  return exit_code == sotto::exit_code::kGoalMet ? of_output : exit_code;
}
