// What happened in a simulation, a line each, and a number that two equal runs have in common.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "shared/base/buffer.hpp"
#include "shared/protocol/messages.hpp"
#include "simulation/faults/simulated_clock.hpp"

namespace sotto {

class Trace {
 public:
  using Show = std::function<void(const std::string& line)>;

  /// `show` may be null. `clock` must outlive this.
  Trace(const SimulatedClock& clock, Show show) : clock_(clock), show_(std::move(show)) {}

  /// "   12.345 ms  alice: done 0.17"
  void note(std::string_view who, std::string_view what);

  /// Of the events: their times, and what they were.
  std::uint64_t digest() const { return digest_; }

 private:
  const SimulatedClock& clock_;
  Show show_;
  std::uint64_t digest_ = 0xCBF29CE484222325ULL;
};

/// A message in a few words.
std::string brief(const std::variant<protocol::ToRelay, protocol::FromRelay, Buffer>& message);

}  // namespace sotto
