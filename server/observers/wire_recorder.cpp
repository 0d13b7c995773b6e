#include "server/observers/wire_recorder.hpp"

#include <stdexcept>

namespace sotto {

WireRecord::WireRecord(const std::filesystem::path& file) : out_(file, std::ios::binary) {
  if (!out_) throw std::runtime_error("record file '" + file.string() + "' cannot be written");
}

void WireRecord::write(const std::string& peer, Direction direction, bool binary,
                       const Buffer& bytes) {
  const Json head{{"peer", peer},
                  {"direction", direction == Direction::to ? "to" : "from"},
                  {"binary", binary},
                  {"bytes", bytes.size()}};
  out_ << head.dump() << '\n' << bytes.text() << '\n';
  out_.flush();
}

}  // namespace sotto
