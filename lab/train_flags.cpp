#include "lab/train_flags.hpp"

#include "shared/session/output_file.hpp"
#include "shared/session/whole_number.hpp"

namespace sotto {

TrainFlags::TrainFlags(CLI::App& app) : audit(app), table(app), config(app) {
  app.add_option("--seed", seed, "the run's seed: its public seed and its secret")
      ->capture_default_str()
      ->check(whole_number(0, kMaxSeed));
  app.add_option("--secret-file", secret_file,
                 "take Alice's and Bob's secret from this file, not from the seed");
  app.add_option("--report", report_file, "write the report here (JSON)")->check(output_file());
  app.add_option("--save", save_directory, "write alice.pt, bob.pt and eve.pt to this directory");
  app.add_option("--engine", engine, "how networks are computed: fused or reference")
      ->capture_default_str()
      ->check(CLI::IsMember({"fused", "reference"}));
  app.add_flag("--curves", curves, "the report keeps a curve of each series");
  app.add_flag("--without-eve", without_eve, "nobody listens");
}

ConfigFlags TrainFlags::session_flags() const {
  auto flags = config;
  audit.apply_to(flags);
  table.apply_to(flags);
  return flags;
}

TrainWords::TrainWords(const std::vector<std::string>& words) : flags_(app_) {
  app_.set_help_flag();
  app_.parse(std::vector<std::string>(words.rbegin(), words.rend()));
}

}  // namespace sotto
