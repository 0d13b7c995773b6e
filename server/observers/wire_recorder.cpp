#include "server/observers/wire_recorder.hpp"

#include <stdexcept>

#include "shared/base/json_fields.hpp"

namespace sotto {

Recorder::Recorder(const std::filesystem::path& file) : out_(file, std::ios::binary) {
  if (!out_) throw std::runtime_error("record file '" + file.string() + "' cannot be written");
}

void Recorder::record(std::string_view peer, std::string_view direction, bool binary,
                      const Buffer& bytes) {
  const Json head{
      {"peer", peer}, {"direction", direction}, {"binary", binary}, {"bytes", bytes.size()}};
  out_ << head.dump() << '\n' << bytes.text() << '\n';
  out_.flush();
}

}  // namespace sotto
