// The Room's messages beside the steps.
#include <algorithm>

#include "shared/base/durations.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/room/room.hpp"

namespace sotto {

using protocol::ErrorCode;
using protocol::Fault;
using protocol::NoticeKind;

void Room::chat(Time now, Role party, const protocol::Frame& frame, Actions& out) {
  if (!playing()) return;
  const auto member = seats_.member(party);
  std::optional<Fault> fault;
  // It belongs to no step, so that a chat frame of an epoch which is over is as good as ever.
  if (frame.header().epoch > epoch_) fault = misplaced(frame.header().epoch, frame.header().step);
  if (!fault && !task_.chat) fault = Fault{ErrorCode::out_of_turn, without_chat()};
  if (!fault && party != Role::alice)
    fault = Fault{ErrorCode::wrong_role,
                  "chat comes from Alice, not from " + std::string(title(party))};
  if (!fault && chat_.was_said(frame)) return scoreboard_.count_stale();
  if (!fault) fault = chat_.refuses(frame);
  if (fault) return violation(now, member, party, *fault, out);

  std::vector<Role> readers;
  for (const auto reader : {Role::bob, Role::eve}) {
    if (reader == Role::eve && !eve_hears()) continue;
    if (chat_.is_full(reader)) {
      out.push_back(LogLine{true, std::string(title(reader)) +
                                      " has not read the last messages and does not get this one"});
      continue;
    }
    readers.push_back(reader);
  }
  const auto taken = chat_.take(frame, readers);
  const bool kept = std::ranges::count(readers, Role::bob) > 0;
  // Before anybody hears it: what was heard is never forgotten.
  out.push_back(SessionEvent{ChatSent{.number = taken.number,
                                      .say = frame.header().step,
                                      .t = since_begin(now),
                                      .step = step(),
                                      .frame = frame,
                                      .text = taken.text,
                                      .kept = kept}});
  for (const auto reader : readers)
    if (reader == Role::eve || chat_.is_reading())
      out.push_back(Send{seats_.member(reader), frame});
  for (const auto listener : seats_.listeners()) out.push_back(Send{listener, frame});
  notice(now, NoticeKind::message,
         "Alice sends a message of " + std::to_string(frame.header().rows) + " blocks" +
             (kept && !chat_.is_reading() ? "; Bob gets it once he is back" : ""),
         out);
  hand_say(now, out);
}

std::string Room::without_chat() const {
  return "task " + task_.name + " has no messages, nothing can be sent in it";
}

void Room::chat_done(Time now, Role party, const protocol::ChatDone& done, Actions& out) {
  if (!playing()) return;
  const auto refuse_it = [&](const Fault& fault) {
    violation(now, seats_.member(party), party, fault, out);
  };
  if (party == Role::alice)
    return refuse_it({ErrorCode::wrong_role, "readings come from Bob and Eve, not from Alice"});
  if (done.epoch > epoch_) return refuse_it(*misplaced(done.epoch, step()));
  const auto number = chat_.read(party, done);
  if (!number) return refuse_it(number.error());
  out.push_back(SessionEvent{protocol::Reading{.number = *number,
                                               .role = party,
                                               .t = since_begin(now),
                                               .step = step(),
                                               .bytes = done.reading}});
  hand_say(now, out);
}

Room::Ordered Room::say(Time now, const protocol::Command& command, Actions& out) {
  if (!task_.chat) return Fault{ErrorCode::out_of_turn, without_chat()};
  const auto repeat = ms(*command.repeat_ms);
  if (repeat.count() == 0 && !present(Role::alice))
    return Fault{ErrorCode::out_of_turn, "Alice is not connected, nobody can send it"};
  if (chat_.unsaid() >= protocol::kMaxOrders)
    return Fault{ErrorCode::overflow, std::to_string(protocol::kMaxOrders) +
                                          " messages wait for Alice to send them already"};
  out.push_back(SessionEvent{chat_.order(*command.text, *command.repeat_ms, now)});
  notice(now, NoticeKind::control,
         "Alice is to say something of " + std::to_string(command.text->size()) + " bytes" +
             (repeat.count() == 0 ? std::string()
                                  : " every " + std::to_string(repeat.count()) + " ms"),
         out);
  hand_say(now, out);
  return std::nullopt;
}

std::optional<Time> Room::say_due() const {
  if (!present(Role::alice) || !playing()) return std::nullopt;
  return chat_.due();
}

void Room::hand_say(Time now, Actions& out) {
  const auto due = say_due();
  if (!due || now < *due) return;
  out.push_back(Send{seats_.member(Role::alice), protocol::FromRelay{chat_.hand(now)}});
}

}  // namespace sotto
