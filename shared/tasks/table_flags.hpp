// The options by which a program reads a user's own table.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "shared/tasks/config_flags.hpp"
#include "shared/tasks/selective/own_table.hpp"

namespace sotto {

/// Adds --data, --reveal and --hide: all three are given, or none. Must outlive the parsing.
class TableFlags {
 public:
  explicit TableFlags(CLI::App& app);

  /// Null where none is given. The file is read the first time. Throws CLI::ValidationError where
  /// some are missing, and TableError, each with one sentence.
  std::shared_ptr<const OwnTable> read() const;

  /// Where they are given, makes the session one about that table: of task `selective` where no
  /// task or preset is named. Before flags.config(). Throws as read() does.
  void apply_to(ConfigFlags& flags) const;

  /// Throws CLI::ValidationError where the session is about a table and these options have not read
  /// it. For programs that play all parties.
  void require_for(const SessionConfig& config) const;

  /// The same options, for another program; none where none is given.
  std::vector<std::string> arguments() const;

 private:
  std::string file_, reveal_, hide_;
  mutable std::shared_ptr<const OwnTable> table_;  ///< once it is read
};

}  // namespace sotto
