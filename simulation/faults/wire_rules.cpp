#include "simulation/faults/wire_rules.hpp"

#include <algorithm>
#include <cstring>

#include "shared/protocol/limits.hpp"
#include "simulation/faults/violation.hpp"

namespace sotto {
namespace {

const protocol::Frame* frame_to(const Action& action, MemberId& member) {
  const auto* send = std::get_if<Send>(&action);
  if (send == nullptr) return nullptr;
  member = send->to;
  return std::get_if<protocol::Frame>(&send->message);
}

const protocol::FromRelay* text_to(const Action& action, MemberId& member) {
  const auto* send = std::get_if<Send>(&action);
  if (send == nullptr) return nullptr;
  member = send->to;
  return std::get_if<protocol::FromRelay>(&send->message);
}

std::string name_of(const protocol::Frame& frame) {
  const auto& header = frame.header();
  return "frame " + std::to_string(header.kind) + " of step " + std::to_string(header.epoch) + "." +
         std::to_string(header.step);
}

}  // namespace

void WireRules::take(const RoomEvent& event, const Actions& actions, const StepLedger& ledger,
                     const Task& task) {
  const auto* framed = std::get_if<Framed>(&event);
  std::map<MemberId, int> copies;
  for (const auto& action : actions) {
    MemberId to = 0;
    const auto* frame = frame_to(action, to);
    if (frame == nullptr) continue;
    const bool is_this =
        framed != nullptr && frame->buffer().text() == framed->frame.buffer().text();
    // What Bob has not read comes again; ChatRules know of it.
    if (!is_this && frame->header().kind == protocol::kChatFrame && ledger.role_of(to) == Role::bob)
      continue;
    if (framed == nullptr) throw Violation("passive", name_of(*frame) + " came from nowhere");
    if (!is_this) throw Violation("tap", name_of(*frame) + " was not passed on byte for byte");
    ++copies[to];
  }
  if (framed != nullptr) passed_on(*framed, copies, actions, ledger, task);
  check_gaps(event, actions, ledger);
}

void WireRules::check_gaps(const RoomEvent& event, const Actions& actions,
                           const StepLedger& ledger) {
  const auto eve = ledger.seat(Role::eve);
  // An Eve who joins starts where the session is.
  const auto* joined = std::get_if<Joined>(&event);
  if (!eve || (joined != nullptr && joined->member == *eve)) untold_.reset();
  if (!untold_) return;
  for (const auto& action : actions) {
    MemberId to = 0;
    const auto* text = text_to(action, to);
    if (text == nullptr || to != *eve) continue;
    if (const auto* gap = std::get_if<protocol::Gap>(text); gap != nullptr && gap->last == untold_)
      untold_.reset();
    if (untold_ && std::holds_alternative<protocol::Turn>(*text))
      throw Violation("gaps", "Eve goes on and is not told that the ciphertext of step " +
                                  std::to_string(*untold_) + " went by her");
  }
}

void WireRules::passed_on(const Framed& framed, const std::map<MemberId, int>& copies,
                          const Actions& actions, const StepLedger& ledger, const Task& task) {
  const auto from = ledger.role_of(framed.member);
  const auto& header = framed.frame.header();
  const auto name = name_of(framed.frame);
  if (copies.empty() && !ledger.last_frame_was_taken()) return;
  if (!from || only_hears(*from))
    throw Violation("passive", name + " came from somebody who only hears, and was passed on");
  if (refuses(actions, framed.member))
    throw Violation("tap", name + " was refused, and yet passed on");
  if (header.kind == protocol::kChatFrame) {
    for (const auto& [to, count] : copies)
      if (count != 1 || ledger.role_of(to) == Role::alice || ledger.role_of(to) == Role::attacker)
        throw Violation("tap", "a chat message went to somebody two times, or back to Alice");
    return;
  }
  if (!ledger.last_frame_was_taken())
    throw Violation("tap", name + " had no place, and was passed on");
  // It may have completed its step no sooner than its sender's `done`: the phase is still known.
  const auto* phase = ledger.phase_of(header.step);
  const auto* type = task.find_frame(header.kind);
  const auto* exchange = phase == nullptr ? nullptr : phase->find(*from, type->name);
  if (exchange == nullptr) return;
  for (const auto& [member, role] : ledger.members()) {
    const bool is_for = role == exchange->to;
    const bool hears =
        exchange->tapped &&
        (role == Role::listener || (role == Role::attacker && phase->name == task.audit_phase) ||
         (role == Role::eve && ledger.eve_listens(header.step)));
    if (role == Role::eve && exchange->tapped && !hears) untold_ = header.step;
    const int expected = is_for || hears ? 1 : 0;
    const auto copy = copies.find(member);
    const int got = copy == copies.end() ? 0 : copy->second;
    if (got != expected)
      throw Violation("tap", name + " went to " + std::string(title(role)) + " " +
                                 std::to_string(got) + " times, expected " +
                                 std::to_string(expected));
  }
}

void WireRules::arrived(const std::string& machine, const protocol::Frame& frame) {
  const auto& header = frame.header();
  if (header.kind == protocol::kChatFrame) return;
  const auto [first, is_new] =
      tags_.try_emplace({header.epoch, header.step, header.kind}, header.tag);
  if (!is_new && first->second != header.tag)
    throw Violation("tap", name_of(frame) + " is another one for " + machine + " than for others");
}

void ChatRules::sent(int life, const protocol::Frame& frame) {
  const auto number = frame.header().number;
  if (life != life_) last_ = -1;
  life_ = life;
  const auto text = "chat message " + std::to_string(number);
  const auto [first, is_new] = bytes_.try_emplace(number, frame.buffer().text());
  if (!is_new && first->second != frame.buffer().text())
    throw Violation("chat", text + " is another one than before: its key was used two times");
  if (is_new && number <= last_)
    throw Violation("chat", text + " follows number " + std::to_string(last_));
  last_ = std::max(last_, number);
}

void ChatRules::arrived(const std::string& machine, int life, const protocol::Frame& frame) {
  const auto number = frame.header().number;
  const auto text = "chat message " + std::to_string(number);
  if (!arrived_.insert({machine, life, number}).second)
    throw Violation("chat", text + " arrived at " + machine + " two times");
  const auto sent = bytes_.find(number);
  if (sent == bytes_.end() || sent->second != frame.buffer().text())
    throw Violation("chat", text + " arrived at " + machine + " with other bytes than Alice's");
  if (machine != name(Role::bob)) return;
  for (const auto before : kept_) {
    if (before == number) break;
    if (reached_.count(before) == 0)
      throw Violation("chat", text + " reached Bob, and an earlier one, number " +
                                  std::to_string(before) + ", never did");
  }
  reached_.insert(number);
}

void ChatRules::told(const SessionEvent& event) {
  if (const auto* ordered = std::get_if<SayOrdered>(&event)) {
    const auto id = ordered->say.id;
    if (!orders_.empty() && id <= orders_.rbegin()->first)
      throw Violation("chat", "say " + std::to_string(id) + " has an id that was used before");
    orders_[id] = {ordered->repeat_ms != 0, false};
  }
  const auto* sent = std::get_if<ChatSent>(&event);
  if (sent == nullptr) return;
  if (sent->number != ++messages_)
    throw Violation("chat", "the message after number " + std::to_string(messages_ - 1) +
                                " is counted as number " + std::to_string(sent->number));
  told_.insert(sent->frame.header().number);
  if (sent->kept) kept_.push_back(sent->frame.header().number);
  if (sent->say != 0) said(sent->say);
}

/// Alice's answer to it is taken, or refused for good.
void ChatRules::said(std::int64_t id) {
  const auto order = orders_.find(id);
  if (order == orders_.end())
    throw Violation("chat", "say " + std::to_string(id) + " was answered, and nobody ordered it");
  if (order->second.said && !order->second.repeated)
    throw Violation("chat", "say " + std::to_string(id) + " was said two times");
  order->second.said = true;
  for (const auto& [before, earlier] : orders_)
    if (before < id && !earlier.said)
      throw Violation("chat", "say " + std::to_string(id) + " was said, and say " +
                                  std::to_string(before) + " before it never was");
}

bool ChatRules::is_unsaid(std::int64_t id) const {
  const auto order = orders_.find(id);
  return order != orders_.end() && !order->second.said;
}

void ChatRules::check(const Action& action) {
  if (const auto* event = std::get_if<SessionEvent>(&action)) told(*event);
  MemberId to = 0;
  const auto* frame = frame_to(action, to);
  if (frame != nullptr && frame->header().kind == protocol::kChatFrame &&
      told_.count(frame->header().number) == 0)
    throw Violation("chat", "chat message " + std::to_string(frame->header().number) +
                                " was passed on before it was kept");
  const auto* text = text_to(action, to);
  const auto* say = text == nullptr ? nullptr : std::get_if<protocol::Say>(text);
  if (say == nullptr) return;
  if (orders_.count(say->id) == 0 || say->id < handed_)
    throw Violation("chat", "say " + std::to_string(say->id) + " is handed over out of its order");
  handed_ = say->id;
}

void ChatRules::take(const RoomEvent& event, const Actions& actions, const StepLedger& ledger) {
  if (const auto* said = std::get_if<Said>(&event))
    if (std::holds_alternative<protocol::ChatDone>(said->message) &&
        !refuses(actions, said->member))
      --unread_[said->member];
  if (const auto* returned = std::get_if<Returned>(&event)) {
    const auto& past = returned->past.chat;
    if (past.messages != messages_)
      throw Violation("chat", "the relay is back and knows of " + std::to_string(past.messages) +
                                  " messages, there were " + std::to_string(messages_));
    for (const auto& [id, order] : orders_)
      if (!order.said && std::ranges::count(past.orders, id, [](const SayOrdered& each) {
                           return each.say.id;
                         }) == 0)
        throw Violation("chat", "the relay is back and has forgotten say " + std::to_string(id));
  }
  if (const auto* framed = std::get_if<Framed>(&event);
      framed != nullptr && ledger.role_of(framed->member) == Role::alice)
    if (const auto& header = framed->frame.header(); header.kind == protocol::kChatFrame &&
                                                     is_unsaid(header.step) &&
                                                     refuses(actions, framed->member))
      said(header.step);
  for (const auto& action : actions) check(action);
  for (const auto& action : actions) {
    MemberId to = 0;
    const auto* frame = frame_to(action, to);
    if (frame == nullptr || frame->header().kind != protocol::kChatFrame) continue;
    const auto role = ledger.role_of(to);
    if (role == Role::listener) continue;
    if (++unread_[to] > static_cast<std::int64_t>(protocol::kMaxUnreadChats))
      throw Violation("queues", "somebody has more chat messages unread than the limit");
  }
}

}  // namespace sotto
