// A party's checkpoints on disk: what is left of it when it is killed.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "shared/party/checkpoint.hpp"
#include "shared/party/checkpoint_files.hpp"

namespace sotto {

/// Keeps the newest protocol::kKeptCheckpoints. Writes on a thread of its own, so that no step
/// waits for a disk: where that is slow, the newest one given takes the place of those that wait. A
/// file appears whole or not at all, and is on the disk before an older one goes.
class CheckpointStore {
 public:
  /// One sentence for the log.
  using Note = std::function<void(const std::string& line)>;

  /// Makes `directory` where it is missing, and reads the newest checkpoints that are in it. Each
  /// that cannot be used is named and left alone, until one of the same step is kept. Throws
  /// std::runtime_error where the directory cannot be used. `note` is called on the store's own
  /// thread, too.
  CheckpointStore(const std::filesystem::path& directory, CheckpointOwner owner, Note note);
  /// The same of any files, without a thread: they are written where write_waiting() is called.
  CheckpointStore(std::unique_ptr<CheckpointFiles> files, CheckpointOwner owner, Note note);
  /// Finishes the file at hand.
  ~CheckpointStore();
  CheckpointStore(const CheckpointStore&) = delete;
  CheckpointStore& operator=(const CheckpointStore&) = delete;

  /// The steps of what was found, ascending.
  std::vector<std::int64_t> found() const;
  /// What was found, ascending: once, as the session begins. Throws CheckpointError where one is of
  /// another session.
  std::vector<Checkpoint> take_found(const SessionConfig& config);

  /// Those of later steps are void: the session goes back to `step`.
  void forget_after(std::int64_t step);
  /// To be written in its time. Of what cannot be written the store says so, once, and goes on.
  void keep(const Checkpoint& checkpoint);

  /// Whether write_waiting() has anything to do.
  bool is_waiting();
  /// Removes and writes what waits for it; returns when it is done.
  void write_waiting();

 private:
  std::vector<std::string> names() const;
  std::string name_of(std::int64_t step) const;
  void find();
  void run();
  struct Waiting {
    std::optional<std::int64_t> forget_after;  ///< to be done first
    std::optional<std::int64_t> step;          ///< of `bytes`
    std::string bytes;
    bool any() const { return forget_after || step; }
  };
  void remove_after(std::int64_t step);
  void write(const std::string& bytes, std::int64_t step);

  std::unique_ptr<CheckpointFiles> files_;
  CheckpointOwner owner_;
  Note note_;
  std::vector<OwnedCheckpoint> found_;
  std::set<std::string> left_alone_;  ///< names; of who calls write_waiting()
  bool failed_ = false;  ///< the last one could not be written; of who calls write_waiting()
  std::mutex mutex_;
  std::condition_variable changed_;
  Waiting waiting_;        // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;     ///< none where others call write_waiting()
};

}  // namespace sotto
