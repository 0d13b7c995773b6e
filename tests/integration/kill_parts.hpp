// To kill the parts of a sotto-demo, one after the other.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>

#include <functional>
#include <regex>

#include "tests/integration/demo_run.hpp"

namespace sotto {

inline constexpr auto kJournal = "journal.sqlite";

/// The demo's own process that writes that archive, or the journal; nothing while there is none.
inline std::optional<pid_t> part(const DemoRun& demo, const std::string& file) {
  const auto mine = processes_with(demo.file(file));
  const auto parts = processes_with(file == kJournal ? "--journal" : "--checkpoints");
  for (const auto id : mine)
    if (std::ranges::find(parts, id) != parts.end()) return id;
  return std::nullopt;
}

/// Waits until the session has done steps, by what the launcher says from that place of its output
/// on.
inline bool does_steps(Process& launcher, std::size_t from = 0) {
  static const std::regex beyond_the_first("step +[1-9]");
  return eventually(
      [&] {
        const auto said = launcher.output();
        return std::regex_search(said.begin() + static_cast<std::ptrdiff_t>(from), said.end(),
                                 beyond_the_first);
      },
      60s);
}

/// That any of the parties knows of.
inline std::int64_t newest_epoch(const DemoRun& demo) {
  const std::string before = "] epoch ";
  std::int64_t newest = 0;
  for (const auto* log : {"alice.log", "bob.log", "eve.log"}) {
    const auto text = contents(demo.file(log));
    for (auto at = text.find(before); at != text.npos; at = text.find(before, at + 1))
      newest = std::max<std::int64_t>(newest, std::stoll(text.substr(at + before.size())));
  }
  return newest;
}

/// `before_each`: what is done before each, with its number. In the end the session does steps
/// again.
inline void kill_in_turn(DemoRun& demo, int times,
                         const std::function<void(int)>& before_each = {}) {
  const std::array<std::string, 4> files{"alice.pt", kJournal, "bob.pt", "eve.pt"};
  for (int i = 0; i < times; ++i) {
    if (before_each) before_each(i);
    const auto& file = files[static_cast<std::size_t>(i) % files.size()];
    std::optional<pid_t> id;
    ASSERT_TRUE(eventually([&] { return (id = part(demo, file)).has_value(); }, 30s));
    const auto before = newest_epoch(demo);
    ::kill(*id, SIGKILL);
    ASSERT_TRUE(eventually([&] { return newest_epoch(demo) > before; }, 60s)) << demo.said();
  }
  ASSERT_TRUE(does_steps(demo.process(), demo.process().output().size())) << demo.said();
}

}  // namespace sotto
