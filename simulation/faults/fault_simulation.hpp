// One session under faults, in one process and one thread, without a socket, a disk or the
// machine's clock: a seed gives the same run every time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "simulation/faults/simulated_party.hpp"
#include "simulation/faults/violation.hpp"

namespace sotto {

struct SimulationResult {
  struct Broken {
    std::string promise;
    std::string sentence;
  };
  std::optional<Broken> broken;  ///< the first promise that was
  std::int64_t steps = 0;        ///< of the session
  std::int64_t completed = 0;    ///< with those that were taken again
  std::int64_t events = 0;       ///< tasks of the simulation
  std::int64_t epochs = 0;
  std::chrono::nanoseconds took{};  ///< of simulated time
  bool eve_compared = false;        ///< she took part in all of it
  std::uint64_t digest = 0;         ///< equal runs have equal ones
};

/// Runs the plan; afterwards, where nothing was broken, the same session undisturbed, and compares
/// the weights. `show` gets a line for each event; may be null.
SimulationResult simulate(const SimulationPlan& plan, const MakePlayer& make,
                          const Trace::Show& show = nullptr);

}  // namespace sotto
