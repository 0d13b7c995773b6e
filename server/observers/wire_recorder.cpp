#include "server/observers/wire_recorder.hpp"

#include <spdlog/spdlog.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace sotto {

WireRecord::WireRecord(const std::filesystem::path& file)
    : file_(file), out_(file, std::ios::binary) {
  if (!out_) throw std::runtime_error("record file '" + file.string() + "' cannot be written");
}

namespace {

/// A text with its token crossed out: what is recorded may be handed round. What has one and is no
/// object is left out.
std::string without_token(std::string_view text) {
  auto object = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return "(a message that may hold a token, and is no JSON object)";
  if (!object.contains("token")) return std::string(text);
  object["token"] = "(not recorded)";
  return object.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace

void WireRecord::write(const std::string& peer, Direction direction, bool binary,
                       const Buffer& bytes) {
  if (!out_.is_open()) return;
  if (!binary && direction == Direction::from &&
      bytes.text().find("token") != std::string_view::npos)
    return append(peer, direction, binary, Buffer(without_token(bytes.text())));
  append(peer, direction, binary, bytes);
}

void WireRecord::append(const std::string& peer, Direction direction, bool binary,
                        const Buffer& bytes) {
  const Json head{{"peer", peer},
                  {"direction", direction == Direction::to ? "to" : "from"},
                  {"binary", binary},
                  {"bytes", bytes.size()}};
  const auto line = head.dump();
  errno = 0;
  out_ << line << '\n' << bytes.text() << '\n';
  out_.flush();
  if (!out_) return end(std::generic_category().message(errno));
  ++messages_;
  size_ += line.size() + bytes.size() + 2;
}

void WireRecord::end(const std::string& why) {
  out_.close();
  std::error_code ignored;
  if (std::filesystem::is_regular_file(file_, ignored))
    std::filesystem::resize_file(file_, size_, ignored);
  spdlog::error("the record '{}' ends after {} messages: {}", file_.string(), messages_, why);
}

}  // namespace sotto
