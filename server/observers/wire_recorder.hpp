// Everything said on the wire, as bytes in a file: for audits of what the relay and Eve could see.
#pragma once

#include <filesystem>
#include <fstream>

#include "server/session/observer.hpp"

namespace sotto {

/// Each record: one line of JSON {"peer", "direction", "binary", "bytes"}, then the bytes, then a
/// newline. All sessions of a relay share the file. No token is in it.
class WireRecord {
 public:
  /// Throws std::runtime_error where the file cannot be written.
  explicit WireRecord(const std::filesystem::path& file);

  /// Once the file takes no more (a full disk), that is logged, and the record ends with the last
  /// whole message: the sessions go on.
  void write(const std::string& peer, Direction direction, bool binary, const Buffer& bytes);

 private:
  void append(const std::string& peer, Direction direction, bool binary, const Buffer& bytes);
  void end(const std::string& why);

  std::filesystem::path file_;
  std::ofstream out_;
  std::int64_t messages_ = 0;
  std::uintmax_t size_ = 0;  ///< of the messages that are written whole; a device has none
};

/// Records one session's messages.
class WireRecorder : public Observer {
 public:
  /// `record` must outlive this.
  explicit WireRecorder(WireRecord& record) : record_(record) {}

  void message(const std::string& peer, Direction direction, bool binary,
               const Buffer& bytes) override {
    record_.write(peer, direction, binary, bytes);
  }

 private:
  WireRecord& record_;
};

}  // namespace sotto
