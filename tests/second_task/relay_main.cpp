// sotto-relay with one more task registered: the whole difference.
#include "server/relay_program.hpp"
#include "shared/tasks/registry.hpp"
#include "tests/second_task/echo_task.hpp"

int main(int argc, char** argv) {
  sotto::register_task(sotto::echo_task());
  return sotto::run_relay(argc, argv);
}
