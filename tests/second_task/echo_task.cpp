#include "tests/second_task/echo_task.hpp"

#include <cmath>
#include <cstdio>
#include <deque>
#include <optional>

namespace sotto {
namespace {

using enum Role;

constexpr std::string_view kCall = "call";
constexpr std::string_view kEcho = "echo";
constexpr protocol::FrameKind kCallKind = 1;
constexpr protocol::FrameKind kEchoKind = 2;

std::vector<Phase> phases() {
  return {{.name = "call",
           .exchanges = {{.from = alice, .item = kCall, .to = bob, .tapped = true},
                         {.from = bob, .item = kEcho, .to = alice, .tapped = true, .after = kCall},
                         {.from = alice, .item = kDone, .after = kEcho},
                         {.from = bob, .item = kDone, .after = kEcho},
                         {.from = eve, .item = kDone, .after = kEcho}},
           .trains = {alice, bob}},
          {.name = "listen",
           .exchanges = {{.from = alice, .item = kCall, .to = bob, .tapped = true},
                         {.from = alice, .item = kDone, .after = kCall},
                         {.from = bob, .item = kDone, .after = kCall},
                         {.from = eve, .item = kDone, .after = kCall}},
           .trains = {eve}},
          {.name = "rest",
           .exchanges = {{.from = alice, .item = kDone},
                         {.from = bob, .item = kDone},
                         {.from = eve, .item = kDone}},
           .trains = {}}};
}

FrameShape call_shape(const SessionConfig& config) {
  return {static_cast<std::uint32_t>(config.minibatch), 3};
}

Series series(std::string name, std::string title, Role from) {
  return {.name = std::move(name),
          .title = std::move(title),
          .unit = "distance",
          .from = from,
          .phase = "call",
          .max = [](const SessionConfig&) { return 2.0; },
          .chance = [](const SessionConfig&) { return 1.0; }};
}

/// The number that is called in a step: known to everybody, as nothing here is secret.
float called(std::int64_t step) { return std::sin(static_cast<float>(step)); }

class EchoPlayer : public Player {
 public:
  explicit EchoPlayer(Role role) : role_(role) {}

  Role role() const override { return role_; }
  std::vector<std::int64_t> holds() const override {
    return config_ ? std::vector<std::int64_t>{completed_} : std::vector<std::int64_t>{};
  }
  void say(std::string_view, Outlet&) override {}
  void save(const std::string&) const override {}

  void receive(const protocol::FromRelay& message, Outlet& out) override {
    if (const auto* welcome = std::get_if<protocol::Welcome>(&message)) config_ = welcome->config;
    if (const auto* turn = std::get_if<protocol::Turn>(&message)) turns_.push_back(*turn);
    if (const auto* finish = std::get_if<protocol::Finish>(&message)) {
      turn_.reset();
      turns_.clear();
      out.send(protocol::Done{finish->epoch, finish->step, {.digests = digests()}});
    }
    take_turns(out);
  }

  void receive(const protocol::Frame& frame, Outlet& out) override {
    if (!turn_ || frame.header().step != turn_->step) return;
    heard_ += frame.values().front();
    const auto kind = frame.header().kind;
    if (role_ == bob && turn_->phase == "call") send(kEchoKind, out);
    if (role_ != eve || turn_->phase == "listen" || kind == kEchoKind)
      done(std::fabs(frame.values().front() - called(turn_->step)), out);
    take_turns(out);
  }

 private:
  void take_turns(Outlet& out) {
    while (!turn_ && !turns_.empty()) {
      turn_ = turns_.front();
      turns_.pop_front();
      const bool calls = role_ == alice && turn_->phase != "rest";
      if (calls) send(kCallKind, out);
      if (turn_->phase == "rest" || (calls && turn_->phase == "listen")) done(std::nullopt, out);
    }
  }

  void send(protocol::FrameKind kind, Outlet& out) const {
    protocol::FrameHeader header{};
    header.kind = kind;
    header.epoch = turn_->epoch;
    header.step = turn_->step;
    header.rows = static_cast<std::uint32_t>(config_->minibatch);
    header.columns = 3;
    protocol::Frame frame(header);
    for (auto& value : frame.mutable_values()) value = called(turn_->step);
    frame.finish();
    out.send(frame);
  }

  void done(std::optional<double> distance, Outlet& out) {
    protocol::Done done{turn_->epoch, turn_->step, {}};
    if (distance && role_ != alice) done.metrics.values = {{std::string(name(role_)), *distance}};
    if (turn_->digest) done.metrics.digests = digests();
    completed_ = turn_->step + 1;
    turn_.reset();
    out.send(done);
  }

  /// 64 digits that follow from all that was heard.
  protocol::ByName<std::string> digests() const {
    char text[65];
    std::snprintf(text, sizeof text, "%064llx",
                  static_cast<unsigned long long>(std::llround(heard_ * 1e6) + 1'000'000'000));
    return {{std::string(name(role_)), text}};
  }

  Role role_;
  std::optional<SessionConfig> config_;
  std::optional<protocol::Turn> turn_;
  std::deque<protocol::Turn> turns_;
  std::int64_t completed_ = 0;
  double heard_ = 0;
};

}  // namespace

Task echo_task() {
  return {
      .name = "echo",
      .main_phase = "call",
      .phases = phases(),
      .frames = {{std::string(kCall), kCallKind, call_shape, 1.0F},
                 {std::string(kEcho), kEchoKind, call_shape, 1.0F}},
      .series = {series("bob", "Bob", bob), series("eve", "Eve", eve)},
      .networks = {{"alice", alice}, {"bob", bob}, {"eve", eve}},
      .goal =
          [](const SessionConfig&) {
            return Goal{.name = "echoed",
                        .unmet = "not_echoed",
                        .window = 5,
                        .bounds = {{.series = "bob", .at_most = 0.01}}};
          },
      .make_criterion = [](const Task& task,
                           const SessionConfig& config) -> std::unique_ptr<Criterion> {
        return std::make_unique<WindowCriterion>(task, task.goal(config));
      },
      .validate = [](const SessionConfig&) -> std::optional<std::string> { return std::nullopt; },
      .presets = {{"echo", echo_session(0)}},
  };
}

SessionConfig echo_session(std::int64_t steps) {
  SessionConfig config;
  config.task = "echo";
  config.minibatch = 2;
  config.bits = 4;
  config.cycle = {{"call", 2}, {"listen", 1}, {"rest", 1}};
  config.steps = steps;
  return config;
}

std::unique_ptr<Player> make_echo_player(Role role) { return std::make_unique<EchoPlayer>(role); }

}  // namespace sotto
