// Messages beside the steps: Alice's chat, what Bob and Eve read of it, and what operators have her
// say. What she was ordered to say is kept until she has said it, and what she has said until Bob
// has read it.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "shared/base/clock.hpp"
#include "shared/protocol/fault.hpp"
#include "shared/room/recollection.hpp"
#include "shared/session/role.hpp"

namespace sotto {

class ChatDesk {
 public:
  /// `columns`: N, of every chat frame.
  explicit ChatDesk(std::int64_t columns) : columns_(columns) {}

  /// Of a session that goes on.
  void recall(const Recollection::Chat& past, Time now);

  // ---- Chat frames ----

  /// Why Alice's frame is not good; nothing where it is. A frame that answers a `say` and is not
  /// good will not come any better: the say is given up.
  std::optional<protocol::Fault> refuses(const protocol::Frame& frame);

  /// Whether the frame answers a `say` that was answered before: she was handed it two times,
  /// because the line was lost in between.
  bool was_said(const protocol::Frame& frame) const;

  /// Whether `reader` has so much unread that it gets no more.
  bool is_full(Role reader) const;

  /// Takes in a good frame that goes to `readers`; what goes to Bob is kept until he has read it.
  struct Taken {
    std::int64_t number;              ///< as watchers know it, counted from 1
    std::optional<std::string> text;  ///< as the operator gave it
  };
  Taken take(const protocol::Frame& frame, const std::vector<Role>& readers);

  // ---- Bob's line ----

  /// Bob is here; the last frame that has reached him is `heard`. He has read what came up to it,
  /// whether or not it is known what he made of it.
  void joins(std::optional<std::int64_t> heard);
  /// Bob has the weights to read with, if he had not before. Returns the frames that wait for him,
  /// in their order; from now on they go to him as they come.
  std::vector<protocol::Frame> begin_reading();
  /// Whether a frame goes to Bob as it comes; else it waits for begin_reading().
  bool is_reading() const { return reading_; }

  // ---- Readings ----

  /// The number, as watchers know it, of the message that `reader` has read; or what is wrong.
  protocol::Result<std::int64_t> read(Role reader, const protocol::ChatDone& done);

  /// Whoever was `party` is gone: what Eve was sent is nobody's to read any more; what Bob has not
  /// read, and what Alice was handed and has not said, comes again.
  void forget(Role party);

  // ---- What operators have Alice say ----

  /// Orders that Alice has not said.
  std::size_t unsaid() const;
  /// Takes the order. One that is repeated ends with the next, but is said once at least.
  SayOrdered order(const std::string& text, std::int64_t repeat_ms, Time now);

  /// When the next `say` is due, were Alice there: one at a time, the next once she has sent the
  /// last, and none while Bob has too much unread.
  std::optional<Time> due() const;
  /// What is due now is handed to Alice.
  protocol::Say hand(Time now);

 private:
  /// `sent`, `due` and `read` have a bit for each role.
  struct Chat {
    std::int64_t frame_number;
    std::int64_t number;                       ///< as watchers know it
    unsigned sent = 0;                         ///< whose reading of it is taken
    unsigned due = 0;                          ///< whose reading is waited for
    unsigned read = 0;                         ///< who has read it
    std::optional<protocol::Frame> kept = {};  ///< until Bob has read it
    bool on_its_way = false;                   ///< to the Bob who is here
  };
  struct Order {
    SayOrdered what;
    Time due;
    bool said = false;  ///< once at least
  };

  std::optional<protocol::Fault> faulty(const protocol::Frame& frame) const;
  void put(const SayOrdered& ordered, Time now);
  void answered();

  std::int64_t columns_;
  std::deque<Chat> chats_;  ///< the last ones; all whose reading is due
  std::int64_t messages_ = 0;
  bool reading_ = false;      ///< Bob gets what comes as it comes
  std::deque<Order> orders_;  ///< what Alice has not said; the last may be one that is repeated
  bool handed_ = false;       ///< the first of them is Alice's to answer
  std::int64_t last_order_ = 0;
  std::int64_t last_said_ = 0;  ///< the greatest id that was answered
};

}  // namespace sotto
