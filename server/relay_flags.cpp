#include "server/relay_flags.hpp"

#include <iostream>

#include "shared/base/exit_codes.hpp"
#include "shared/tasks/config_flags.hpp"

namespace sotto {

std::optional<RelayOptions> parse_relay_options(int argc, char** argv, int& exit_code) {
  RelayOptions options;
  CLI::App app(
      "The relay: carries what Alice, Bob and Eve say, and enforces the step schedule.\n"
      "Ends with 0 when asked to stop, 2 on bad usage or when the port is in use.",
      "sotto-relay");
  app.add_option("--address", options.address, "address to listen on")->capture_default_str();
  app.add_option("--port", options.port, "port to listen on, 0 = any free one")
      ->capture_default_str()
      ->check(CLI::Range(0, 65535));
  app.add_option("--port-file", options.port_file, "write the port here once listening");
  app.add_option("--session", options.session, "the first session's name")->capture_default_str();
  app.add_option("--tokens-file", options.tokens_file,
                 "tokens of its roles as JSON; created with random ones when missing")
      ->capture_default_str()
      ->envname("SOTTO_TOKENS_FILE");
  app.add_option("--record", options.record_file, "write every message on the wire to this file");
  app.add_option("--journal", options.journal_file, "keep every session in this file (SQLite)");
  options.dashboard = SOTTO_DASHBOARD;
  app.add_option("--dashboard", options.dashboard, "directory of the page that is shown at /");
  const CLI::Range count(1, 1'000'000);
  app.add_option("--max-connections", options.connections.all, "connections at most")
      ->capture_default_str()
      ->check(count);
  app.add_option("--max-connections-of-address", options.connections.of_address,
                 "connections from one address at most")
      ->capture_default_str()
      ->check(count);
  app.add_option("--max-watchers", options.max_watchers,
                 "watchers and operators of a session at most")
      ->capture_default_str()
      ->check(count);
  app.add_option("--log-level", options.log_level, "trace, debug, info, warn, error or off")
      ->capture_default_str()
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
  ConfigFlags config(app);
  try {
    app.parse(argc, argv);
    options.config = config.config();
    return options;
  } catch (const CLI::Success& help) {
    app.exit(help);
    exit_code = exit_code::kGoalMet;
  } catch (const CLI::Error& error) {
    std::cerr << "sotto-relay: " << error.what() << " (see --help)\n";
    exit_code = exit_code::kBadUsage;
  }
  return std::nullopt;
}

}  // namespace sotto
