#include "simulation/faults/simulated_disk.hpp"

#include <stdexcept>

#include "shared/party/checkpoint.hpp"

namespace sotto {

class SimulatedDisk::Files : public CheckpointFiles {
 public:
  explicit Files(SimulatedDisk& disk) : disk_(disk) {}

  std::vector<std::string> names() const override {
    std::vector<std::string> all;
    for (const auto& [name, bytes] : disk_.files_) all.push_back(name);
    return all;
  }
  std::string read(const std::string& name) const override {
    const auto found = disk_.files_.find(name);
    if (found == disk_.files_.end()) throw CheckpointError("it cannot be read");
    return found->second;
  }
  void write(const std::string& name, const std::string& bytes) override {
    if (disk_.full_) throw std::runtime_error("'" + name + "' cannot be written: the disk is full");
    disk_.files_[name] = bytes;
  }
  void remove(const std::string& name) override { disk_.files_.erase(name); }
  std::string place() const override { return "disk"; }
  std::string path(const std::string& name) const override { return name; }

 private:
  SimulatedDisk& disk_;
};

std::unique_ptr<CheckpointFiles> SimulatedDisk::open() { return std::make_unique<Files>(*this); }

void SimulatedDisk::tear_newest(Dice& dice) {
  if (files_.empty()) return;
  auto& bytes = files_.rbegin()->second;
  const auto size = static_cast<std::int64_t>(bytes.size());
  const auto whole = static_cast<std::size_t>(dice.between(0, size - 1));
  if (dice.one_in(2))
    bytes.resize(whole);
  else
    bytes.replace(whole, std::string::npos, bytes.size() - whole, '\0');
}

}  // namespace sotto
