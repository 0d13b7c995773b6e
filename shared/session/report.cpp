#include "shared/session/report.hpp"

#include <fstream>
#include <stdexcept>

namespace sotto {

bool goal_met(const Json& report) {
  if (report.at("outcome") == "failed") return false;
  const auto& config = report.at("config");
  if (config.at("until") == "secret") return report.at("outcome") == "secret";
  return report.at("steps") >= config.at("steps");
}

void write_report(const Json& report, const std::filesystem::path& file) {
  const auto draft = file.string() + ".new";
  std::ofstream out(draft);
  out << report.dump(2) << "\n";
  out.close();
  if (!out) throw std::runtime_error("report file '" + file.string() + "' cannot be written");
  std::filesystem::rename(draft, file);
}

}  // namespace sotto
