#include "shared/session/report.hpp"

#include "shared/base/file_draft.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

bool goal_met(const Json& report) {
  if (report.at("outcome") == "failed") return false;
  const auto& config = report.at("config");
  const auto& until = config.at("until");
  if (until == kUntilAudited && report.at("outcome") == kUntilCertified) return true;
  if (until != kUntilSteps) return report.at("outcome") == until;
  return report.at("steps") >= config.at("steps");
}

void write_report(const Json& report, const std::filesystem::path& file) {
  replace_file(file, report.dump(2) + "\n");
}

}  // namespace sotto
