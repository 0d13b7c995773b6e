// The audit of the networks that a run has left, by sotto-lab.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "launcher/child_process.hpp"
#include "shared/base/json_fields.hpp"

namespace sotto {

/// One sentence: why there is no finding.
struct LabAuditError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// `sotto-lab audit DIRECTORY`; what it reports stays in `audit.json` there.
class LabAudit {
 public:
  /// `programs`: where sotto-lab is.
  LabAudit(net::io_context& network, const std::filesystem::path& programs,
           const std::filesystem::path& directory, const std::string& budget);

  /// `line`: what it says; how far it is, it says on standard error, which is this program's.
  /// Throws std::system_error.
  void start(std::function<void(const std::string&)> line, std::function<void()> ended);
  bool running() const { return process_->running(); }
  void signal(int number) { process_->signal(number); }

  /// Once it has ended: what it has reported, with a `grade`. Throws LabAuditError.
  Json report() const;

 private:
  std::filesystem::path file_;
  std::shared_ptr<ChildProcess> process_;
  int status_ = 0;  ///< it ended with
};

}  // namespace sotto
