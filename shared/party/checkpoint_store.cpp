#include "shared/party/checkpoint_store.hpp"

#include <algorithm>
#include <fstream>

#include "shared/base/file_draft.hpp"
#include "shared/protocol/limits.hpp"

namespace sotto {

namespace fs = std::filesystem;

namespace {

constexpr auto kEnding = ".checkpoint";
/// Of a step's number in a file's name, so that names ascend as steps do.
constexpr std::size_t kDigits = 13;

std::string contents_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  if (!in) throw CheckpointError("it cannot be read");
  return bytes;
}

}  // namespace

CheckpointStore::CheckpointStore(fs::path directory, CheckpointOwner owner, Note note)
    : directory_(std::move(directory)), owner_(std::move(owner)), note_(std::move(note)) {
  std::error_code fault;
  fs::create_directories(directory_, fault);
  if (fault || !fs::is_directory(directory_))
    throw std::runtime_error("'" + directory_.string() + "' is no directory for checkpoints: " +
                             (fault ? fault.message() : "it is a file"));
  find();
  thread_ = std::thread([this] { run(); });
}

CheckpointStore::~CheckpointStore() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

fs::path CheckpointStore::file_of(std::int64_t step) const {
  auto digits = std::to_string(step);
  digits.insert(0, kDigits - std::min(kDigits, digits.size()), '0');
  return directory_ / (owner_.party + "-" + digits + kEnding);
}

/// Of this party, the oldest first.
std::vector<fs::path> CheckpointStore::files() const {
  std::vector<fs::path> all;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(directory_, fault)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with(owner_.party + "-") && name.ends_with(kEnding))
      all.push_back(entry.path());
  }
  std::ranges::sort(all);
  return all;
}

void CheckpointStore::find() {
  for (const auto& file : files()) {
    const auto skip = [&](const std::string& why) {
      note_("the checkpoint '" + file.string() + "' is not used: " + why);
    };
    try {
      auto read = checkpoint_from_bytes(contents_of(file));
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
      throw CheckpointError("the checkpoints in '" + directory_.string() +
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

void CheckpointStore::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || waiting_.any(); });
    if (stopping_) return;
    const auto next = std::exchange(waiting_, {});
    lock.unlock();
    if (next.forget_after) remove_after(*next.forget_after);
    if (next.step) write(next.bytes, *next.step);
    lock.lock();
  }
}

void CheckpointStore::remove_after(std::int64_t step) const {
  const auto newest = file_of(step);
  std::error_code ignored;
  for (const auto& file : files())
    if (file > newest) fs::remove(file, ignored);
}

void CheckpointStore::write(const std::string& bytes, std::int64_t step) {
  try {
    replace_file(file_of(step), bytes, Durability::on_disk);
    failed_ = false;
  } catch (const std::exception& error) {
    if (!std::exchange(failed_, true))
      note_(std::string("a checkpoint cannot be kept, the session goes on without it: ") +
            error.what());
    return;
  }
  auto all = files();
  std::error_code ignored;
  for (std::size_t i = 0; i + protocol::kKeptCheckpoints < all.size(); ++i)
    fs::remove(all[i], ignored);
}

}  // namespace sotto
