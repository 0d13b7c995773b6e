#include "server/observers/frame_excerpt.hpp"

#include <algorithm>
#include <cmath>

namespace sotto {
namespace {

/// A task's frames may hold larger numbers than a ciphertext does.
std::string quantised(const protocol::Frame& frame, std::size_t values) {
  const auto all = frame.values();
  std::string bytes(std::min(values, all.size()), '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto value = std::clamp(all[i], -1.0F, 1.0F);
    bytes[i] = static_cast<char>(static_cast<std::int8_t>(std::lround(value * 127)));
  }
  return bytes;
}

}  // namespace

bool is_pictured(const FrameTapped& tapped, const Task& task) {
  return tapped.frame.header().kind == task.frames.front().kind;
}

protocol::Ciphertext ciphertext_of(const FrameTapped& tapped) {
  const auto& header = tapped.frame.header();
  const auto rows = std::min(header.rows, protocol::kCiphertextRows);
  return {.step = header.step,
          .t = tapped.t,
          .rows = rows,
          .columns = header.columns,
          .values = quantised(tapped.frame, std::size_t{rows} * header.columns)};
}

protocol::Message message_of(const ChatSent& sent) {
  const auto& header = sent.frame.header();
  return {.number = sent.number,
          .say = sent.say,
          .t = sent.t,
          .step = sent.step,
          .rows = header.rows,
          .columns = header.columns,
          .ciphertext = quantised(sent.frame, protocol::kMessageValues),
          .text = sent.text};
}

}  // namespace sotto
