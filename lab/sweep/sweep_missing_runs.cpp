#include "lab/sweep/sweep_missing_runs.hpp"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <list>

#include "lab/progress_line.hpp"
#include "lab/sweep/lab_process.hpp"
#include "lab/sweep/sweep_row.hpp"
#include "shared/base/last_line.hpp"

namespace sotto {
namespace {

/// How often the processes are looked at. Runs take seconds at least.
constexpr int kLookMs = 20;
/// How often progress is told where nobody sits at a terminal.
constexpr std::chrono::seconds kPlainLines{30};

volatile std::sig_atomic_t told_to_end = 0;

/// "42 s", "12 min", "3.5 h"
std::string rounded_time(double seconds) {
  char text[32];
  if (seconds < 90)
    std::snprintf(text, sizeof text, "%.0f s", seconds);
  else if (seconds < 90 * 60)
    std::snprintf(text, sizeof text, "%.0f min", seconds / 60);
  else
    std::snprintf(text, sizeof text, "%.1f h", seconds / 3600);
  return text;
}

class Runs {
 public:
  Runs(const SweepDirectory& directory, const SweepPlan& plan, unsigned jobs)
      : directory_(directory),
        missing_(directory.missing(plan)),
        all_(plan.runs().size()),
        jobs_(std::max(1U, jobs)) {
    std::filesystem::create_directories(directory_.work());
    for (std::int64_t index = 0; index < static_cast<std::int64_t>(all_); ++index)
      if (directory_.is_done(index) && has_failed(directory_.record(index))) ++failed_;
  }

  bool finish() {
    while (next_ < missing_.size() || !at_work_.empty()) {
      if (told_to_end != 0) {
        end();
        return false;
      }
      while (next_ < missing_.size() && at_work_.size() < jobs_) start(missing_[next_++]);
      at_work_.remove_if([this](AtWork& run) { return has_ended(run); });
      if (line_.is_due()) line_.show(progress());
      if (!at_work_.empty()) ::poll(nullptr, 0, kLookMs);
    }
    line_.clear();
    return true;
  }

 private:
  struct AtWork {
    std::int64_t index;
    LabProcess process;
  };

  /// Where a run says why it could not be reported.
  std::filesystem::path log_of(std::int64_t index) const {
    return directory_.work() / (std::to_string(index) + ".log");
  }

  void start(std::int64_t index) {
    at_work_.push_back(
        {index, LabProcess({"sweep", directory_.path().string(), "--run", std::to_string(index)},
                           log_of(index))});
  }

  bool has_ended(AtWork& run) {
    if (run.process.running()) return false;
    ++ended_;
    last_end_ = std::chrono::steady_clock::now();
    const int status = run.process.wait();
    if (!directory_.is_done(run.index)) {
      ++failed_;
      line_.clear();
      std::cerr << "sotto-lab: run " << run.index << " ended with " << status
                << " and no report: " << last_line(log_of(run.index)) << "\n";
    } else if (has_failed(directory_.record(run.index))) {
      ++failed_;
    }
    return true;
  }

  std::string progress() const {
    const auto left = missing_.size() - ended_;
    auto text = std::to_string(all_ - left) + "/" + std::to_string(all_) + " runs, " +
                std::to_string(failed_) + " failed";
    if (ended_ == 0) return text;
    // As if every run took as long as those so far.
    const auto whole = std::chrono::duration<double>(last_end_ - begin_) / ended_ * left;
    const auto now = std::chrono::steady_clock::now();
    const auto rest = whole - std::chrono::duration<double>(now - last_end_);
    return text + ", about " + rounded_time(std::max(0.0, rest.count())) + " left";
  }

  /// A run leaves its report complete or not at all, so it need not be asked.
  void end() {
    for (auto& run : at_work_) run.process.kill();
    for (auto& run : at_work_) run.process.wait();
    at_work_.clear();
    line_.clear();
  }

  const SweepDirectory& directory_;
  std::vector<std::int64_t> missing_;
  std::size_t all_;
  unsigned jobs_;
  std::size_t next_ = 0;  ///< of `missing_`
  std::size_t ended_ = 0;
  std::size_t failed_ = 0;
  std::list<AtWork> at_work_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_end_ = begin_;
  ProgressLine line_{kPlainLines};
};

}  // namespace

bool do_missing_runs(const SweepDirectory& directory, const SweepPlan& plan, unsigned jobs) {
  // What whoever started this has it ignore, as nohup does, stays ignored.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    if (std::signal(signal, [](int) { told_to_end = 1; }) == SIG_IGN) std::signal(signal, SIG_IGN);
  return Runs(directory, plan, jobs).finish();
}

}  // namespace sotto
