// Every SessionConfig field as a command-line option of the same name.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>

#include "shared/session/session_config.hpp"

namespace sotto {

/// Adds --preset and one option for each field, e.g. --learning-rate. Must outlive the parsing.
class ConfigFlags {
 public:
  explicit ConfigFlags(CLI::App& app);

  /// The preset with what was given on the command line, validated. Throws CLI::ValidationError
  /// with one sentence.
  SessionConfig config() const;

  /// Whether --until is `certified` and no audit of such a session can tell: then one of the
  /// finished networks decides, and the session itself runs until its task's goal.
  bool audits_archives() const;

  /// As if it had been given, where it was not.
  void assume(const std::string& field, const std::string& text) {
    given_.try_emplace(field, text);
  }
  /// As if --task had been given, where neither it nor --preset was.
  void assume_task(const std::string& task) {
    if (preset_option_->empty()) assume("task", task);
  }
  bool given(const std::string& field) const { return given_.contains(field); }

 private:
  SessionConfig start() const;

  std::string preset_ = "live";
  CLI::Option* preset_option_ = nullptr;
  std::map<std::string, std::string> given_;  ///< field name → text
};

/// "learning_rate" → "--learning-rate"
std::string option_name(std::string field);

}  // namespace sotto
