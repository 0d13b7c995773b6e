// Writes the seeds that encoders make: fuzz_seeds DIRECTORY, which is fuzz/corpus. The others stand
// there as somebody wrote them.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "shared/party/checkpoint_head.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/protocol/messages.hpp"
#include "shared/room/room.hpp"
#include "shared/tasks/registry.hpp"

namespace sotto {
namespace {

using protocol::FromRelay;
using protocol::ToRelay;

class Corpus {
 public:
  explicit Corpus(std::filesystem::path directory) : directory_(std::move(directory)) {}

  void write(const std::string& target, const std::string& name, std::string_view bytes) const {
    const auto folder = directory_ / target;
    std::filesystem::create_directories(folder);
    std::ofstream(folder / name, std::ios::binary) << bytes;
  }

 private:
  std::filesystem::path directory_;
};

std::string type_of(const std::string& text) {
  return Json::parse(text).at("type").get<std::string>();
}

template <class Message>
void write_message(const Corpus& corpus, const Message& message, const std::string& more = {}) {
  const auto text = encode(message);
  corpus.write("messages", type_of(text) + more, text);
}

void write_to_relay(const Corpus& corpus) {
  for (const auto role : {Role::alice, Role::listener, Role::operator_})
    write_message(corpus, ToRelay{protocol::Hello{3, "live", role, "token", {3, 4}}},
                  "-" + std::string(name(role)));
  write_message(corpus,
                ToRelay{protocol::Hello{.protocol = 3,
                                        .session = "live",
                                        .role = Role::bob,
                                        .token = "token",
                                        .holds = {},
                                        .nonce = std::string(64, 'a')}},
                "-bob");
  protocol::Hello attacker{3, "live", Role::attacker, "token", {}};
  attacker.attacker = "mlp256";
  write_message(corpus, ToRelay{attacker}, "-attacker");
  write_message(corpus, ToRelay{protocol::Done{1,
                                               2,
                                               {.values = {{"bob", 0.125}},
                                                .compute_ms = 1.5,
                                                .digests = {{"alice", std::string(64, 'a')}},
                                                .probe = "\x01\x7F"}}});
  write_message(corpus, ToRelay{protocol::ChatDone{3, 7, "gr\xC3\xBC\xFF"}});
  write_message(corpus, ToRelay{protocol::Finding{.attacker = "mlp256",
                                                  .audit = 300,
                                                  .reads = "bits",
                                                  .minibatches = 59,
                                                  .of = 60,
                                                  .final = true,
                                                  .missed = 1,
                                                  .bits_wrong = 3.9,
                                                  .low = 3.5,
                                                  .high = 4.25,
                                                  .leak_bits = 2.5}});
  for (const auto& form : protocol::kCommandForms) {
    protocol::Command command{.id = 7, .name = form.name};
    if (form.at_step) command.at_step = 17;
    if (form.step_ms) command.step_ms = 500;
    if (form.text) command.text = "grüße", command.repeat_ms = 2000;
    if (form.cycle) command.cycle = Cycle{{"alice_bob", 1}, {"eve", 4}};
    if (form.learning_rate) command.learning_rate = 0.1;
    write_message(corpus, ToRelay{command}, "-" + std::string(name(form.name)));
  }
}

protocol::Status full_status() {
  protocol::Status status{.session = "live", .text = "waiting for Bob", .phase = "eve"};
  status.connected = {Role::alice, Role::bob};
  status.attackers = {"linear"};
  status.means = {{"bob", 0.25}};
  status.goal_since_step = 2;
  status.twin_in_step = true;
  status.waiting = protocol::Wait{Role::bob, "feedback", 100, 10'000};
  status.controls = {{{"alice_bob", 1}, {"eve", 4}}, 0.1, true, 250};
  return status;
}

/// Messages whose defaults are good.
template <class... Messages>
void write_defaults(const Corpus& corpus) {
  (write_message(corpus, FromRelay{Messages{}}), ...);
}

void write_from_relay(const Corpus& corpus) {
  using namespace protocol;
  write_message(corpus, FromRelay{Error{ErrorCode::session_over, "it has finished"}});
  write_message(corpus, FromRelay{Turn{.epoch = 1,
                                       .step = 99,
                                       .phase = "eve",
                                       .rate = 0.1,
                                       .noise = 0.3,
                                       .shadows_weight = 20,
                                       .shadow_reset = 1,
                                       .restart = true,
                                       .digest = true,
                                       .frozen = true,
                                       .eve_generation = 3,
                                       .probe = true,
                                       .audit = 90}});
  write_message(corpus, FromRelay{Finish{0, 30, "secret", "the secret is kept"}});
  write_message(corpus, FromRelay{Say{1, "grüße"}});
  write_message(corpus, FromRelay{full_status()});
  write_message(corpus, FromRelay{Report{Json{{"outcome", "secret"}, {"steps", 3}}}});
  write_message(corpus,
                FromRelay{CommandResult{
                    .id = 7, .accepted = false, .code = ErrorCode::overflow, .message = "no"}});
  write_message(corpus, FromRelay{Notice{1.25, 5, NoticeKind::goal_lost, "gone"}});
  write_message(corpus, FromRelay{ToldFinding{{.attacker = "linear", .bits_wrong = 8}, 1.5}},
                "-told");
  write_message(
      corpus,
      FromRelay{Snapshot{
          .history = {.session = "live", .bits = 16, .columns = {"first"}, .rows = "[[0],[1]]"},
          .notices = {Notice{1.25, 5, NoticeKind::goal_lost, "gone"}},
          .messages = {Message{}},
          .readings = {Reading{}},
          .ciphertext = Ciphertext{},
          .probe = Probe{}}});
  write_message(corpus, FromRelay{Meeting{std::string(64, 'a'), std::string(64, 'b')}});
  write_defaults<Rewind, Gap, Samples, Message, Reading, Ciphertext, Probe>(corpus);
}

/// Of each task, a configuration and the welcome to a session of it.
void write_configs(const Corpus& corpus) {
  for (const auto* name : {"paper", "sealed", "selective"}) {
    const auto* preset = find_preset(name);
    if (preset == nullptr) throw std::runtime_error("no preset " + std::string(name));
    const auto& config = preset->config;
    corpus.write("configs", name, to_json(config).dump());
    const Room room("live", config, Time{});
    auto task = room.task_info();
    task.series.resize(2);  // seeds are small
    if (task.frontier) task.frontier->points.resize(2);
    write_message(corpus,
                  FromRelay{protocol::Welcome{.protocol = 3,
                                              .session = "live",
                                              .role = Role::alice,
                                              .config = config,
                                              .task = std::move(task)}},
                  "-" + std::string(name));
  }
}

protocol::Frame frame(protocol::FrameKind kind, std::uint32_t rows, std::uint32_t columns) {
  protocol::Frame made({.kind = kind, .rows = rows, .columns = columns, .step = 3});
  auto value = -1.0F;
  for (auto& each : made.mutable_values()) each = value = value >= 1 ? -1 : value + 0.125F;
  made.finish();
  return made;
}

void write_frames(const Corpus& corpus) {
  const auto ciphertext = frame(1, 2, 4);
  const auto chat = frame(protocol::kChatFrame, 3, 8);
  corpus.write("frames", "ciphertext", ciphertext.buffer().text());
  corpus.write("frames", "chat", chat.buffer().text());
  corpus.write("frames", "feedback", frame(2, 1, 128).buffer().text());
  corpus.write("frames", "two",
               std::string(ciphertext.buffer().text()) + std::string(chat.buffer().text()));
  corpus.write("frames", "cut", ciphertext.buffer().text().substr(0, 70));
}

/// "s": their checksum is made in the target.
void write_checkpoints(const Corpus& corpus) {
  CheckpointHead head{{"alice", "0123456789abcdef", std::string(64, 'a')}, 100, 2, {}};
  const auto write = [&](const std::string& name) {
    auto bytes = seal_checkpoint(head, std::string(head.numbers_bytes(), '\x3c'));
    corpus.write("checkpoints", name, "f" + bytes);
    bytes.resize(bytes.size() - 64);
    corpus.write("checkpoints", name + "-unsealed", "s" + bytes);
  };
  write("empty");
  head.learners = {{5, 100, true}, {3, 0, false}};
  write("two");
}

}  // namespace
}  // namespace sotto

int main(int argc, char** argv) {
  using namespace sotto;
  if (argc != 2) {
    std::cerr << "fuzz_seeds: expected one argument, the directory to write to\n";
    return 2;
  }
  const Corpus corpus(argv[1]);
  write_to_relay(corpus);
  write_from_relay(corpus);
  write_configs(corpus);
  write_frames(corpus);
  write_checkpoints(corpus);
}
