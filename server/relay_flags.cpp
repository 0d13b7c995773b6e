#include "server/relay_flags.hpp"

#include "shared/base/installed_file.hpp"
#include "shared/session/command_line.hpp"
#include "shared/session/output_file.hpp"
#include "shared/session/whole_number.hpp"
#include "shared/tasks/config_flags.hpp"

namespace sotto {

std::optional<int> parse_relay_flags(int argc, char** argv, RelayFlags& flags) {
  CLI::App app(
      "The relay: carries what Alice, Bob and Eve say, and enforces the step schedule.\n"
      "Ends with 0 when asked to stop, 2 on bad usage or when the port is in use.",
      "sotto-relay");
  app.add_option("--address", flags.address, "address to listen on")->capture_default_str();
  app.add_option("--port", flags.port, "port to listen on, 0 = any free one")
      ->capture_default_str()
      ->check(whole_number(0, 65535));
  app.add_option("--port-file", flags.port_file, "write the port here once listening")
      ->check(output_file());
  auto* const certificate = app.add_option(
      "--tls-certificate", flags.tls_certificate,
      "speak https and wss alone, with this certificate (PEM, with those between it and its "
      "authority); SIGHUP has it and its key read again");
  auto* const key = app.add_option("--tls-key", flags.tls_key, "the certificate's key (PEM)");
  certificate->needs(key);
  key->needs(certificate);
  app.add_option("--session", flags.session, "the first session's name")->capture_default_str();
  app.add_option("--tokens-file", flags.tokens_file,
                 "tokens of its roles as JSON, or their digests; created with random tokens when "
                 "missing")
      ->capture_default_str()
      ->envname("SOTTO_TOKENS_FILE");
  app.add_flag(
      "--hash-tokens", flags.hash_tokens,
      "put digests in the place of the tokens in the tokens file, and end: the relay needs "
      "no more once each party has its own");
  app.add_option("--record", flags.record_file, "write every message on the wire to this file")
      ->check(output_file());
  auto* journal =
      app.add_option("--journal", flags.journal_file, "keep every session in this file (SQLite)");
  std::int64_t keep_days = 0;
  app.add_option("--keep-days", keep_days,
                 "delete sessions from the journal that began so many days ago; 0 = none")
      ->capture_default_str()
      ->check(whole_number(0, 36'500))
      ->needs(journal);
  app.add_flag("--resume", flags.resume,
               "go on with the newest session of that name in the journal, where it has not ended "
               "and was begun with this configuration; else a new one begins")
      ->needs(journal);
  flags.dashboard = installed_file("dashboard").string();
  app.add_option("--dashboard", flags.dashboard, "directory of the page that is shown at /");
  const auto count = whole_number(1, 1'000'000);
  app.add_option("--max-connections", flags.connections.all, "connections at most")
      ->capture_default_str()
      ->check(count);
  app.add_option("--max-connections-of-address", flags.connections.of_address,
                 "connections from one address at most")
      ->capture_default_str()
      ->check(count);
  app.add_option("--max-new-connections-of-address", flags.connections.new_of_address,
                 "new connections from one address in a second at most, over four seconds")
      ->capture_default_str()
      ->check(count);
  app.add_option("--max-watchers", flags.max_watchers,
                 "watchers and operators of a session at most")
      ->capture_default_str()
      ->check(count);
  app.add_flag(
      "--echo", flags.echo,
      "no session and no page: say back every WebSocket message, at every path, for suites "
      "that test the protocol");
  app.add_option("--log-level", flags.log_level, "trace, debug, info, warn, error or off")
      ->capture_default_str()
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
  ConfigFlags config(app);
  return parse_command_line(app, argc, argv, [&] {
    if (config.audits_archives())
      throw CLI::ValidationError(
          "--until",
          "is 'certified', which only sotto-demo and sotto-lab train know for such a session: a "
          "relay has no networks to audit");
    flags.config = config.config();
    if (keep_days > 0) flags.keep = std::chrono::days(keep_days);
  });
}

}  // namespace sotto
