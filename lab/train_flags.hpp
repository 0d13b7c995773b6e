// The options of `sotto-lab train`.
#pragma once

#include <string>
#include <vector>

#include "shared/tasks/audit_flags.hpp"
#include "shared/tasks/table_flags.hpp"

namespace sotto {

struct TrainFlags {
  /// Adds the options. Must outlive the parsing.
  explicit TrainFlags(CLI::App& app);
  TrainFlags(const TrainFlags&) = delete;
  TrainFlags& operator=(const TrainFlags&) = delete;

  /// The session's configuration, its audits with the budget that was named. Throws
  /// CLI::ValidationError or TableError with one sentence.
  SessionConfig session() const { return session_flags().config(); }
  /// Whether the finished networks are audited at the end (ConfigFlags).
  bool audits_archives() const { return session_flags().audits_archives(); }

  AuditFlags audit;
  TableFlags table;
  ConfigFlags config;
  std::int64_t seed = 1;
  std::string secret_file;
  std::string report_file;
  std::string save_directory;
  std::string engine = "fused";
  bool without_eve = false;
  bool curves = false;

 private:
  /// Those of the configuration with what the others say of it.
  ConfigFlags session_flags() const;
};

/// The same options from words that are not this program's own command line.
class TrainWords {
 public:
  /// Throws CLI::Error with one sentence.
  explicit TrainWords(const std::vector<std::string>& words);

  const TrainFlags& flags() const { return flags_; }
  /// Whether the words have that option, e.g. "--seed".
  bool have(const std::string& option) const { return app_.count(option) > 0; }

 private:
  CLI::App app_;
  TrainFlags flags_;
};

}  // namespace sotto
