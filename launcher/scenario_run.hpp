// How far a scenario has come, and what happens next. Pure: time is passed in, deeds are done by a
// Stage.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "launcher/scenario.hpp"

namespace sotto {

class ScenarioRun {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Where it takes place.
  class Stage {
   public:
    virtual ~Stage() = default;
    virtual void say(const std::string& text) = 0;
    virtual void command(protocol::CommandName name, std::optional<std::int64_t> at_step) = 0;
    /// Deed::stop_process, continue_process, kill.
    virtual void signal(Role role, Deed deed) = 0;
    virtual bool running(Role role) const = 0;
    virtual void start(Role role) = 0;
    /// A deed was done: one line.
    virtual void done(const std::string& line) = 0;
  };

  /// `scenario` must outlive it.
  ScenarioRun(const Scenario& scenario, Time launched)
      : events_(scenario.events()), launched_(launched) {}

  /// All of its events have happened.
  bool over() const { return next_ >= events_.size(); }
  /// Which event comes next, from 0.
  std::size_t next() const { return next_; }

  /// A party printed a line.
  void heard(Role role, const std::string& line);

  /// Does what is due at `now`, with the session's last status, if there has been one. Throws
  /// ScenarioError when an expectation was not met in its time.
  void advance(Time now, const std::optional<protocol::Status>& status, Stage& stage);

 private:
  bool due(const ScenarioEvent& event, Time now,
           const std::optional<protocol::Status>& status) const;
  bool met(const ScenarioEvent& event, const std::optional<protocol::Status>& status) const;
  bool carry_out(const ScenarioEvent& event, Time now,
                 const std::optional<protocol::Status>& status, Stage& stage);

  const std::vector<ScenarioEvent>& events_;
  Time launched_;
  std::size_t next_ = 0;
  std::optional<Time> expecting_since_;
  std::array<std::vector<std::string>, 3> lines_;  ///< what the parties printed
};

}  // namespace sotto
