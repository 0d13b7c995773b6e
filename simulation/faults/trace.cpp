#include "simulation/faults/trace.hpp"

#include <cstdio>

#include "shared/room/session_event.hpp"

namespace sotto {
namespace {

std::string numbers_of(std::uint32_t epoch, std::int64_t step) {
  return std::to_string(epoch) + "." + std::to_string(step);
}

std::string words(const protocol::ToRelay& message) {
  return std::visit(
      Handle{
          [](const protocol::Done& done) { return "done " + numbers_of(done.epoch, done.step); },
          [](const protocol::ChatDone& done) { return "chat_done " + std::to_string(done.chat); },
          [](const protocol::Hello& hello) {
            std::string text = "hello, holds";
            for (const auto step : hello.holds) text += " " + std::to_string(step);
            return text;
          },
          [](const protocol::Command& command) {
            return "command " + std::string(name(command.name));
          },
          [](const protocol::Finding& finding) {
            return "finding of audit " + std::to_string(finding.audit);
          }},
      message);
}

std::string words(const protocol::FromRelay& message) {
  if (const auto* turn = std::get_if<protocol::Turn>(&message))
    return "turn " + numbers_of(turn->epoch, turn->step) + " " + turn->phase +
           (turn->checkpoint ? ", checkpoint" : "");
  if (const auto* back = std::get_if<protocol::Rewind>(&message))
    return "rewind " + numbers_of(back->epoch, back->step);
  if (const auto* gap = std::get_if<protocol::Gap>(&message))
    return "gap " + std::to_string(gap->first) + " to " + std::to_string(gap->last);
  if (const auto* finish = std::get_if<protocol::Finish>(&message))
    return "finish " + numbers_of(finish->epoch, finish->step);
  if (const auto* say = std::get_if<protocol::Say>(&message))
    return "say " + std::to_string(say->id);
  if (const auto* error = std::get_if<protocol::Error>(&message)) return "error: " + error->message;
  if (const auto* welcome = std::get_if<protocol::Welcome>(&message))
    return "welcome, epoch " + std::to_string(welcome->epoch);
  return "message";
}

std::string words(const Buffer& bytes) {
  const auto frame = protocol::Frame::parse(bytes);
  if (!frame) return "bytes that are no frame";
  const auto& header = frame->header();
  if (header.kind == protocol::kChatFrame) return "chat " + std::to_string(header.number);
  return "frame " + std::to_string(header.kind) + " " + numbers_of(header.epoch, header.step);
}

}  // namespace

void Trace::note(std::string_view who, std::string_view what) {
  const auto add = [&](std::uint64_t number) {
    digest_ = (digest_ ^ number) * 0x100000001B3ULL;
    digest_ ^= digest_ >> 29;
  };
  add(static_cast<std::uint64_t>(clock_.since_begin().count()));
  for (const auto text : {who, what})
    for (const char c : text) add(static_cast<unsigned char>(c));
  if (!show_) return;
  char time[32];
  std::snprintf(time, sizeof time, "%12.3f ms  ",
                std::chrono::duration<double, std::milli>(clock_.since_begin()).count());
  show_(time + std::string(who) + ": " + std::string(what));
}

std::string brief(const std::variant<protocol::ToRelay, protocol::FromRelay, Buffer>& message) {
  return std::visit([](const auto& each) { return words(each); }, message);
}

}  // namespace sotto
