// What a seed stands for: a session, the machines that take part in it, and what happens to them.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "shared/session/role.hpp"
#include "shared/session/session_config.hpp"
#include "simulation/faults/disturbance.hpp"
#include "simulation/faults/simulated_line.hpp"

namespace sotto {

/// A machine with one process: a party, a listener or an attacker.
struct MachinePlan {
  std::string name;  ///< "alice", "listener1", or the attacker's
  Role role = Role::listener;
  Road road;
  std::chrono::nanoseconds computes_least{0};  ///< on a message
  std::chrono::nanoseconds computes_most{0};
  std::chrono::nanoseconds starts{0};  ///< after the relay
};

struct SimulationPlan {
  std::uint64_t seed = 0;
  SessionConfig config;
  std::vector<MachinePlan> machines;      ///< Alice, Bob, Eve, then those beside her
  bool watched = false;                   ///< somebody wants to see probes
  std::vector<Disturbance> disturbances;  ///< in the order of their steps
};

/// Cycles that an operator orders in a simulation, by number.
const std::vector<Cycle>& simulated_cycles();

SimulationPlan draw_plan(std::uint64_t seed);

/// One sentence about a disturbance that nothing of the plan can suffer, or nothing.
std::optional<std::string> misfit(const SimulationPlan& plan,
                                  const std::vector<Disturbance>& disturbances);

}  // namespace sotto
