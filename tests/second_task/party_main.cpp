// A party of the second task: echo_party alice|bob|eve, then a party's flags.
#include "shared/party/party_runner.hpp"
#include "shared/tasks/registry.hpp"
#include "tests/second_task/echo_task.hpp"

int main(int argc, char** argv) {
  sotto::register_task(sotto::echo_task());
  const auto role = argc > 1 ? sotto::named<sotto::Role>(argv[1]) : std::nullopt;
  if (!role || !sotto::is_party(*role)) return 2;
  sotto::PartyFlags flags;
  if (const auto ended = sotto::parse_party_flags(*role, argc - 1, argv + 1, flags)) return *ended;
  const auto player = sotto::make_echo_player(*role);
  return sotto::run_party(*player, flags);
}
