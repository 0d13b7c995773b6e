#include "shared/party/checkpoint_store.hpp"

#include <algorithm>

#include "shared/protocol/limits.hpp"

namespace sotto {
namespace {

constexpr auto kEnding = ".checkpoint";
/// Of a step's number in a file's name, so that names ascend as steps do.
constexpr std::size_t kDigits = 13;

}  // namespace

CheckpointStore::CheckpointStore(const std::filesystem::path& directory, CheckpointOwner owner,
                                 Note note)
    : CheckpointStore(checkpoint_directory(directory), std::move(owner), std::move(note)) {
  thread_ = std::thread([this] { run(); });
}

CheckpointStore::CheckpointStore(std::unique_ptr<CheckpointFiles> files, CheckpointOwner owner,
                                 Note note)
    : files_(std::move(files)), owner_(std::move(owner)), note_(std::move(note)) {
  find();
}

CheckpointStore::~CheckpointStore() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::string CheckpointStore::name_of(std::int64_t step) const {
  auto digits = std::to_string(step);
  digits.insert(0, kDigits - std::min(kDigits, digits.size()), '0');
  return owner_.party + "-" + digits + kEnding;
}

/// Of this party's files, but for those that it cannot use, the oldest first.
std::vector<std::string> CheckpointStore::names() const {
  auto all = files_->names();
  std::erase_if(all, [this](const std::string& name) {
    return !name.starts_with(owner_.party + "-") || !name.ends_with(kEnding) ||
           left_alone_.contains(name);
  });
  std::ranges::sort(all);
  return all;
}

void CheckpointStore::find() {
  for (const auto& name : names()) {
    const auto skip = [&](const std::string& why) {
      note_("the checkpoint '" + files_->path(name) + "' is not used: " + why);
      left_alone_.insert(name);
    };
    try {
      auto read = checkpoint_from_bytes(files_->read(name));
      if (read.owner.party != owner_.party)
        skip("it is " + read.owner.party + "'s, expected " + owner_.party + "'s");
      else if (read.owner.secret != owner_.secret)
        skip("it was made with another secret");
      else
        found_.push_back(std::move(read));
    } catch (const CheckpointError& error) {
      skip(error.what());
    }
  }
  std::ranges::sort(found_, {}, [](const auto& each) { return each.checkpoint.step; });
  if (found_.size() > protocol::kKeptCheckpoints)
    found_.erase(found_.begin(),
                 found_.end() - static_cast<std::ptrdiff_t>(protocol::kKeptCheckpoints));
}

std::vector<std::int64_t> CheckpointStore::found() const {
  std::vector<std::int64_t> steps;
  for (const auto& each : found_)
    if (steps.empty() || steps.back() < each.checkpoint.step) steps.push_back(each.checkpoint.step);
  return steps;
}

std::vector<Checkpoint> CheckpointStore::take_found(const SessionConfig& config) {
  owner_.session = session_digest(config);
  std::vector<Checkpoint> all;
  for (auto& each : found_) {
    if (each.owner.session != owner_.session)
      throw CheckpointError("the checkpoints in '" + files_->place() +
                            "' are of a session with another configuration, expected this one's "
                            "or an empty directory");
    all.push_back(std::move(each.checkpoint));
  }
  found_.clear();
  return all;
}

void CheckpointStore::forget_after(std::int64_t step) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.forget_after = std::min(step, waiting_.forget_after.value_or(step));
    if (waiting_.step && *waiting_.step > step) waiting_.step.reset();
  }
  changed_.notify_one();
}

void CheckpointStore::keep(const Checkpoint& checkpoint) {
  auto bytes = to_bytes(checkpoint, owner_);
  {
    const std::lock_guard lock(mutex_);
    waiting_.step = checkpoint.step;
    waiting_.bytes = std::move(bytes);
  }
  changed_.notify_one();
}

bool CheckpointStore::is_waiting() {
  const std::lock_guard lock(mutex_);
  return waiting_.any();
}

void CheckpointStore::write_waiting() {
  Waiting next;
  {
    const std::lock_guard lock(mutex_);
    next = std::exchange(waiting_, {});
  }
  if (next.forget_after) remove_after(*next.forget_after);
  if (next.step) write(next.bytes, *next.step);
}

void CheckpointStore::run() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || waiting_.any(); });
      if (stopping_) return;
    }
    write_waiting();
  }
}

void CheckpointStore::remove_after(std::int64_t step) {
  const auto newest = name_of(step);
  for (const auto& name : names())
    if (name > newest) files_->remove(name);
}

void CheckpointStore::write(const std::string& bytes, std::int64_t step) {
  try {
    files_->write(name_of(step), bytes);
    left_alone_.erase(name_of(step));
    failed_ = false;
  } catch (const std::exception& error) {
    if (!std::exchange(failed_, true))
      note_(std::string("a checkpoint cannot be kept, the session goes on without it: ") +
            error.what());
    return;
  }
  const auto all = names();
  for (std::size_t i = 0; i + protocol::kKeptCheckpoints < all.size(); ++i) files_->remove(all[i]);
}

}  // namespace sotto
