// One connection between a party and the relay, as TCP has it: what is sent arrives in its order
// and without a gap, up to a point at which the line may break.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "shared/base/buffer.hpp"
#include "shared/protocol/messages.hpp"
#include "simulation/faults/dice.hpp"
#include "simulation/faults/simulated_clock.hpp"

namespace sotto {

/// A frame travels as its bytes; whoever gets them checks them.
using LineMessage = std::variant<protocol::ToRelay, protocol::FromRelay, Buffer>;

/// How a line ended for one of its sides.
struct LineClosed {
  std::uint16_t code = 0;  ///< of the peer that closed it; 0: it is lost
  std::string reason;
};

/// What all lines between a party's machine and the relay's have in common.
struct Road {
  std::chrono::nanoseconds least{0};   ///< time that a message takes
  std::chrono::nanoseconds spread{0};  ///< and up to so much more
  int lag = 1;                         ///< times so much for now
  bool parted = false;                 ///< nothing gets through for now
};

enum class Side { party, relay };
constexpr Side other(Side side) { return side == Side::party ? Side::relay : Side::party; }

class SimulatedLine : public std::enable_shared_from_this<SimulatedLine> {
 public:
  /// `road` and `clock` must outlive it. `limit`: messages that may wait on each side.
  SimulatedLine(SimulatedClock& clock, const Road& road, Dice dice, std::size_t limit)
      : clock_(clock), road_(road), dice_(dice), limit_(limit) {}

  struct End {
    std::function<void(const LineMessage&)> message;
    std::function<void(const LineClosed&)> closed;  ///< at most once, last
    /// When it takes the next message; nothing: not before wake().
    std::function<std::optional<Time>()> ready;
  };
  void attach(Side side, End end) { way_to(side).end = std::move(end); }
  /// Nobody is there any more: what arrives is for nobody.
  void detach(Side side);

  /// False where too many messages wait: this one is lost. What is sent on a line that is over is
  /// lost, too, as its sender does not know yet.
  bool send(Side from, LineMessage message);
  /// Closes behind what was sent; after a second without the other side's consent.
  void close(Side from, std::uint16_t code, std::string reason);
  /// The line breaks: of what is under way the first messages still arrive, the others do not. Each
  /// side notices in its time.
  void lose(std::chrono::nanoseconds party_notices, std::chrono::nanoseconds relay_notices);
  /// A side takes messages again, or the road is open again.
  void wake();

  std::size_t waiting(Side from) const;
  bool over() const { return ways_[0].told && ways_[1].told; }

 private:
  struct Item {
    LineMessage message;
    std::optional<LineClosed> closing;  ///< the last one
    Time arrives{};
  };
  /// One direction.
  struct Way {
    End end;                    ///< who hears
    std::deque<Item> items;     ///< the first `under_way` in the network, the others wait
    std::size_t under_way = 0;  //
    Time last{};                ///< when the last of those arrives
    bool scheduled = false;     ///< the arrival of the first
    bool ended = false;         ///< nothing more gets in
    bool told = false;          ///< who hears knows that it is over
  };

  Way& way_to(Side side) { return ways_[side == Side::party ? 0 : 1]; }
  Way& way_from(Side side) { return way_to(other(side)); }
  std::chrono::nanoseconds delay();
  void pump(Way& way);
  void schedule(Way& way);
  void arrive(Way& way);
  void tell(Side side, const LineClosed& closed);

  SimulatedClock& clock_;
  const Road& road_;
  Dice dice_;
  std::size_t limit_;
  Way ways_[2];  ///< to the party, to the relay
};

}  // namespace sotto
