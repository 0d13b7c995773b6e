#include "lab/commands/report_command.hpp"

#include <iostream>

#include "lab/report/report_page.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/base/file_draft.hpp"
#include "shared/session/output_file.hpp"

namespace sotto {
namespace {

struct ReportOptions {
  std::vector<std::string> sources;
  std::string file;
  std::string title = "What the runs come to";
};

int write_page(const ReportOptions& options) {
  // What is missing or no source is told before anything is drawn.
  const Gnuplot gnuplot;
  std::vector<ReportSource> sources;
  for (const auto& path : options.sources) sources.push_back(read_report_source(path));
  const auto page = report_page(options.title, sources, gnuplot);
  replace_file(options.file, page);
  std::cout << options.file << ": " << page.size() / 1000 << " kB from " << sources.size()
            << (sources.size() == 1 ? " source\n" : " sources\n");
  return exit_code::kGoalMet;
}

}  // namespace

void add_report(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "report",
      "draw what sweeps, audits and trainings have come to, as one HTML page that needs no other "
      "file; needs gnuplot");
  auto options = std::make_shared<ReportOptions>();
  command
      ->add_option("sources", options->sources,
                   "sweeps' directories or runs.csv, JSON reports of audits, and of trainings with "
                   "--curves")
      ->required();
  command->add_option("--html", options->file, "write the page here")
      ->required()
      ->check(output_file());
  command->add_option("--title", options->title, "of the page")->capture_default_str();
  command->callback([options, &exit_code] { exit_code = write_page(*options); });
}

}  // namespace sotto
