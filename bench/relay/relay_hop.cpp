// What a hop through the relay costs, against a forwarder that copies bytes from one socket to two
// and knows nothing. Both get what Alice sends from the same thread and are read by the same kind
// of clients; Alice's frames are masked beforehand. The relay is the real program, from this one's
// folder.
// Usage: relay_hop [--json FILE]

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "bench/relay/web_socket.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"

namespace {

using namespace sotto;
using namespace sotto::bench;
using SteadyClock = std::chrono::steady_clock;

constexpr std::uint32_t kBits = 16;
constexpr std::uint32_t kMinibatch = 4096;
constexpr int kRounds = 9;
constexpr int kFrames = 800;  ///< in a round
constexpr int kChats = 2500;  ///< in a round

/// A sealed frame with `value` for each of its numbers.
protocol::Frame frame_of(protocol::FrameKind kind, float value, std::uint32_t rows) {
  protocol::FrameHeader header{};
  header.kind = kind;
  header.rows = rows;
  header.columns = kBits;
  protocol::Frame made(header);
  std::ranges::fill(made.mutable_values(), value);
  made.finish();
  return made;
}

double seconds(SteadyClock::duration time) { return std::chrono::duration<double>(time).count(); }

/// A process of this benchmark's own, gone with it.
class Child {
 public:
  template <class Work>
  explicit Child(const Work& work) {
    const auto parent = ::getpid();
    id_ = ::fork();
    if (id_ < 0) throw std::runtime_error("cannot fork");
    if (id_ > 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() == parent) {
      try {
        work();
      } catch (const std::exception&) {  // its clients are gone
      }
    }
    ::_exit(0);
  }
  ~Child() {
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

 private:
  pid_t id_ = -1;
};

// ---- The forwarder ----

int listener(std::uint16_t& port) {
  const int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(handle, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(handle, 3) != 0 ||
      ::getsockname(handle, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("cannot listen");
  port = ntohs(address.sin_port);
  return handle;
}

void forward(int handle) {
  Socket alice(::accept(handle, nullptr, nullptr));
  Socket bob(::accept(handle, nullptr, nullptr));
  Socket eve(::accept(handle, nullptr, nullptr));
  std::vector<char> buffer(protocol::frame_bytes(kMinibatch, kBits));
  while (const auto count = alice.read_some(buffer.data(), buffer.size())) {
    bob.write(buffer.data(), count);
    eve.write(buffer.data(), count);
  }
}

/// Alice, Bob and Eve on plain sockets.
class Bare {
 public:
  Bare() : handle_(listener(port_)), forwarder_([this] { forward(handle_); }) {}
  ~Bare() { ::close(handle_); }

  /// Seconds until both have `kFrames` frames.
  double bulk() {
    const auto start = SteadyClock::now();
    SteadyClock::time_point ends[2];
    const auto hear = [&](Socket& socket, SteadyClock::time_point& end) {
      std::vector<char> bytes(large_.bytes().size());
      for (int i = 0; i < kFrames; ++i) socket.read(bytes.data(), bytes.size());
      end = SteadyClock::now();
    };
    std::thread bob([&] { hear(bob_, ends[0]); });
    std::thread eve([&] { hear(eve_, ends[1]); });
    for (int i = 0; i < kFrames; ++i) alice_.write(large_.bytes().data(), large_.bytes().size());
    bob.join();
    eve.join();
    return seconds(std::max(ends[0], ends[1]) - start);
  }

  void chat(std::vector<double>& microseconds) {
    char bytes[256];
    for (int i = 0; i < kChats; ++i) {
      const auto start = SteadyClock::now();
      alice_.write(small_.bytes().data(), small_.bytes().size());
      bob_.read(bytes, small_.bytes().size());
      microseconds.push_back(seconds(SteadyClock::now() - start) * 1e6);
      eve_.read(bytes, small_.bytes().size());
    }
  }

 private:
  std::uint16_t port_ = 0;
  int handle_;
  Child forwarder_;
  Socket alice_{port_}, bob_{port_}, eve_{port_};
  MaskedFrame large_{frame_of(kCiphertextKind, 0.25F, kMinibatch)};
  MaskedFrame small_{frame_of(protocol::kChatFrame, 0.5F, 1)};
};

// ---- The relay ----

/// The clients of one session: Alice answers every turn at once, Bob and Eve every ciphertext.
class Hop {
 public:
  explicit Hop(const std::filesystem::path& folder) : relay_([&] { become_relay(folder); }) {
    for (int i = 0; i < 1000 && port_ == 0; ++i) {
      std::ifstream(folder / "port") >> port_;
      if (port_ == 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    if (port_ == 0) throw std::runtime_error("the relay does not listen");
    // So that nobody ever waits for its first turn when it is to hear a chat message.
    eve_.emplace(port_, Role::eve);
    bob_.emplace(port_, Role::bob);
    alice_.emplace(port_, Role::alice);
    turns_.push_back(await_turn());
  }

  /// Seconds until both have `kFrames` ciphertexts.
  double bulk() {
    const auto start = SteadyClock::now();
    SteadyClock::time_point ends[2];
    std::exception_ptr failure;
    std::atomic<bool> failed{false};
    const auto guarded = [&](const auto& work) {
      try {
        work();
      } catch (...) {
        if (!failed.exchange(true)) failure = std::current_exception();
      }
    };
    std::thread bob([&] { guarded([&] { hear(*bob_, Role::bob, ends[0]); }); });
    std::thread eve([&] { guarded([&] { hear(*eve_, Role::eve, ends[1]); }); });
    guarded([&] {
      for (int i = 0; i < kFrames; ++i) take_turn();
    });
    bob.join();
    eve.join();
    if (failure) std::rethrow_exception(failure);
    return seconds(std::max(ends[0], ends[1]) - start);
  }

  void chat(std::vector<double>& microseconds) {
    for (int i = 0; i < kChats; ++i) {
      small_.set_number(++chats_);
      const auto start = SteadyClock::now();
      alice_->send(small_);
      const auto heard = header_of(next_frame(*bob_));
      microseconds.push_back(seconds(SteadyClock::now() - start) * 1e6);
      next_frame(*eve_);
      // The relay holds back what comes after too many messages that nobody has read.
      for (auto* reader : {&*bob_, &*eve_})
        reader->send(protocol::ToRelay{protocol::ChatDone{heard.epoch, heard.number, "?"}});
    }
  }

 private:
  static void become_relay(const std::filesystem::path& folder) {
    const auto program =
        (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "sotto-relay").string();
    std::ofstream(folder / "tokens.json")
        << R"({"alice": "alice-token", "bob": "bob-token", "eve": "eve-token",
               "operator": "operator-token"})";
    const auto log = (folder / "relay.log").string();
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(out, 1);
    ::dup2(out, 2);
    const auto tokens = (folder / "tokens.json").string();
    const auto port = (folder / "port").string();
    const auto bits = std::to_string(kBits);
    const auto minibatch = std::to_string(kMinibatch);
    // The step of Alice and Bob that a cycle needs is its first; the other 999 are Eve's.
    ::execl(program.c_str(), program.c_str(), "--port", "0", "--port-file", port.c_str(),
            "--tokens-file", tokens.c_str(), "--bits", bits.c_str(), "--minibatch",
            minibatch.c_str(), "--cycle", "alice_bob:1,eve:999", "--turns-ahead", "16",
            "--reply-deadline-ms", "600000", "--eve-deadline-ms", "600000", nullptr);
  }

  static protocol::FrameHeader header_of(std::string_view bytes) {
    protocol::FrameHeader header;
    std::memcpy(&header, bytes.data(), sizeof header);
    return header;
  }

  /// Passes over turns: Bob and Eve go by the ciphertexts.
  static std::string_view next_frame(WebSocket& line) {
    while (true) {
      const auto message = line.next();
      if (message.binary) return message.bytes;
      if (message.bytes.find("\"turn\"") == message.bytes.npos)
        throw std::runtime_error("unexpected: " + std::string(message.bytes));
    }
  }

  protocol::Turn await_turn() {
    while (true) {
      const auto next = alice_->next();
      if (next.binary) {
        feedback_heard_ = true;
        continue;
      }
      const auto message = protocol::decode_from_relay(next.bytes);
      const auto* turn = message ? std::get_if<protocol::Turn>(&*message) : nullptr;
      if (turn == nullptr) throw std::runtime_error("unexpected: " + std::string(next.bytes));
      return *turn;
    }
  }

  void take_turn() {
    if (turns_.empty()) turns_.push_back(await_turn());
    const auto turn = turns_.front();
    turns_.pop_front();
    large_.set_step(turn.epoch, turn.step);
    feedback_heard_ = false;
    alice_->send(large_);
    while (turn.phase == kAliceBobPhase && !feedback_heard_) {
      const auto next = alice_->next();
      feedback_heard_ = next.binary;
      if (next.binary) continue;
      const auto message = protocol::decode_from_relay(next.bytes);
      turns_.push_back(std::get<protocol::Turn>(*message));
    }
    alice_->send(protocol::ToRelay{protocol::Done{turn.epoch, turn.step, {}}});
  }

  void hear(WebSocket& line, Role role, SteadyClock::time_point& end) {
    for (int i = 0; i < kFrames; ++i) {
      const auto frame = next_frame(line);
      const auto header = header_of(frame);
      if (header.kind != kCiphertextKind ||
          frame.size() != protocol::frame_bytes(kMinibatch, kBits))
        throw std::runtime_error("another frame than Alice sent");
      if (role == Role::bob && header.step % 1000 == 0) {
        feedback_.set_step(header.epoch, header.step);
        line.send(feedback_);
      }
      line.send(protocol::ToRelay{protocol::Done{header.epoch, header.step, {}}});
    }
    end = SteadyClock::now();
  }

  Child relay_;
  std::uint16_t port_ = 0;
  std::optional<WebSocket> alice_, bob_, eve_;
  std::deque<protocol::Turn> turns_;
  bool feedback_heard_ = false;
  std::int64_t chats_ = 0;
  MaskedFrame large_{frame_of(kCiphertextKind, 0.25F, kMinibatch)};
  MaskedFrame feedback_{frame_of(kFeedbackKind, 0.001F, kMinibatch)};
  MaskedFrame small_{frame_of(protocol::kChatFrame, 0.5F, 1)};
};

// ---- Figures ----

double quantile(std::vector<double> values, double which) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(which * static_cast<double>(values.size() - 1) + 0.5)];
}

void run(const std::filesystem::path& folder, const std::string& file) {
  Bare bare;  // first: its process has nothing of the relay's lines open
  Hop hop(folder);
  std::vector<double> relay_rates, bare_rates, ratios, relay_us, bare_us, ignored;
  const double bytes = 2.0 * kFrames * protocol::frame_bytes(kMinibatch, kBits);
  hop.chat(ignored);
  bare.chat(ignored);
  for (int round = -1; round < kRounds; ++round) {
    const auto through_relay = bytes / hop.bulk();
    const auto through_bare = bytes / bare.bulk();
    if (round < 0) continue;  // warming up
    relay_rates.push_back(through_relay);
    bare_rates.push_back(through_bare);
    ratios.push_back(through_relay / through_bare);
    hop.chat(relay_us);
    bare.chat(bare_us);
  }
  Json figures{{"relay.bytes_per_s", quantile(relay_rates, 0.5)},
               {"relay.bare_bytes_per_s", quantile(bare_rates, 0.5)},
               {"relay.bytes_over_socket", quantile(ratios, 0.5)},
               {"relay.bytes_over_socket_q1", quantile(ratios, 0.25)},
               {"relay.bytes_over_socket_q3", quantile(ratios, 0.75)}};
  std::printf(
      "%u x %u frames to two receivers, GB/s: relay %.2f, bare %.2f, "
      "ratio %.2f (quartiles %.2f to %.2f)\n",
      kMinibatch, kBits, quantile(relay_rates, 0.5) * 1e-9, quantile(bare_rates, 0.5) * 1e-9,
      quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75));
  std::printf("chat of one row, us:  relay    bare   added\n");
  for (const auto& [name, which] : {std::pair{"p50", 0.5}, {"p99", 0.99}, {"p99_9", 0.999}}) {
    const auto there = quantile(relay_us, which);
    const auto without = quantile(bare_us, which);
    const std::string tail = std::string(name) + "_us";
    figures["relay.small_" + tail] = there;
    figures["relay.bare_small_" + tail] = without;
    figures["relay.added_" + tail] = there - without;
    std::printf("%-18s %8.1f %7.1f %7.1f\n", name, there, without, there - without);
  }
  if (!file.empty()) std::ofstream(file) << figures.dump(2) << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  const bool with_file = argc == 3 && std::strcmp(argv[1], "--json") == 0;
  if (argc != 1 && !with_file) {
    std::cerr << "relay_hop: expected --json FILE or nothing\n";
    return 2;
  }
  auto folder = (std::filesystem::temp_directory_path() / "sotto-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return 3;
  int code = 0;
  try {
    run(folder, with_file ? argv[2] : "");
  } catch (const std::exception& error) {
    std::cerr << "relay_hop: " << error.what() << "\n";
    code = 3;
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return code;
}
