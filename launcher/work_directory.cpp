#include "launcher/work_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace sotto {
namespace fs = std::filesystem;
namespace {

/// What a run makes; the journal and the lock stay from run to run.
constexpr std::array kNames{
    "secret.hex", "tokens.json", "port",          "alice.pt",           "bob.pt",
    "eve.pt",     "report.json", "wire.record",   "relay.log",          "alice.log",
    "bob.log",    "eve.log",     "key_reader.pt", "public_estimate.pt", "checkpoints",
    "ca.pem",     "relay.pem",   "relay.key",     "launch.json",        "audit.json"};

bool is_of_a_run(const std::string& name) {
  return std::ranges::find(kNames, name) != kNames.end() ||
         (name.starts_with("attacker-") && name.ends_with(".log"));
}

std::vector<std::string> files_of_a_run(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory))
    if (const auto name = entry.path().filename().string(); is_of_a_run(name))
      names.push_back(name);
  return names;
}

}  // namespace

WorkDirectory::WorkDirectory(fs::path directory, bool resume)
    : directory_(std::move(directory)), aside_(directory_ / "before") {
  fs::create_directories(directory_);
  lock();
  resumed_ = resume;
  if (resume) return;
  if (has_aside()) put_back();
  set_aside();
}

WorkDirectory::~WorkDirectory() { ::close(lock_); }

/// Two runs would write into each other's files.
void WorkDirectory::lock() {
  const auto file = directory_ / "lock";
  lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0)
    throw fs::filesystem_error("", file, std::error_code(errno, std::system_category()));
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0)
    throw fs::filesystem_error("", directory_,
                               std::make_error_code(std::errc::device_or_resource_busy));
}

void WorkDirectory::set_aside() {
  const auto names = files_of_a_run(directory_);
  if (!names.empty()) fs::create_directory(aside_);
  for (const auto& name : names) fs::rename(directory_ / name, aside_ / name);
}

void WorkDirectory::begin() {
  if (!std::exchange(begun_, true)) fs::remove_all(aside_);
}

void WorkDirectory::put_back() {
  if (begun_ || resumed_) return;
  for (const auto& name : files_of_a_run(directory_)) fs::remove(directory_ / name);
  if (!has_aside()) return;
  for (const auto& name : files_of_a_run(aside_)) fs::rename(aside_ / name, directory_ / name);
  fs::remove_all(aside_);
}

}  // namespace sotto
