#include "simulation/faults/simulation_plan.hpp"

#include <algorithm>

#include "shared/tasks/sealed_bits/sealed_bits.hpp"
#include "simulation/faults/dice.hpp"
#include "simulation/faults/rogue.hpp"

namespace sotto {
namespace {

using std::chrono::microseconds;

/// Most are about the first task. The goal of `selective` takes a second to compute for each Room.
void draw_task(std::uint64_t seed, SessionConfig& config) {
  Dice dice(seed, "task");
  if (!dice.one_in(5)) return;
  config.task = std::string(kSealedBits);
  config.network = NetworkKind::product;
  config.product_units = dice.between(1, 2);
  config.ciphertext = CiphertextForm::hard_bits;
  config.bob_loss = BobLoss::cross_entropy;
  config.gain = 1;
  config.noise = 0.05;
  config.noise_final = 0.3;
  config.adversary = static_cast<double>(dice.between(0, 1));
}

SessionConfig draw_config(std::uint64_t seed) {
  Dice dice(seed, "config");
  SessionConfig config;
  config.bits = 4;
  config.minibatch = dice.between(1, 3);
  config.steps = dice.of_any_size(20, 300);
  config.public_seed = static_cast<std::int64_t>(seed % kMaxSeed);
  config.cycle = simulated_cycles()[static_cast<std::size_t>(dice.between(0, 3))];
  config.turns_ahead = dice.between(1, kMaxTurnsAhead);
  config.checkpoint_every = dice.one_in(6) ? 0 : dice.between(1, 40);
  config.join_deadline_ms = dice.of_any_size(200, 10'000);
  config.reply_deadline_ms = dice.of_any_size(200, 5'000);
  config.eve_deadline_ms = dice.of_any_size(20, 2'000);
  config.eve_return_ms = dice.one_in(2) ? 0 : dice.of_any_size(100, 10'000);
  config.shadow = dice.one_in(5) ? Shadow::independent : Shadow::twin;
  config.restart_every = dice.one_in(5) ? dice.between(2, 20) : 0;
  config.audit_minibatches = dice.between(1, 8);
  config.audit_held_out = dice.between(1, 3);
  config.finding_deadline_ms = dice.of_any_size(50, 2'000);
  draw_task(seed, config);
  return config;
}

std::vector<MachinePlan> draw_machines(std::uint64_t seed) {
  Dice dice(seed, "machines");
  std::vector<MachinePlan> machines{{.name = "alice", .role = Role::alice},
                                    {.name = "bob", .role = Role::bob},
                                    {.name = "eve", .role = Role::eve}};
  const auto listeners = dice.one_in(2) ? 0 : dice.between(1, 2);
  for (int i = 1; i <= listeners; ++i)
    machines.push_back({.name = "listener" + std::to_string(i), .role = Role::listener});
  if (dice.one_in(3)) machines.push_back({.name = "linear", .role = Role::attacker});
  for (auto& machine : machines) {
    machine.road.least = microseconds(dice.of_any_size(10, 3'000));
    machine.road.spread = microseconds(dice.of_any_size(10, 3'000));
    machine.computes_least = microseconds(dice.of_any_size(1, 500));
    machine.computes_most = machine.computes_least + microseconds(dice.of_any_size(1, 2'000));
    machine.starts = microseconds(dice.of_any_size(1, 300'000));
  }
  return machines;
}

/// Of `machine`, or the relay's.
Disturbance draw_fault(Dice& dice, const std::vector<MachinePlan>& machines) {
  using enum DisturbanceKind;
  // Alice and Bob decide most, so most happens to them.
  const auto last = static_cast<std::int64_t>(machines.size()) - 1;
  const auto machine = dice.one_in(3) ? dice.between(0, last) : dice.between(0, 2);
  Disturbance fault{.who = machines[static_cast<std::size_t>(machine)].name};
  fault.for_ms = dice.of_any_size(1, dice.one_in(8) ? 40'000 : 3'000);
  static constexpr std::array kKinds{
      cut,  cut,   reset, reset, part,  part,  lag,  slow,  crash,      crash,       crash,
      stop, power, fill,  power, rogue, rogue, slow, crash, relay_stop, relay_crash, relay_crash};
  fault.kind = kKinds[static_cast<std::size_t>(dice.between(0, std::ssize(kKinds) - 1))];
  // Who only listens is never waited for: what matters is how much waits for it.
  if (machine > 2 && dice.one_in(2))
    fault = {.kind = stop, .who = fault.who, .for_ms = dice.of_any_size(1'000, 60'000)};
  switch (fault.kind) {
    case lag:
      fault.value = dice.of_any_size(2, 100);
      break;
    case slow:
      fault.value = dice.of_any_size(2, 300);
      break;
    case rogue:
      fault.value = dice.between(0, kRogueKinds - 1);
      fault.for_ms = 0;
      break;
    case relay_stop:
    case relay_crash:
      fault.who = {};
      break;
    default:
      break;
  }
  return fault;
}

Disturbance draw_order(Dice& dice) {
  using enum DisturbanceKind;
  Disturbance order;
  static constexpr std::array kKinds{pause, pause,     steps, pace, say,    say,   say,   type,
                                     type,  reset_eve, cycle, rate, freeze, audit, audit, end};
  order.kind = kKinds[static_cast<std::size_t>(dice.between(0, std::ssize(kKinds) - 1))];
  order.for_ms = dice.of_any_size(1, 2'000);
  switch (order.kind) {
    case steps:
      order.value = dice.between(1, 4);
      break;
    case pace:
      order.value = dice.of_any_size(1, 200);
      break;
    case say:
      if (dice.one_in(2)) order.for_ms = 0;
      break;
    case cycle:
      order.value = dice.between(0, std::ssize(simulated_cycles()) - 1);
      break;
    case rate:
      order.value = dice.between(1, 20);
      break;
    default:
      break;
  }
  return order;
}

}  // namespace

const std::vector<Cycle>& simulated_cycles() {
  static const std::vector<Cycle> cycles{
      {{"alice_bob", 1}, {"eve", 2}},
      {{"alice_bob", 1}},
      {{"eve", 3}, {"alice_bob", 2}},
      {{"alice_bob", 1}, {"eve", 1}, {"alice_bob", 2}, {"eve", 4}},
  };
  return cycles;
}

SimulationPlan draw_plan(std::uint64_t seed) {
  SimulationPlan plan{.seed = seed, .config = draw_config(seed), .machines = draw_machines(seed)};
  Dice dice(seed, "disturbances");
  plan.watched = dice.one_in(3);
  const auto faults = dice.one_in(10) ? 0 : dice.between(1, 9);
  const auto orders = dice.one_in(3) ? 0 : dice.between(1, 4);
  // Some come together: that is where they matter.
  std::int64_t step = 0;
  for (std::int64_t i = 0; i < faults + orders; ++i) {
    auto next = i < faults ? draw_fault(dice, plan.machines) : draw_order(dice);
    if (i == 0 || !dice.one_in(3)) step = dice.between(0, plan.config.steps - 1);
    next.step = step;
    next.after_us = dice.of_any_size(1, dice.one_in(4) ? 2'000'000 : 20'000);
    plan.disturbances.push_back(next);
  }
  std::ranges::stable_sort(plan.disturbances, {}, &Disturbance::step);
  return plan;
}

std::optional<std::string> misfit(const SimulationPlan& plan,
                                  const std::vector<Disturbance>& disturbances) {
  for (const auto& each : disturbances) {
    const bool of_a_machine = each.kind < DisturbanceKind::relay_stop;
    const bool known =
        std::ranges::find(plan.machines, each.who, &MachinePlan::name) != plan.machines.end();
    if (of_a_machine != known || (!of_a_machine && !each.who.empty()))
      return "'" + to_text(each) + "' happens to nobody in seed " + std::to_string(plan.seed);
    if (each.kind == DisturbanceKind::cycle && each.value >= std::ssize(simulated_cycles()))
      return "'" + to_text(each) + "' names no cycle, expected 0 to " +
             std::to_string(simulated_cycles().size() - 1);
    if (each.kind == DisturbanceKind::pace && each.value > 10'000)
      return "'" + to_text(each) + "' is slower than slow motion can be, expected up to 10000";
  }
  return std::nullopt;
}

}  // namespace sotto
