// Messages beside the steps: Alice's chat, what Bob and Eve read of it, and what operators have her
// say.
#pragma once

#include <deque>

#include "shared/base/clock.hpp"
#include "shared/protocol/chat_messages.hpp"
#include "shared/protocol/fault.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/session/role.hpp"

namespace sotto {

class ChatDesk {
 public:
  /// `columns`: N, of every chat frame.
  explicit ChatDesk(std::int64_t columns) : columns_(columns) {}

  /// Of a session that goes on: so many messages there have been, and `say`s up to that id.
  void recall(std::int64_t messages, std::int64_t last_say) {
    messages_ = messages;
    last_say_ = last_say;
  }

  // ---- Chat frames ----

  /// Why Alice's frame is not good; nothing where it is. A frame that answers a `say` and is not
  /// good will not come any better: the say is given up.
  std::optional<protocol::Fault> refuses(const protocol::Frame& frame);

  /// Whether `reader` has so much unread that it gets no more.
  bool is_full(Role reader) const;

  /// Takes in a good frame that goes to `readers`.
  struct Taken {
    std::int64_t number;              ///< as watchers know it, counted from 1
    std::optional<std::string> text;  ///< as the operator gave it
  };
  Taken take(const protocol::Frame& frame, const std::vector<Role>& readers);

  // ---- Readings ----

  /// The number, as watchers know it, of the message that `reader` has read; or what is wrong.
  protocol::Result<std::int64_t> read(Role reader, const protocol::ChatDone& done);

  /// Whoever was `party` is gone: what it was sent is nobody's to read any more.
  void forget(Role party);

  // ---- What operators have Alice say ----

  /// Takes the order; an earlier one that has not been handed over yet is dropped. Returns its id.
  std::int64_t order(const std::string& text, std::chrono::milliseconds repeat, Time now);

  /// When the next `say` is due, were Alice there: one at a time, the next once she has sent the
  /// last, so that none pile up where she is slow.
  std::optional<Time> due() const;
  /// What is due now is handed to Alice.
  protocol::Say hand(Time now);

 private:
  struct Chat {
    std::int64_t frame_number;
    std::int64_t number;  ///< as watchers know it
    unsigned due = 0;     ///< whose reading is due: a bit for each role
    unsigned read = 0;    ///< who has read it
  };
  struct Order {
    protocol::Say say;
    std::chrono::milliseconds repeat;
    Time due;
  };

  std::optional<protocol::Fault> faulty(const protocol::Frame& frame) const;

  std::int64_t columns_;
  std::deque<Chat> chats_;  ///< the last ones; all whose reading is due
  std::int64_t messages_ = 0;
  std::optional<Order> order_;           ///< what Alice is to be handed next
  std::optional<protocol::Say> handed_;  ///< what she was handed and has not sent yet
  std::int64_t last_say_ = 0;
};

}  // namespace sotto
