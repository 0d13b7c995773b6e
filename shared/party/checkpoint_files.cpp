#include "shared/party/checkpoint_files.hpp"

#include <fstream>
#include <stdexcept>

#include "shared/base/file_draft.hpp"
#include "shared/party/checkpoint.hpp"

namespace sotto {

namespace fs = std::filesystem;

namespace {

class CheckpointDirectory : public CheckpointFiles {
 public:
  explicit CheckpointDirectory(fs::path directory) : directory_(std::move(directory)) {
    std::error_code fault;
    fs::create_directories(directory_, fault);
    if (fault || !fs::is_directory(directory_))
      throw std::runtime_error("'" + place() + "' is no directory for checkpoints: " +
                               (fault ? fault.message() : "it is a file"));
  }

  std::vector<std::string> names() const override {
    std::vector<std::string> all;
    std::error_code fault;
    for (const auto& entry : fs::directory_iterator(directory_, fault))
      all.push_back(entry.path().filename().string());
    return all;
  }

  std::string read(const std::string& name) const override {
    std::ifstream in(directory_ / name, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), {});
    if (!in) throw CheckpointError("it cannot be read");
    return bytes;
  }

  void write(const std::string& name, const std::string& bytes) override {
    replace_file(directory_ / name, bytes, Durability::on_disk);
  }

  void remove(const std::string& name) override {
    std::error_code ignored;
    fs::remove(directory_ / name, ignored);
  }

  std::string place() const override { return directory_.string(); }
  std::string path(const std::string& name) const override { return (directory_ / name).string(); }

 private:
  fs::path directory_;
};

}  // namespace

std::unique_ptr<CheckpointFiles> checkpoint_directory(const fs::path& directory) {
  return std::make_unique<CheckpointDirectory>(directory);
}

}  // namespace sotto
