#include "simulation/faults/fault_simulation.hpp"

#include <algorithm>

#include "shared/base/durations.hpp"
#include "simulation/in_memory_session.hpp"

namespace sotto {

using namespace std::chrono_literals;
using protocol::Command;
using protocol::CommandName;

namespace {

/// What a party may need to be back, beyond the session's own deadlines: the longest wait before it
/// connects again, and the time until a dead line is noticed.
constexpr auto kReturn = 40s;
/// Of simulated time, for each step of a session that nothing disturbs any more.
constexpr auto kForAStep = 1s;
/// Until an operator has seen how a relay came back.
constexpr auto kOperatorLooks = 2s;
/// Until the last process has ended, once the session has.
constexpr auto kForTheEnd = 10s;

class FaultSimulation {
 public:
  FaultSimulation(const SimulationPlan& plan, const MakePlayer& make, const Trace::Show& show)
      : plan_(plan),
        make_(make),
        trace_(clock_, show),
        rules_(plan.config),
        relay_(clock_, plan.config, plan.watched, rules_, trace_, Dice(plan.seed, "relay")) {
    for (const auto& machine : plan.machines)
      parties_.push_back(std::make_unique<SimulatedParty>(machine, make, clock_, relay_, rules_,
                                                          trace_, plan.seed));
  }

  SimulationResult run() {
    SimulationResult result;
    try {
      play();
      finish();
      compare(result);
    } catch (const Violation& violation) {
      trace_.note("broken", violation.what());
      result.broken = {violation.promise(), violation.what()};
    }
    result.steps = relay_.room().step();
    result.completed = rules_.ledger().completed();
    result.events = events_;
    result.epochs = relay_.report().at("epochs").get<std::int64_t>();
    result.took = clock_.since_begin();
    result.digest = trace_.digest();
    return result;
  }

 private:
  SimulatedParty& party(const std::string& name) {
    return **std::ranges::find(parties_, name, [](const auto& each) { return each->name(); });
  }

  /// Until the session has finished.
  void play() {
    for (std::size_t i = 0; i < parties_.size(); ++i)
      clock_.after(plan_.machines[i].starts, [&each = *parties_[i]] { each.start(); });
    calm_at_ = progress_at_ = clock_.now();
    while (!relay_.room().finished()) {
      disturb();
      if (!clock_.advance())
        throw Violation("end", "nothing is to happen any more, and the session has not ended");
      ++events_;
      check_progress();
    }
  }

  /// The others hear of the end, and their processes end, too.
  void finish() {
    const auto until = std::max(clock_.now(), calm_at_) + kForTheEnd;
    const auto at_work = [&] {
      return std::ranges::find_if(parties_, [](const auto& each) { return each->running(); });
    };
    while (at_work() != parties_.end()) {
      if (clock_.now() > until)
        throw Violation("end", (*at_work())->name() + " has not ended, though the session has");
      if (!clock_.advance())
        throw Violation("end",
                        (*at_work())->name() + " waits for nothing, though the session has ended");
      ++events_;
    }
  }

  /// The weights are those of the same session that nothing has disturbed.
  void compare(SimulationResult& result) {
    const auto report = relay_.report();
    auto config = plan_.config;
    config.steps = report.at("steps");
    if (config.steps == 0) return;
    const auto make = [&](const char* name) {
      return make_(*std::ranges::find(plan_.machines, name, &MachinePlan::name), 0);
    };
    const bool eve = eve_took_part();
    InMemorySession undisturbed(config, {make("alice"), make("bob"), make("eve")},
                                relay_.room().plan().changes());
    const auto expected = undisturbed.run().at("digests");
    for (const auto& [network, digest] : report.at("digests").items()) {
      if (digest.is_null() || (network == "eve" && !eve)) continue;
      if (digest != expected.at(network))
        throw Violation("weights", "the weights of network " + network + " after " +
                                       std::to_string(config.steps) +
                                       " steps are not those of the undisturbed session");
    }
    result.eve_compared = eve && !report.at("digests").at("eve").is_null();
  }

  bool eve_took_part() {
    const auto& eve = party("eve");
    return rules_.ledger().eve_in_all_steps() && !eve.lost_weights() &&
           (eve.lives() == 1 || plan_.config.eve_return_ms > 0);
  }

  // ---- What happens ----

  void disturb() {
    furthest_ = std::max(furthest_, relay_.room().step());
    for (; next_ < plan_.disturbances.size() && plan_.disturbances[next_].step <= furthest_;
         ++next_) {
      const auto& disturbance = plan_.disturbances[next_];
      calm_after(std::chrono::microseconds(disturbance.after_us) + ms(disturbance.for_ms));
      clock_.after(std::chrono::microseconds(disturbance.after_us),
                   [this, &disturbance] { happen(disturbance); });
    }
  }

  void calm_after(std::chrono::nanoseconds delay) {
    calm_at_ = std::max(calm_at_, clock_.now() + delay);
  }

  void happen(const Disturbance& d) {
    using enum DisturbanceKind;
    if (relay_.room().finished() && d.kind >= relay_stop) return;
    trace_.note("disturbance", to_text(d));
    if (d.kind < relay_stop) return happen(d, party(d.who));
    order(d);
  }

  void happen(const Disturbance& d, SimulatedParty& who) {
    using enum DisturbanceKind;
    const auto later = [&](auto task) { clock_.after(ms(d.for_ms), [&who, task] { task(who); }); };
    switch (d.kind) {
      case cut:
        return who.lose_line(0ms, ms(d.for_ms));
      case reset:
        return who.lose_line(ms(d.for_ms), 0ms);
      case part:
        who.part();
        return later([](SimulatedParty& each) { each.join_again(); });
      case lag:
        who.lag(static_cast<int>(d.value));
        return later([](SimulatedParty& each) { each.lag(1); });
      case crash:
      case power:
        who.crash();
        if (d.kind == power) who.tear_newest();
        return later([](SimulatedParty& each) { each.start(); });
      case stop:
        who.stop();
        return later([](SimulatedParty& each) { each.go_on(); });
      case slow:
        who.slow(static_cast<int>(d.value));
        return later([](SimulatedParty& each) { each.slow(1); });
      case fill:
        who.fill_disk(true);
        return later([](SimulatedParty& each) { each.fill_disk(false); });
      default:
        return who.turn_rogue(static_cast<Rogue>(d.value));
    }
  }

  void order(const Disturbance& d) {
    using enum DisturbanceKind;
    const auto later = [&](Command command) {
      clock_.after(ms(d.for_ms), [this, command] { give(command); });
    };
    switch (d.kind) {
      case relay_stop:
        relay_.stop();
        return clock_.after(ms(d.for_ms), [this] { relay_.go_on(); });
      case relay_crash:
        relay_.crash();
        clock_.after(ms(d.for_ms), [this] { relay_.start(); });
        // It may not know any more that a pause was over: the operator sees that and says so again.
        return clock_.after(ms(d.for_ms) + kOperatorLooks,
                            [this] { give({.name = CommandName::resume}); });
      case pause:
        give({.name = CommandName::pause});
        return later({.name = CommandName::resume});
      case steps:
        give({.name = CommandName::pause});
        for (std::int64_t i = 1; i <= d.value; ++i)
          clock_.after(ms(d.for_ms) * i / (d.value + 1),
                       [this] { give({.name = CommandName::step}); });
        return later({.name = CommandName::resume});
      case pace:
        give({.name = CommandName::pace, .step_ms = d.value});
        return later({.name = CommandName::pace, .step_ms = 0});
      case say:
        give({.name = CommandName::say, .text = "hello", .repeat_ms = d.for_ms > 0 ? 250 : 0});
        if (d.for_ms > 0) later({.name = CommandName::say, .text = "again", .repeat_ms = 0});
        return;
      case type:
        return party("alice").type("typed");
      case reset_eve:
        return give({.name = CommandName::reset_eve});
      case cycle:
        return give({.name = CommandName::cycle,
                     .cycle = simulated_cycles()[static_cast<std::size_t>(d.value)]});
      case rate:
        return give({.name = CommandName::learning_rate,
                     .learning_rate = static_cast<double>(d.value) / 1000});
      case freeze:
        give({.name = CommandName::freeze});
        return later({.name = CommandName::unfreeze});
      case audit:
        return give({.name = CommandName::audit});
      default:
        return give({.name = CommandName::stop});
    }
  }

  void give(const Command& command) {
    if (relay_.room().finished() || !relay_.up()) return;
    const auto result = relay_.order(command);
    trace_.note("operator", std::string(name(command.name)) + (result.accepted ? "" : ": refused"));
  }

  // ---- Whether it comes to an end ----

  void check_progress() {
    const auto now = clock_.now();
    const auto& room = relay_.room();
    const auto completed = rules_.ledger().completed();
    if (completed != seen_ || room.state() != state_) {
      seen_ = completed;
      state_ = room.state();
      progress_at_ = now;
    }
    const auto& c = plan_.config;
    const auto patience = ms(c.join_deadline_ms + c.reply_deadline_ms + c.eve_deadline_ms +
                             c.eve_return_ms + c.finding_deadline_ms) +
                          kReturn;
    if (now > std::max(progress_at_, calm_at_) + patience)
      throw Violation("end", "the session stands still: " + room.status(now).text);
    if (now > calm_at_ + patience + kForAStep * (c.steps + 20 * room.plan().audit_steps()))
      throw Violation("end", "the session comes to no end: " + room.status(now).text);
  }

  const SimulationPlan& plan_;
  const MakePlayer& make_;
  SimulatedClock clock_;
  Trace trace_;
  SessionRules rules_;
  SimulatedRelay relay_;
  std::vector<std::unique_ptr<SimulatedParty>> parties_;
  std::size_t next_ = 0;  ///< disturbance
  std::int64_t furthest_ = 0;
  std::int64_t events_ = 0;
  std::int64_t seen_ = 0;  ///< steps completed
  protocol::SessionState state_ = protocol::SessionState::gathering;
  Time calm_at_{};      ///< from when on nothing that has begun disturbs any more
  Time progress_at_{};  ///< when it last came further
};

}  // namespace

SimulationResult simulate(const SimulationPlan& plan, const MakePlayer& make,
                          const Trace::Show& show) {
  return FaultSimulation(plan, make, show).run();
}

}  // namespace sotto
