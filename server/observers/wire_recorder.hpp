// Everything said on the wire, as bytes in a file: for audits of what the relay and Eve could see.
#pragma once

#include <filesystem>
#include <fstream>
#include <string_view>

#include "shared/base/buffer.hpp"

namespace sotto {

/// Each record: one line of JSON {"peer", "direction", "binary", "bytes"}, then the bytes, then a
/// newline. Throws std::runtime_error where the file cannot be written.
class Recorder {
 public:
  explicit Recorder(const std::filesystem::path& file);

  /// `direction`: "to" or "from" the peer, as the relay sees it.
  void record(std::string_view peer, std::string_view direction, bool binary,
              const Buffer& bytes);

 private:
  std::ofstream out_;
};

}  // namespace sotto
