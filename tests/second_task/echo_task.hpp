// A second task, to show that a task is data: Alice calls a number, Bob echoes it, Eve hears. It
// has frames, series and phases of its own, and needs no edit anywhere else.
#pragma once

#include <memory>

#include "shared/party/player.hpp"
#include "shared/tasks/task.hpp"

namespace sotto {

/// Phases `call` (call, echo, done), `listen` (call, done) and `rest` (done alone).
Task echo_task();

/// A session of it: minibatches of 2 and a cycle with all three phases.
SessionConfig echo_session(std::int64_t steps);

/// Alice, Bob or Eve. What they report and their digests follow from the frames alone.
std::unique_ptr<Player> make_echo_player(Role role);

}  // namespace sotto
