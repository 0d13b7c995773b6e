#include "launcher/lab_audit.hpp"

#include <fstream>

#include "shared/base/exit_codes.hpp"

namespace sotto {

LabAudit::LabAudit(net::io_context& network, const std::filesystem::path& programs,
                   const std::filesystem::path& directory, const std::string& budget)
    : file_(directory / "audit.json"),
      process_(std::make_shared<ChildProcess>(
          network, "audit", programs / "sotto-lab",
          std::vector<std::string>{"audit", directory.string(), "--budget", budget, "--report",
                                   file_.string()},
          std::map<std::string, std::string>{}, std::filesystem::path())) {}

void LabAudit::start(std::function<void(const std::string&)> line, std::function<void()> ended) {
  std::filesystem::remove(file_);
  process_->start({.line = std::move(line), .ended = [this, ended = std::move(ended)](int status) {
                     status_ = status;
                     ended();
                   }});
}

Json LabAudit::report() const {
  if (status_ > 128)
    throw LabAuditError("the audit was ended by signal " + std::to_string(status_ - 128));
  if (status_ != exit_code::kGoalMet && status_ != exit_code::kGoalNotMet)
    throw LabAuditError("the audit ended with " + std::to_string(status_) + ", expected 0 or 1");
  std::ifstream in(file_);
  if (!in) throw LabAuditError("the audit has left no '" + file_.string() + "'");
  auto report = Json::parse(in, nullptr, /*allow_exceptions=*/false);
  if (!report.is_object())
    throw LabAuditError("'" + file_.string() + "' is no JSON object, expected the audit's report");
  if (const auto grade = report.find("grade"); grade == report.end() || !grade->is_string())
    throw LabAuditError("'" + file_.string() + "' has no grade, expected what the audit found");
  return report;
}

}  // namespace sotto
