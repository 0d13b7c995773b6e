#include "server/relay_program.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <functional>
#include <iostream>
#include <optional>

#include "server/net/echo_service.hpp"
#include "server/net/http_server.hpp"
#include "server/net/session_service.hpp"
#include "server/relay_flags.hpp"
#include "shared/base/allocator.hpp"
#include "shared/base/clock.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/base/file_draft.hpp"
#include "shared/transport/endpoint.hpp"

namespace sotto {
namespace {

/// Ends the network once every connection is closed, or at the deadline.
void leave_when_empty(net::io_context& network, net::steady_timer& timer,
                      const OpenWebSockets& open, std::chrono::steady_clock::time_point deadline) {
  if (open.empty() || std::chrono::steady_clock::now() >= deadline) return network.stop();
  timer.expires_after(std::chrono::milliseconds(5));
  timer.async_wait([&network, &timer, &open, deadline](error_code fault) {
    if (!fault) leave_when_empty(network, timer, open, deadline);
  });
}

/// A connection is a file. The relay has limits of its own, which are told of.
void allow_many_files(std::size_t connections) {
  constexpr std::size_t kOthers = 64;
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_max < connections + kOthers)
    spdlog::warn("this system lets a program have {} files open: too few for {} connections",
                 files.rlim_max, connections);
}

/// Asked to stop once more on the way out: it is stopping. Blocked rather than ignored, as the
/// signal set that goes away sets what a signal does back to what it was: the end of the program.
void ignore_further_signals() {
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &stops, nullptr);
}

/// Nothing: a new session begins.
std::optional<RecordedSession> session_to_resume(const RelayFlags& flags) {
  if (!flags.resume) return std::nullopt;
  auto before = take_up_session(flags.journal_file, flags.session);
  if (!before || before->config == flags.config) return before;
  spdlog::warn("session '{}' of the journal had another configuration: a new one begins",
               flags.session);
  return std::nullopt;
}

/// Connections that are open go on with the certificate that they began with.
void read_again(std::optional<ServerCertificate>& certificate) {
  if (!certificate)
    return spdlog::info("a hang-up (SIGHUP) changes nothing: there is no TLS certificate to read");
  try {
    certificate->read_again();
    spdlog::info("the TLS certificate and its key have been read again");
  } catch (const std::exception& error) {
    spdlog::warn("{}: the TLS certificate and its key stay what they were", error.what());
  }
}

/// At each hang-up. Unheard, it would end the program.
void read_again_at(net::signal_set& hangups, std::optional<ServerCertificate>& certificate) {
  hangups.async_wait([&hangups, &certificate](error_code fault, int) {
    if (fault) return;
    read_again(certificate);
    read_again_at(hangups, certificate);
  });
}

/// What every relay has, whatever it serves.
struct Doors {
  explicit Doors(const RelayFlags& given) : flags(given), admission(given.connections) {
    if (!flags.tls_certificate.empty()) certificate.emplace(flags.tls_certificate, flags.tls_key);
    read_again_at(hangups, certificate);
  }

  /// Listens, says where, and goes on until it is asked to stop: then `shut_down` is called, and
  /// who is connected has a moment to close.
  void serve(Service& service, const std::function<void()>& shut_down);

  const RelayFlags& flags;
  // What connections hold until the network goes.
  Admission admission;
  OpenWebSockets open;
  net::io_context network{1};
  // Goes after what takes its time to go, so that a signal never finds nobody.
  net::signal_set signals{network, SIGINT, SIGTERM};
  net::signal_set hangups{network, SIGHUP};
  std::optional<ServerCertificate> certificate;
};

void Doors::serve(Service& service, const std::function<void()>& shut_down) {
  HttpServer server(network, service, admission, certificate ? &*certificate : nullptr,
                    tcp::endpoint(net::ip::make_address(flags.address), flags.port));
  server.start();
  const auto port = server.local().port();
  // Whoever waits for this file must never see half of it.
  if (!flags.port_file.empty()) replace_file(flags.port_file, std::to_string(port) + "\n");
  std::cout << "sotto-relay listens on " << (certificate ? "https" : "http") << "://"
            << host_and_port(flags.address, port) << "/" << std::endl;

  net::steady_timer patience(network);
  signals.async_wait([&](error_code fault, int) {
    if (fault) return;
    spdlog::info("shutting down");
    server.stop();
    shut_down();
    open.stop(protocol::kCloseGoingAway, "the relay shuts down");
    // The connections close orderly, or by force once their deadline is over; a second signal does
    // not wait for that.
    leave_when_empty(network, patience, open,
                     std::chrono::steady_clock::now() + protocol::kCloseDeadline +
                         std::chrono::milliseconds(100));
    signals.async_wait([this](error_code again, int) {
      if (!again) network.stop();
    });
  });
  network.run();
  ignore_further_signals();
}

void echo(const RelayFlags& flags) {
  Doors doors(flags);
  EchoService service(doors.open);
  doors.serve(service, [] {});
}

void carry_sessions(const RelayFlags& flags) {
  Doors doors(flags);
  std::unique_ptr<WireRecord> record;
  if (!flags.record_file.empty()) record = std::make_unique<WireRecord>(flags.record_file);
  const auto before = session_to_resume(flags);
  std::unique_ptr<Journal> journal;
  if (!flags.journal_file.empty())
    journal = std::make_unique<Journal>(flags.journal_file, JournalOptions{.keep = flags.keep});
  const StaticFiles files(flags.dashboard);
  if (files.find("/") == nullptr)
    spdlog::warn("'{}' holds no index.html: instead of the dashboard, / shows what runs here",
                 flags.dashboard);
  SessionRegistry sessions(doors.network.get_executor(), system_clock(),
                           {record.get(), journal.get()}, flags.max_watchers);
  const auto opened =
      sessions.open(flags.session, flags.config, Tokens::from_file(flags.tokens_file),
                    before ? &*before : nullptr);
  if (!opened) throw std::runtime_error(opened.error().message);
  const Api api{sessions, files, doors.admission};
  SessionService service(api, doors.open);
  doors.serve(service, [&] { sessions.shut_down(); });
}

}  // namespace

int run_relay(int argc, char** argv) {
  // What parties and operators say goes into a record of the wire, what operators have Alice say
  // into the journal.
  ::umask(0077);
  RelayFlags flags;
  if (const auto ended = parse_relay_flags(argc, argv, flags)) return *ended;
  spdlog::set_default_logger(spdlog::stderr_logger_mt("relay"));
  spdlog::set_level(spdlog::level::from_str(flags.log_level));
  keep_freed_memory();
  allow_many_files(flags.connections.all);
  try {
    if (flags.hash_tokens)
      Tokens::hash_file(flags.tokens_file);
    else if (flags.echo)
      echo(flags);
    else
      carry_sessions(flags);
    return exit_code::kGoalMet;
  } catch (const boost::system::system_error& error) {
    std::cerr << "sotto-relay: cannot listen on " << host_and_port(flags.address, flags.port)
              << ": " << error.code().message() << "\n";
  } catch (const std::exception& error) {
    std::cerr << "sotto-relay: " << error.what() << "\n";
  }
  return exit_code::kBadUsage;
}

}  // namespace sotto
