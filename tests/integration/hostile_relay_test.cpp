// A relay that plays false: whatever it does to a frame, Bob finds in that step, says so, ends with
// exit code 4, and has the weights of a run that ended before it.
#include <gtest/gtest.h>

#include <boost/asio.hpp>
#include <regex>
#include <thread>

#include "shared/crypto/run_seeds.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/support/relay_process.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using tcp = boost::asio::ip::tcp;
using Frames = std::vector<std::string>;

/// What is done to the frames of a message, once: true where it was done.
using Trick = std::function<bool(Frames& frames, const Frames& before)>;

std::int64_t step_of(const std::string& frame) {
  protocol::FrameHeader header;
  std::memcpy(&header, frame.data(), sizeof header);
  return header.step;
}

/// Stands between a party and the relay, and plays its trick on the first message that it can.
class HostileRelay {
 public:
  HostileRelay(unsigned short relay, Trick trick)
      : relay_(relay), trick_(std::move(trick)), thread_([this] { serve(); }) {}
  ~HostileRelay() {
    boost::system::error_code ignored;
    for (auto* socket : {&party_, &upstream_})
      socket->shutdown(tcp::socket::shutdown_both, ignored);
    // Ends an accept() that nobody came for.
    tcp::socket(io_).connect(acceptor_.local_endpoint(), ignored);
    thread_.join();
  }

  unsigned short port() const { return acceptor_.local_endpoint().port(); }

 private:
  void serve() {
    boost::system::error_code fault;
    acceptor_.accept(party_, fault);
    upstream_.connect({boost::asio::ip::address_v4::loopback(), relay_}, fault);
    std::thread up([this] { pass_on(party_, upstream_); });
    try {
      pass_handshake();
      while (true) pass_message();
    } catch (const boost::system::system_error&) {  // one of them has gone
    }
    for (auto* socket : {&party_, &upstream_}) socket->shutdown(tcp::socket::shutdown_both, fault);
    up.join();
  }

  static void pass_on(tcp::socket& from, tcp::socket& to) {
    std::array<char, 4096> bytes;
    boost::system::error_code fault;
    while (true) {
      const auto size = from.read_some(boost::asio::buffer(bytes), fault);
      if (fault) break;
      boost::asio::write(to, boost::asio::buffer(bytes, size), fault);
      if (fault) break;
    }
    to.shutdown(tcp::socket::shutdown_send, fault);
  }

  void pass_handshake() {
    std::string head;
    while (!head.ends_with("\r\n\r\n")) head += read(1);
    write(head);
  }

  /// A frame of WebSocket's (RFC 6455, section 5.2): the relay's are whole messages, and not
  /// masked.
  void pass_message() {
    auto head = read(2);
    std::uint64_t size = head[1] & 0x7F;
    if (const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0; more > 0) {
      size = 0;
      for (const char byte : read(more)) {
        head += byte;
        size = size << 8 | static_cast<unsigned char>(byte);
      }
    }
    auto payload = read(size);
    constexpr int kBinary = 2;
    if ((head[0] & 0xF) == kBinary) spoil(payload);
    write(head + payload);
  }

  void spoil(std::string& payload) {
    Frames frames;
    for (std::size_t at = 0; at < payload.size();) {
      const auto rest = std::as_bytes(std::span(payload).subspan(at));
      frames.push_back(payload.substr(at, protocol::first_frame_bytes(rest)));
      at += frames.back().size();
    }
    const auto genuine = frames;
    if (!done_) done_ = trick_(frames, before_);
    before_.insert(before_.end(), genuine.begin(), genuine.end());
    payload.clear();  // every trick leaves it as long as it was
    for (const auto& frame : frames) payload += frame;
  }

  std::string read(std::size_t size) {
    std::string bytes(size, '\0');
    boost::asio::read(upstream_, boost::asio::buffer(bytes));
    return bytes;
  }
  void write(const std::string& bytes) { boost::asio::write(party_, boost::asio::buffer(bytes)); }

  boost::asio::io_context io_;
  tcp::acceptor acceptor_{io_, {boost::asio::ip::address_v4::loopback(), 0}};
  tcp::socket party_{io_};
  tcp::socket upstream_{io_};
  unsigned short relay_;
  Trick trick_;
  bool done_ = false;
  Frames before_;
  std::thread thread_;
};

constexpr auto kOfRun = 21;
constexpr std::int64_t kFirstSpoilt = 30;  ///< the first step that may be spoilt

struct Attack {
  std::string name;
  std::string victim;
  Trick trick;
  std::string says;  ///< a regular expression; its group is the step that came to nothing
};
void PrintTo(const Attack& attack, std::ostream* out) { *out << attack.name; }

class HostileRelayTest : public testing::TestWithParam<Attack> {};

TEST_P(HostileRelayTest, IsFoundInTheStepAndChangesNoWeight) {
  const auto& attack = GetParam();
  const TemporaryDirectory directory;
  const auto seeds = derive_run_seeds(kOfRun);
  create_secret(directory / "secret.hex", seeds.secret);
  RelayProcess relay({{"bits", "16"},
                      {"minibatch", "32"},
                      {"turns-ahead", "8"},
                      {"join-deadline-ms", "200"},  // without Eve
                      {"public-seed", std::to_string(seeds.public_seed)}});
  HostileRelay hostile(relay.port(), attack.trick);
  const auto start = [&](const std::string& role) {
    const auto port = role == attack.victim ? hostile.port() : relay.port();
    return std::make_unique<Process>(
        "sotto-" + role,
        std::vector<std::string>{"--relay", "127.0.0.1:" + std::to_string(port), "--secret-file",
                                 directory / "secret.hex", "--save", directory / (role + ".pt")},
        std::map<std::string, std::string>{{"SOTTO_TOKEN", token_of(role)}});
  };
  const auto alice = start("alice");
  const auto bob = start("bob");
  const auto& victim = attack.victim == "bob" ? *bob : *alice;
  ASSERT_EQ((attack.victim == "bob" ? bob : alice)->wait(60s), 4) << victim.errors();

  const auto said = victim.errors();
  std::smatch found;
  ASSERT_TRUE(std::regex_search(said, found, std::regex(attack.says))) << said;
  const auto step = std::stoll(found[1]);
  EXPECT_GE(step, kFirstSpoilt);
  EXPECT_TRUE(eventually(
      [&] { return relay.program().errors().find(" leaves: the ") != std::string::npos; },
      kDeadline))
      << "the relay says why it left: " << relay.program().errors();

  Process lab("sotto-lab", {"train", "--without-eve", "--seed", std::to_string(kOfRun), "--steps",
                            std::to_string(step), "--bits", "16", "--minibatch", "32", "--save",
                            directory / "lab"});
  ASSERT_EQ(lab.wait(60s), 0) << lab.errors();
  const auto file = attack.victim + ".pt";
  EXPECT_EQ(contents(directory / file), contents(directory / "lab" / file));
}

INSTANTIATE_TEST_SUITE_P(
    Attacks, HostileRelayTest,
    testing::Values(
        Attack{"FlipsABit", "bob",
               [](Frames& frames, const Frames&) {
                 if (step_of(frames[0]) < kFirstSpoilt) return false;
                 frames[0][sizeof(protocol::FrameHeader) + 3] ^= 1;
                 return true;
               },
               "the ciphertext of step (\\d+) is not what Alice sent: it was altered or forged"},
        Attack{"ReplaysAnOlderFrame", "bob",
               [](Frames& frames, const Frames& before) {
                 if (step_of(frames[0]) < kFirstSpoilt) return false;
                 frames[0] = before[before.size() - 7];
                 return true;
               },
               "the ciphertext of step \\d+ \\(epoch 0\\) came where the ciphertext of step (\\d+) "
               "\\(epoch 0\\) was due: it was replayed or put out of order"},
        Attack{"SwapsTwoFrames", "bob",
               [](Frames& frames, const Frames&) {
                 if (frames.size() < 2 || step_of(frames[0]) < kFirstSpoilt) return false;
                 std::swap(frames[0], frames[1]);
                 return true;
               },
               "the ciphertext of step \\d+ \\(epoch 0\\) came where the ciphertext of step (\\d+) "
               "\\(epoch 0\\) was due: it was replayed or put out of order"},
        Attack{"GivesAnOldFrameANewStep", "bob",
               [](Frames& frames, const Frames& before) {
                 if (step_of(frames[0]) < kFirstSpoilt) return false;
                 const auto step = step_of(frames[0]);
                 frames[0] = before[before.size() - 7];
                 std::memcpy(frames[0].data() + offsetof(protocol::FrameHeader, step), &step,
                             sizeof step);
                 return true;
               },
               "the ciphertext of step (\\d+) is not what Alice sent: it was altered or forged"},
        Attack{"FlipsABitOfFeedback", "alice",
               [](Frames& frames, const Frames&) {
                 if (step_of(frames[0]) < kFirstSpoilt) return false;
                 frames[0].back() ^= 1;
                 return true;
               },
               "the feedback of step (\\d+) is not what Bob sent: it was altered or forged"}),
    [](const auto& tested) { return tested.param.name; });

TEST(OtherSecrets, OfAliceAndBobAreFoundAtTheFirstFrame) {
  const TemporaryDirectory directory;
  create_secret(directory / "alice.hex", derive_run_seeds(1).secret);
  create_secret(directory / "bob.hex", derive_run_seeds(2).secret);
  RelayProcess relay(Options{{"join-deadline-ms", "200"}});
  const auto start = [&](const std::string& role) {
    return std::make_unique<Process>(
        "sotto-" + role,
        std::vector<std::string>{"--relay", "127.0.0.1:" + std::to_string(relay.port()),
                                 "--secret-file", directory / (role + ".hex")},
        std::map<std::string, std::string>{{"SOTTO_TOKEN", token_of(role)}});
  };
  const auto alice = start("alice");
  const auto bob = start("bob");
  EXPECT_EQ(bob->wait(60s), 4);
  EXPECT_NE(bob->errors().find("the ciphertext of step 0 is not what Alice sent: Alice's secret is "
                               "not this one, or the frame was altered"),
            std::string::npos)
      << bob->errors();
}

}  // namespace
}  // namespace sotto
