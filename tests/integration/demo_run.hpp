// A run of sotto-demo: four real processes over real sockets, in a directory of its own.
#pragma once

#include "shared/base/json_fields.hpp"
#include "tests/support/process.hpp"

namespace sotto {

using namespace std::chrono_literals;

class DemoRun {
 public:
  /// In `directory`, where one is named.
  explicit DemoRun(std::vector<std::string> arguments, const std::filesystem::path& directory = {})
      : path_(directory.empty() ? directory_.path() : directory),
        process_("sotto-demo", with_defaults(std::move(arguments))) {}

  /// Its exit code; -1 where it is not done in time.
  int wait(std::chrono::milliseconds deadline = 120s) { return process_.wait(deadline); }
  Json report() const { return Json::parse(contents(file("report.json"))); }
  std::filesystem::path file(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& directory() const { return path_; }
  Process& process() { return process_; }
  /// Everything it said, for failure messages.
  std::string said() const { return process_.output() + process_.errors(); }

 private:
  std::vector<std::string> with_defaults(std::vector<std::string> arguments) const {
    for (const std::string each : {"--headless", "--port", "0", "--work-dir"})
      arguments.push_back(each);
    arguments.push_back(path_.string());
    return arguments;
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_;
  Process process_;
};

}  // namespace sotto
