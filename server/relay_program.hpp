// The relay as a program: reads its flags, wires the parts, runs until it is asked to stop.
#pragma once

namespace sotto {

/// A program's main. Tasks beside the built-in ones are registered before
/// (shared/tasks/registry.hpp).
int run_relay(int argc, char** argv);

}  // namespace sotto
