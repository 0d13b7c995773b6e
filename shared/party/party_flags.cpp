#include "shared/party/party_flags.hpp"

#include <unistd.h>
#include <CLI/CLI.hpp>

#include <charconv>
#include <filesystem>
#include <fstream>

#include "shared/crypto/secret.hpp"
#include "shared/session/command_line.hpp"
#include "shared/session/output_file.hpp"
#include "shared/session/whole_number.hpp"
#include "shared/tasks/table_flags.hpp"
#include "shared/transport/tls_context.hpp"

namespace sotto {
namespace {

std::string description(Role role) {
  switch (role) {
    case Role::alice:
      return "Alice: learns to encrypt for Bob. Lines typed here are sent to him as messages.";
    case Role::bob:
      return "Bob: learns to decrypt what Alice sends.";
    default:
      return "Eve: hears every ciphertext and learns to read it without the key.";
  }
}

/// Takes scheme and final slash of a URL away; what is left is HOST:PORT. Whether it says that the
/// line is encrypted.
bool take_scheme(std::string& text) {
  bool encrypted = false;
  for (const std::string_view scheme : {"wss://", "https://", "ws://", "http://"})
    if (text.starts_with(scheme)) {
      text.erase(0, scheme.size());
      if (text.ends_with('/')) text.pop_back();
      encrypted = scheme == "wss://" || scheme == "https://";
      break;
    }
  return encrypted;
}

/// `text`: HOST:PORT.
void split_relay(const std::string& text, Endpoint& endpoint) {
  const auto colon = text.rfind(':');
  const auto* const end = text.data() + text.size();
  std::uint16_t port = 0;
  if (colon != text.npos)
    if (const auto [stop, fault] = std::from_chars(text.data() + colon + 1, end, port);
        fault != std::errc{} || stop != end)
      port = 0;
  if (colon == text.npos || colon == 0 || port == 0)
    throw CLI::ValidationError("--relay",
                               "is '" + text + "', expected HOST:PORT or wss://HOST:PORT");
  endpoint.host = text.substr(0, colon);
  if (endpoint.host.size() > 2 && endpoint.host.front() == '[' && endpoint.host.back() == ']')
    endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);  // [::1]:port
  endpoint.port = port;
}

}  // namespace

std::optional<int> parse_party_flags(Role role, int argc, char** argv, PartyFlags& flags) {
  std::string relay = "127.0.0.1:7474";
  std::string token_file;
  std::string secret_file;
  std::string tls_ca;
  std::int64_t connect_deadline_ms = flags.relay.connect_deadline.count();
  CLI::App app(
      description(role) +
          "\nEnds with 0 when the session is over, 2 on bad usage, when the relay refuses it\n"
          "or its certificate is not to be trusted, 3 when it fails, 4 when what it hears is not\n"
          "what the other party sent.",
      "sotto-" + std::string(name(role)));
  app.add_option("--relay", relay, "the relay's HOST:PORT, or wss://HOST:PORT over TLS")
      ->capture_default_str();
  app.add_option(
      "--tls-ca", tls_ca,
      "PEM file with whom to trust as signer of the relay's certificate; without it those "
      "whom this system trusts");
  app.add_option("--session", flags.session, "the session's name")->capture_default_str();
  app.add_option("--token", flags.token, "this role's token; better given by the environment")
      ->envname("SOTTO_TOKEN");
  app.add_option("--token-file", token_file, "file that holds this role's token")
      ->envname("SOTTO_TOKEN_FILE");
  if (role == Role::eve)
    app.add_option("--attacker", flags.attacker,
                   "be an attacker of the session's audits, not Eve: its name, as sotto-lab audit "
                   "--help has them; the token is the attackers'");
  if (role != Role::eve)
    app.add_option("--secret-file", secret_file,
                   "file of 64 hexadecimal digits, mode 0600, shared with " +
                       std::string(role == Role::alice ? "Bob" : "Alice") +
                       "; created when missing and --create-secret is given")
        ->envname("SOTTO_SECRET_FILE")
        ->required();
  bool create = false;
  if (role != Role::eve)
    app.add_flag("--create-secret", create, "create the secret file when it does not exist");
  app.add_option("--save", flags.save_file, "write the network here at the end (TorchScript)")
      ->check(output_file());
  app.add_option("--checkpoints", flags.checkpoints,
                 "keep the weights in this directory as the session goes on, and go on from those "
                 "that are there");
  app.add_option("--engine", flags.engine, "how the network is computed: fused or reference")
      ->capture_default_str()
      ->check(CLI::IsMember({"fused", "reference"}));
  app.add_option("--connect-deadline-ms", connect_deadline_ms,
                 "how long an unreachable relay is tried")
      ->capture_default_str()
      ->check(whole_number(1, 86'400'000));
  app.add_option("--log-level", flags.log_level, "trace, debug, info, warn, error or off")
      ->default_val("info")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
  const TableFlags table(app);
  return parse_command_line(app, argc, argv, [&] {
    flags.table = table.read();
    for (const auto* option : {"--data", "--save", "--checkpoints", "--engine"})
      if (!flags.attacker.empty() && app.count(option) > 0)
        throw CLI::ValidationError(option,
                                   "is given with --attacker, who reads no table and keeps no "
                                   "network: expected one of them");
    const bool encrypted = take_scheme(relay);
    split_relay(relay, flags.relay);
    if (encrypted) flags.relay.tls = client_tls(tls_ca);
    if (!encrypted && !tls_ca.empty())
      throw CLI::ValidationError("--tls-ca",
                                 "is given, but the line would not be encrypted: expected --relay "
                                 "wss://HOST:PORT");
    flags.relay.connect_deadline = std::chrono::milliseconds(connect_deadline_ms);
    if (!flags.checkpoints.empty()) {
      std::error_code fault;
      std::filesystem::create_directories(flags.checkpoints, fault);
      if (fault || ::access(flags.checkpoints.c_str(), W_OK | X_OK) != 0)
        throw CLI::ValidationError(
            "--checkpoints", "'" + flags.checkpoints + "' is no directory that can be written to");
    }
    if (!token_file.empty()) {
      std::ifstream in(token_file);
      if (!(in >> flags.token))
        throw CLI::ValidationError("--token-file", "'" + token_file + "' cannot be read");
    }
    if (flags.token.empty())
      throw CLI::ValidationError("--token", "is missing: set SOTTO_TOKEN to this role's token");
    if (role == Role::eve) return;
    if (create && !std::filesystem::exists(secret_file))
      create_secret(secret_file, random_secret());
    flags.secret = read_secret(secret_file);
  });
}

}  // namespace sotto
