#include "simulation/faults/simulated_line.hpp"

#include <algorithm>

#include "shared/protocol/limits.hpp"

namespace sotto {
namespace {

/// Messages that the sockets' own buffers hold: so many a reader that stands still takes unread.
constexpr std::size_t kWindow = 32;

}  // namespace

std::chrono::nanoseconds SimulatedLine::delay() {
  return road_.lag *
         (road_.least + std::chrono::nanoseconds(dice_.between(0, road_.spread.count())));
}

void SimulatedLine::detach(Side side) {
  auto& way = way_to(side);
  way.told = true;
  way.items.clear();
  way.under_way = 0;
  way.end = {};
  way_from(side).ended = true;
}

std::size_t SimulatedLine::waiting(Side from) const {
  const auto& way = ways_[from == Side::relay ? 0 : 1];
  return way.items.size() - way.under_way;
}

bool SimulatedLine::send(Side from, LineMessage message) {
  auto& way = way_from(from);
  if (way.ended) return true;
  if (waiting(from) >= limit_) return false;
  way.items.push_back({std::move(message), std::nullopt});
  pump(way);
  return true;
}

void SimulatedLine::close(Side from, std::uint16_t code, std::string reason) {
  auto& way = way_from(from);
  if (way.ended) return;
  way.items.push_back({Buffer(), LineClosed{code, std::move(reason)}});
  way.ended = true;
  pump(way);
  clock_.after(protocol::kCloseDeadline, [self = shared_from_this(), from] {
    self->tell(from, {0, "closed without the peer's consent"});
    self->clock_.after(self->delay(), [self, from] { self->tell(other(from), {0, "it is gone"}); });
  });
}

void SimulatedLine::lose(std::chrono::nanoseconds party_notices,
                         std::chrono::nanoseconds relay_notices) {
  for (auto& way : ways_) {
    const auto kept = dice_.between(0, static_cast<std::int64_t>(way.under_way));
    way.under_way = static_cast<std::size_t>(kept);
    way.items.erase(way.items.begin() + kept, way.items.end());
    way.ended = true;
  }
  const auto notice = [&](Side side, std::chrono::nanoseconds when) {
    clock_.after(when, [self = shared_from_this(), side] { self->tell(side, {0, "it is lost"}); });
  };
  notice(Side::party, party_notices);
  notice(Side::relay, relay_notices);
}

void SimulatedLine::wake() {
  for (auto& way : ways_) schedule(way);
}

void SimulatedLine::pump(Way& way) {
  for (; way.under_way < std::min(kWindow, way.items.size()); ++way.under_way) {
    way.last = std::max(way.last, clock_.now() + delay());
    way.items[way.under_way].arrives = way.last;
  }
  schedule(way);
}

void SimulatedLine::schedule(Way& way) {
  if (way.scheduled || way.items.empty() || road_.parted || way.told) return;
  const auto ready = way.end.ready();
  if (!ready) return;
  way.scheduled = true;
  clock_.at(std::max(way.items.front().arrives, *ready),
            [self = shared_from_this(), &way] { self->arrive(way); });
}

void SimulatedLine::arrive(Way& way) {
  way.scheduled = false;
  if (way.items.empty() || road_.parted || way.told) return;
  const auto ready = way.end.ready();
  if (!ready) return;
  if (*ready > clock_.now()) return schedule(way);
  const auto item = std::move(way.items.front());
  way.items.pop_front();
  --way.under_way;
  if (item.closing) {
    const auto side = &way == &way_to(Side::party) ? Side::party : Side::relay;
    tell(side, *item.closing);
    clock_.after(delay(), [self = shared_from_this(), side] {
      self->tell(other(side), {0, "closed by this side"});
    });
    return;
  }
  way.end.message(item.message);
  pump(way);
}

void SimulatedLine::tell(Side side, const LineClosed& closed) {
  auto& way = way_to(side);
  if (way.told) return;
  const auto end = std::move(way.end);
  detach(side);
  end.closed(closed);
}

}  // namespace sotto
