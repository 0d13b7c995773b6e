#include "shared/party/party_runner.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <deque>
#include <functional>
#include <iostream>
#include <mutex>
#include <optional>

#include "shared/base/allocator.hpp"
#include "shared/base/exit_codes.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/party/learning_thread.hpp"
#include "shared/party/stdin_lines.hpp"
#include "shared/transport/reconnecting_client.hpp"

namespace sotto {
namespace {

/// Bridges the Player and the network. What comes from the network waits in an inbox; the Player
/// takes it from there, between two looks at the network or, where steps are long, on a thread of
/// its own.
class PartyRunner {
 public:
  PartyRunner(Player& player, const PartyFlags& flags)
      : player_(player),
        flags_(flags),
        signals_(network_, SIGINT, SIGTERM),
        typing_(network_),
        lines_(
            network_.get_executor(), [this](std::string line) { say(std::move(line)); },
            [this] {
              outlet_.show("a line of more than " + std::to_string(StdinLines::kMaxLine) +
                           " bytes was not sent");
              next_line();
            }),
        outlet_(*this) {}

  int run() {
    session_ = std::make_shared<ReconnectingClient>(
        network_.get_executor(), flags_.relay,
        ReconnectingClient::Callbacks{
            .hello = [this] { return hello(); },
            .message =
                [this](protocol::FromRelay message) {
                  note(message);
                  if (const auto* welcome = std::get_if<protocol::Welcome>(&message))
                    choose_thread(welcome->config);
                  if (std::holds_alternative<protocol::Turn>(message)) begin_typing();
                  learn(
                      [this, message = std::move(message)] { player_.receive(message, outlet_); });
                },
            .frame =
                [this](protocol::Frame frame) {
                  if (frame.header().kind == protocol::kChatFrame)
                    last_chat_ = frame.header().number;
                  learn([this, frame = std::move(frame)] { player_.receive(frame, outlet_); });
                },
            .note = [](const std::string& line) { spdlog::info(line); },
            .ended = [this](End end, const std::string& reason) { ended(end, reason); }});
    session_->start();
    signals_.async_wait([this](error_code fault, int) {
      if (!fault) session_->stop();
    });
    do {
      while (!inbox_.empty()) {
        const auto task = std::move(inbox_.front());
        inbox_.pop_front();
        task();
      }
    } while (network_.run_one() > 0);
    return exit_code_;
  }

 private:
  class PostingOutlet : public Outlet {
   public:
    explicit PostingOutlet(PartyRunner& runner) : runner_(runner) {}
    void send(const protocol::Done& done) override {
      runner_.network([this, done] { runner_.session_->send(protocol::ToRelay{done}); });
    }
    void send(const protocol::ChatDone& done) override {
      runner_.network([this, done] { runner_.session_->send(protocol::ToRelay{done}); });
    }
    void send(const protocol::Finding& finding) override {
      runner_.network([this, finding] { runner_.session_->send(protocol::ToRelay{finding}); });
    }
    void send(const protocol::Frame& frame) override {
      runner_.network([this, frame] { runner_.session_->send(frame); });
      // Too large to be joined with others, so it may as well leave while the next is computed.
      if (frame.buffer().size() > protocol::kMaxJoined / 2) flush();
    }
    void flush() override {
      if (!runner_.work_) runner_.network_.poll();
    }
    void show(const std::string& line) override { std::cout << line << std::endl; }

   private:
    PartyRunner& runner_;
  };

  protocol::Hello hello() {
    std::optional<std::string> nonce;
    if (player_.role() == Role::alice || player_.role() == Role::bob) {
      nonce = random_nonce();
      learn([this, nonce] { player_.introduce(*nonce); });
    }
    return {.protocol = protocol::kProtocolVersion,
            .session = flags_.session,
            .role = player_.role(),
            .token = flags_.token,
            .holds = holds(),
            .attacker = player_.attacker(),
            .nonce = std::move(nonce),
            .heard = player_.role() == Role::bob ? last_chat_ : std::nullopt};
  }

  std::vector<std::int64_t> holds() {
    if (!work_) return player_.holds();
    const std::lock_guard lock(holds_mutex_);
    return holds_;
  }

  template <class Task>
  void network(Task&& task) {
    if (work_)
      net::post(network_, std::forward<Task>(task));
    else
      task();
  }

  /// Where the Player runs: on the network's thread while its steps are so short that pings can
  /// wait, as the way to another thread and back costs the sockets and the caches; else on one of
  /// its own. An attacker always has one: nobody waits for it, and what it does not read is lost.
  template <class Task>
  void on_learning_thread(Task task) {
    if (work_)
      work_->post(std::move(task));
    else
      inbox_.push_back(std::move(task));
  }

  void choose_thread(const SessionConfig& config) {
    const auto largest = flags_.engine == "fused" ? kLargestShortStep : kLargestShortReferenceStep;
    const bool is_short = config.minibatch * config.bits <= largest;
    if (work_ || (is_short && player_.role() != Role::attacker)) return;
    work_.emplace();
    for (auto& task : inbox_) work_->post(std::move(task));
    inbox_.clear();
  }

  /// Has the Player do something; what it cannot go on with ends the program.
  template <class Task>
  void learn(Task task) {
    on_learning_thread([this, task = std::move(task)] {
      try {
        task();
        if (!work_) return;
        const std::lock_guard lock(holds_mutex_);
        holds_ = player_.holds();
      } catch (const ForgeryError& error) {
        fail(error.what(), exit_code::kForged);
      } catch (const std::exception& error) {
        fail(error.what(), exit_code::kFailed);
      }
    });
  }

  /// What was forged the relay is told, too: it may be honest, and the line not.
  void fail(std::string why, int code) {
    network([this, why = std::move(why), code] {
      if (!failure_.empty()) return;
      failure_ = why;
      failure_code_ = code;
      if (code == exit_code::kForged)
        session_->stop(protocol::close_code(protocol::ErrorCode::forged), why);
      else
        session_->stop();
    });
  }

  static void note(const protocol::FromRelay& message) {
    if (const auto* error = std::get_if<protocol::Error>(&message))
      spdlog::warn("the relay refused a message: {} ({})", error->message, name(error->code));
    if (const auto* finish = std::get_if<protocol::Finish>(&message))
      spdlog::info("the session ends at step {}: {}", finish->step, finish->reason);
    if (const auto* gap = std::get_if<protocol::Gap>(&message))
      spdlog::warn("missed the ciphertexts of steps {} to {}", gap->first, gap->last);
    if (const auto* rewind = std::get_if<protocol::Rewind>(&message))
      spdlog::info("epoch {} begins at step {}", rewind->epoch, rewind->step);
  }

  void ended(End end, const std::string& reason) {
    signals_.cancel();
    typing_.cancel();
    lines_.stop();
    if (!failure_.empty()) {
      spdlog::error("{}: {}", title(player_.role()), failure_);
      exit_code_ = failure_code_;
    } else if (end == End::done) {
      spdlog::info("{} is done: {}", title(player_.role()), reason);
    } else {
      spdlog::error("{}: {}", title(player_.role()), reason);
      exit_code_ = end == End::refused ? exit_code::kBadUsage : exit_code::kFailed;
    }
    if (flags_.save_file.empty()) return;
    // The network's thread stays until the file is written, or the reason why not has been told.
    on_learning_thread([this, stay = net::make_work_guard(network_)] {
      try {
        player_.save(flags_.save_file);
      } catch (const std::exception& error) {
        spdlog::error("the network is lost: {}", error.what());
        network([this] { exit_code_ = exit_code::kFailed; });
      }
    });
  }

  /// From the first turn on everybody is there. What is typed earlier waits where it is.
  void begin_typing() {
    if (player_.role() == Role::alice && !std::exchange(typing_began_, true)) next_line();
  }

  /// Typed lines go one after the other, so that a pasted page fills neither the line to the relay
  /// nor what Bob and Eve may have unread.
  void next_line() {
    typing_.expires_after(kBetweenLines);
    typing_.async_wait([this](error_code fault) {
      if (fault) return;
      if (session_->queued_messages() > kMaxQueuedBefore) return next_line();
      lines_.next();
    });
  }

  void say(std::string line) {
    learn([this, line = std::move(line)] { player_.say(line, outlet_); });
    next_line();
  }

  static constexpr std::chrono::milliseconds kBetweenLines{50};
  static constexpr std::size_t kMaxQueuedBefore = 64;  ///< messages
  /// Numbers in a minibatch whose steps take milliseconds, not more, with each engine.
  static constexpr std::int64_t kLargestShortStep = 512 * 1024;
  static constexpr std::int64_t kLargestShortReferenceStep = 16 * 1024;

  // Constant after construction.
  Player& player_;  // used by the learning thread only, once run() has begun
  const PartyFlags& flags_;
  // Used on the network's thread only.
  net::io_context network_{1};
  net::signal_set signals_;
  net::steady_timer typing_;
  StdinLines lines_;
  bool typing_began_ = false;
  PostingOutlet outlet_;
  std::shared_ptr<ReconnectingClient> session_;
  std::deque<std::function<void()>> inbox_;  ///< for the Player, while it has no thread of its own
  std::optional<std::int64_t> last_chat_;    ///< the number of the last chat frame that has come
  std::string failure_;
  int failure_code_ = exit_code::kFailed;
  int exit_code_ = exit_code::kGoalMet;
  // Written by the learning thread where there is one, read by the network's.
  std::mutex holds_mutex_;
  std::vector<std::int64_t> holds_;
  // Last: stops before anything that its tasks use goes away.
  std::optional<LearningThread> work_;
};

}  // namespace

void log_as(Role role, const PartyFlags& flags) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt(std::string(name(role))));
  spdlog::set_level(spdlog::level::from_str(flags.log_level));
}

int run_party(Player& player, const PartyFlags& flags) {
  keep_freed_memory();
  return PartyRunner(player, flags).run();
}

}  // namespace sotto
