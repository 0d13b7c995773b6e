// Where a run of the demo leaves what it makes.
#pragma once

#include <filesystem>
#include <string>

namespace sotto {

/// One run at a time holds it. What the run before has left there is set aside until the new run
/// has begun in earnest, so that a refused command line costs nobody a network.
class WorkDirectory {
 public:
  /// Makes the directory where it is missing and sets aside what the run before has left; what a
  /// run set aside that ended by force before it began is put back first. With `resume` all is left
  /// as it is: the run before goes on. Throws
  /// std::filesystem::filesystem_error, with std::errc::device_or_resource_busy where another run
  /// is at work there.
  explicit WorkDirectory(std::filesystem::path directory, bool resume = false);
  ~WorkDirectory();
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return directory_ / name; }
  const std::filesystem::path& path() const { return directory_; }

  /// Where what was set aside lies.
  const std::filesystem::path& aside() const { return aside_; }
  bool has_aside() const { return std::filesystem::exists(aside_); }

  /// The new run has begun: what was set aside goes. Again: nothing.
  void begin();
  /// Unless it has begun: puts back what was set aside, in place of what the new run has made.
  /// Throws std::filesystem::filesystem_error.
  void put_back();

 private:
  void lock();
  void set_aside();

  std::filesystem::path directory_;
  std::filesystem::path aside_;
  int lock_ = -1;  ///< held, and let go by the system where this process ends by force
  bool resumed_ = false;
  bool begun_ = false;
};

}  // namespace sotto
