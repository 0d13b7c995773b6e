// The disk of a party's machine: it outlives the party's process.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "shared/party/checkpoint_files.hpp"
#include "simulation/faults/dice.hpp"

namespace sotto {

class SimulatedDisk {
 public:
  /// Its files, for a process that begins. This must outlive them.
  std::unique_ptr<CheckpointFiles> open();

  /// For now nothing more can be written.
  void set_full(bool full) { full_ = full; }
  /// The machine lost power as the newest file was on its way to a disk that says it has written
  /// what it has not: of the file's end nothing is there, or zeros.
  void tear_newest(Dice& dice);

 private:
  class Files;

  std::map<std::string, std::string> files_;
  bool full_ = false;
};

}  // namespace sotto
