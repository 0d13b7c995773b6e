// Where a party's checkpoints lie: a directory, or what stands for one in a simulation.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sotto {

/// Files by name, in one place.
class CheckpointFiles {
 public:
  virtual ~CheckpointFiles() = default;

  virtual std::vector<std::string> names() const = 0;
  /// Throws CheckpointError where the file cannot be read.
  virtual std::string read(const std::string& name) const = 0;
  /// The file appears whole and is on the disk then, or it stays as it was. Throws
  /// std::runtime_error, one sentence.
  virtual void write(const std::string& name, const std::string& bytes) = 0;
  /// A file that cannot be removed stays.
  virtual void remove(const std::string& name) = 0;
  /// The place, and a file in it, for sentences.
  virtual std::string place() const = 0;
  virtual std::string path(const std::string& name) const = 0;
};

/// Makes `directory` where it is missing. Throws std::runtime_error where it cannot be used.
std::unique_ptr<CheckpointFiles> checkpoint_directory(const std::filesystem::path& directory);

}  // namespace sotto
