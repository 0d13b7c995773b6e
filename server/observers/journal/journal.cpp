#include "server/observers/journal/journal.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "server/observers/journal/journal_writer.hpp"

namespace sotto {
namespace {

/// How often what waits is written, and how much may wait.
constexpr std::chrono::milliseconds kEvery{100};
constexpr std::size_t kMaxQueued = 100'000;
/// How often a file that another program holds is tried again.
constexpr std::chrono::milliseconds kTryAgain{20};
/// How often old runs are looked for.
constexpr std::chrono::hours kDeleteEvery{1};

}  // namespace

Journal::Journal(const std::filesystem::path& file, JournalOptions options)
    : file_(file), options_(options) {
  try {
    writer_ = std::make_unique<JournalWriter>(file, options.folding);
  } catch (const SQLite::Exception& error) {
    throw JournalError("journal '" + file.string() + "' cannot be used: " + error.what());
  }
  writer_->set_patience(
      [](void* self, int) { return static_cast<Journal*>(self)->wait_for_others() ? 1 : 0; }, this);
  thread_ = std::thread([this] { run(); });
}

Journal::~Journal() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

/// Another program holds the file, be it only to copy it. False: do without what was to be written.
bool Journal::wait_for_others() {
  ++found_busy_;
  const auto now = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  if (!busy_since_ || stopping_ != busy_at_end_) busy_since_ = now;
  busy_at_end_ = stopping_;
  if (now - *busy_since_ >= (stopping_ ? options_.patience.at_end : options_.patience.running))
    return false;
  stop_.wait_for(lock, kTryAgain, [&] { return stopping_ != busy_at_end_; });
  return true;
}

RunId Journal::open(std::variant<JournalRun, JournalReturn> run) {
  const auto id = ++last_run_;
  std::visit([&](auto& what) { put({id, std::move(what)}); }, run);
  return id;
}

void Journal::settle(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  ++waiting_;
  stop_.notify_one();
  settled_.wait_for(lock, at_most, [this] { return queue_.empty() && !writing_; });
  --waiting_;
}

std::string Journal::name_of(RunId run) const {
  const std::lock_guard lock(mutex_);
  const auto found = names_.find(run);
  return found == names_.end() ? std::string() : found->second;
}

void Journal::put(JournalEntry entry) {
  // Nobody is woken: the thread looks by itself, so that this costs a step next to nothing.
  const std::lock_guard lock(mutex_);
  if (queue_.size() >= kMaxQueued)
    ++lost_;
  else
    queue_.push_back(std::move(entry));
}

/// Nothing before a session is open: the one that goes on may be old.
void Journal::delete_old() {
  if (!writer_->any_open()) return;
  const auto now = std::chrono::steady_clock::now();
  if (!options_.keep || (deleted_at_ && now - *deleted_at_ < kDeleteEvery)) return;
  deleted_at_ = now;
  try {
    writer_->delete_older_than(*options_.keep);
  } catch (const std::exception& error) {
    spdlog::warn("old sessions cannot be deleted from journal '{}': {}", file_.string(),
                 error.what());
  }
}

void Journal::write_all(const std::vector<JournalEntry>& batch) {
  try {
    auto written = writer_->write(batch);
    lost_ += written.lost;
    const std::lock_guard lock(mutex_);
    names_.merge(written.names);
  } catch (const std::exception& error) {
    lost_ += static_cast<std::int64_t>(batch.size());
    if (!std::exchange(told_, true))
      spdlog::error("journal '{}' cannot be written, the session goes on without it: {}",
                    file_.string(), error.what());
  }
}

void Journal::run() {
  std::vector<JournalEntry> batch;
  for (bool last = false; !last;) {
    batch.clear();
    {
      std::unique_lock lock(mutex_);
      writing_ = false;
      settled_.notify_all();
      stop_.wait_for(lock, kEvery, [this] { return stopping_ || waiting_ > 0; });
      last = stopping_;
      batch.swap(queue_);
      writing_ = !batch.empty();
      busy_since_.reset();
    }
    if (!batch.empty()) write_all(batch);
    if (!last) delete_old();
  }
}

}  // namespace sotto
