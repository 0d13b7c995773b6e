#include "simulation/faults/simulated_party.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <limits>

#include "shared/protocol/limits.hpp"
#include "simulation/faults/listening_player.hpp"
#include "simulation/faults/violation.hpp"

namespace sotto {

using namespace std::chrono_literals;
using protocol::ErrorCode;

namespace {

// As in shared/transport/reconnecting_client.
constexpr auto kFirstBackoff = 50ms;
constexpr std::chrono::milliseconds kLastBackoff = 2s;
constexpr std::size_t kMaxKept = 64;
/// Until a connection is asked for again where nothing gets through.
constexpr auto kConnectAgain = 1s;
/// Until a process that has ended is started again.
constexpr auto kStartAgain = 300ms;

/// 64 hexadecimal digits.
std::string draw_nonce(Dice& dice) {
  std::string text;
  for (int i = 0; i < 4; ++i) {
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016" PRIx64, dice.next());
    text += digits;
  }
  return text;
}

/// The frame again, changed.
Buffer changed(const protocol::Frame& frame, Rogue how) {
  auto header = frame.header();
  if (how == Rogue::wrong_shape) ++header.rows;
  if (how == Rogue::old_epoch) --header.epoch;
  if (how == Rogue::next_epoch) ++header.epoch;
  protocol::Frame other(header);
  std::ranges::fill(other.mutable_values(), 0.5F);
  if (how == Rogue::not_finite)
    other.mutable_values().front() = std::numeric_limits<float>::quiet_NaN();
  other.finish();
  Buffer bytes(std::string(other.buffer().text()));
  if (how == Rogue::bad_magic) bytes.mutable_bytes().front() ^= std::byte{1};
  return bytes;
}

}  // namespace

/// Where the Player's words leave the process.
class SimulatedParty::PlayersOutlet : public Outlet {
 public:
  explicit PlayersOutlet(SimulatedParty& party) : party_(party) {}
  void send(const protocol::Done& done) override { party_.send(protocol::ToRelay{done}); }
  void send(const protocol::ChatDone& done) override { party_.send(protocol::ToRelay{done}); }
  void send(const protocol::Finding& found) override { party_.send(protocol::ToRelay{found}); }
  void send(const protocol::Frame& frame) override {
    if (frame.header().kind == protocol::kChatFrame) party_.rules_.chat().sent(party_.life_, frame);
    party_.send(frame);
  }
  void show(const std::string&) override {}

 private:
  SimulatedParty& party_;
};

SimulatedParty::SimulatedParty(const MachinePlan& plan, const MakePlayer& make,
                               SimulatedClock& clock, SimulatedRelay& relay, SessionRules& rules,
                               Trace& trace, std::uint64_t seed)
    : plan_(plan),
      make_(make),
      clock_(clock),
      relay_(relay),
      rules_(rules),
      trace_(trace),
      dice_(seed, plan.name),
      road_(plan.road) {}

SimulatedParty::~SimulatedParty() = default;

template <class Task>
void SimulatedParty::later(std::chrono::nanoseconds delay, Task task) {
  clock_.after(delay, [this, life = life_, task = std::move(task)] {
    if (life == life_ && player_) process_.run(task);
  });
}

template <class Call>
void SimulatedParty::play(Call&& call) {
  PlayersOutlet outlet(*this);
  try {
    call(outlet);
  } catch (const PlayerError& error) {
    throw Violation("players", name() + " cannot go on: " + error.what());
  }
  write_checkpoints();
}

// ---- The process ----

void SimulatedParty::start() {
  if (player_ || relay_.room().finished()) return;
  ++life_;
  last_chat_.reset();
  trace_.note(name(), "process " + std::to_string(life_) + " starts");
  process_ = {};
  busy_until_ = clock_.now();
  writing_ = welcomed_ = welcomed_here_ = false;
  last_error_.clear();
  kept_.clear();
  backoff_ = kFirstBackoff;
  if (plan_.role == Role::listener) {
    player_ = std::make_unique<ListeningPlayer>();
  } else {
    player_ = make_(plan_, dice_.between(0, std::numeric_limits<std::int64_t>::max() / 2));
  }
  if (plan_.role <= Role::eve) {
    store_ = std::make_unique<CheckpointStore>(
        disk_.open(), CheckpointOwner{name(), "secret", ""},
        [this](const std::string& line) { trace_.note(name(), line); });
    player_->keep_in(*store_);
  }
  connect();
}

void SimulatedParty::crash() {
  if (!player_) return;
  trace_.note(name(), "dies");
  // The file at hand was just finished, or it does not appear.
  if (writing_ && dice_.one_in(2)) store_->write_waiting();
  const auto line = std::exchange(line_, nullptr);
  player_.reset();
  store_.reset();
  process_.die();
  if (!line) return;
  // Where nothing gets through, the relay learns of it by its own pings.
  const std::chrono::nanoseconds notices =
      road_.parted ? protocol::kIdleTimeout : road_.least + road_.spread;
  line->lose(0ns, notices);
  line->detach(Side::party);
}

void SimulatedParty::stop() {
  if (!player_ || process_.stopped()) return;
  trace_.note(name(), "stands still");
  process_.stop();
  // It answers no pings.
  clock_.after(protocol::kIdleTimeout, [this, line = line_] {
    if (line && line == line_ && process_.stopped()) line->lose(0ns, 0ns);
  });
}

void SimulatedParty::go_on() {
  if (!process_.stopped()) return;
  trace_.note(name(), "goes on");
  process_.go_on();
  if (line_) line_->wake();
}

void SimulatedParty::part() {
  trace_.note(name(), "is parted from the relay");
  road_.parted = true;
  clock_.after(protocol::kIdleTimeout, [this, spell = ++spell_, line = line_] {
    if (spell == spell_ && road_.parted && line && line == line_) line->lose(0ns, 0ns);
  });
}

void SimulatedParty::join_again() {
  trace_.note(name(), "reaches the relay again");
  road_.parted = false;
  if (line_) line_->wake();
}

void SimulatedParty::lose_line(std::chrono::nanoseconds party_notices,
                               std::chrono::nanoseconds relay_notices) {
  if (!line_) return;
  trace_.note(name(), "its line breaks");
  line_->lose(party_notices, relay_notices);
}

void SimulatedParty::ended(const std::string& why, bool again) {
  trace_.note(name(), "its process ends: " + why);
  const auto line = std::exchange(line_, nullptr);
  if (line) {
    line->close(Side::party, protocol::kCloseGoingAway, why);
    line->detach(Side::party);
  }
  player_.reset();
  store_.reset();
  process_.die();
  if (again) clock_.after(kStartAgain, [this] { start(); });
}

void SimulatedParty::write_checkpoints() {
  if (!store_ || writing_ || !store_->is_waiting()) return;
  writing_ = true;
  const std::chrono::microseconds takes(dice_.of_any_size(100, 50'000));
  later(slow_ * takes, [this] {
    writing_ = false;
    store_->write_waiting();
    write_checkpoints();
  });
}

// ---- The line ----

void SimulatedParty::connect() {
  if (road_.parted) return later(kConnectAgain, [this] { connect(); });
  if (!relay_.up()) return reconnect();
  later(3 * road_.lag * road_.least, [this] { connected(); });
}

void SimulatedParty::connected() {
  if (!relay_.up()) return reconnect();
  line_ = std::make_shared<SimulatedLine>(clock_, road_, Dice(dice_.next(), "line"),
                                          protocol::kMaxQueuedMessages);
  line_->attach(Side::party, {.message = [this](const LineMessage& message) { receive(message); },
                              .closed =
                                  [this, life = life_](const LineClosed& how) {
                                    process_.run([this, life, how] {
                                      if (life == life_ && player_) closed(how);
                                    });
                                  },
                              .ready = [this]() -> std::optional<Time> {
                                if (process_.stopped()) return std::nullopt;
                                return std::max(clock_.now(), busy_until_);
                              }});
  member_ = relay_.accept(line_);
  welcomed_here_ = false;
  last_error_.clear();
  std::optional<std::string> nonce;
  if (plan_.role == Role::alice || plan_.role == Role::bob) {
    nonce = draw_nonce(dice_);
    player_->introduce(*nonce);
  }
  send(protocol::ToRelay{
      protocol::Hello{.protocol = protocol::kProtocolVersion,
                      .session = "live",
                      .role = plan_.role,
                      .token = "token",
                      .holds = player_->holds(),
                      .attacker = player_->attacker(),
                      .nonce = nonce,
                      .heard = plan_.role == Role::bob ? last_chat_ : std::nullopt}});
}

void SimulatedParty::reconnect() {
  later(backoff_, [this] { connect(); });
  backoff_ = std::min<std::chrono::milliseconds>(backoff_ * 2, kLastBackoff);
}

void SimulatedParty::closed(const LineClosed& how) {
  line_.reset();
  trace_.note(name(), "line closed, " + std::to_string(how.code) + " " + how.reason);
  if (how.code == protocol::kCloseNormal) return ended(how.reason, /*again=*/false);
  const auto code = protocol::error_of_close(how.code);
  if (!code) return reconnect();
  switch (*code) {
    case ErrorCode::deadline:
    case ErrorCode::overflow:
      return reconnect();
    case ErrorCode::role_taken:
      if (welcomed_) return reconnect();
      return ended(how.reason, /*again=*/true);
    case ErrorCode::session_over:
      return ended(how.reason, /*again=*/false);
    default:
      return ended(how.reason, /*again=*/true);
  }
}

void SimulatedParty::send(const protocol::ToRelay& message) { put(message); }

void SimulatedParty::send(const protocol::Frame& frame) {
  if (line_ && welcomed_here_) return put(frame.buffer());
  const auto& header = frame.header();
  if (header.kind == protocol::kChatFrame && header.step == 0 && kept_.size() < kMaxKept)
    kept_.push_back(frame);
}

void SimulatedParty::put(const LineMessage& message) {
  if (!line_) return;
  be_rogue_before(message);
  trace_.note(name(), "says " + brief(message));
  if (!line_->send(Side::party, message)) {
    later(0ns, [this] { ended("too many messages wait for the relay", /*again=*/true); });
    return;
  }
  if (rogue_ != Rogue::twice || !welcomed_here_) return;
  rogue_.reset();
  rules_.set_rogue(member_);
  trace_.note(name(), "says it two times");
  line_->send(Side::party, message);
}

void SimulatedParty::receive(const LineMessage& message) {
  trace_.note(name(), "hears " + brief(message));
  busy_until_ =
      clock_.now() + slow_ * std::chrono::nanoseconds(dice_.between(plan_.computes_least.count(),
                                                                    plan_.computes_most.count()));
  if (const auto* bytes = std::get_if<Buffer>(&message)) {
    const auto frame = protocol::Frame::parse(*bytes);
    if (!frame)
      throw Violation("tap", name() + " got a frame that is none: " + frame.error().message);
    hear(*frame);
  } else {
    hear(std::get<protocol::FromRelay>(message));
  }
  be_rogue_instead();
}

void SimulatedParty::hear(const protocol::Frame& frame) {
  rules_.wire().arrived(name(), frame);
  if (frame.header().kind == protocol::kChatFrame) {
    rules_.chat().arrived(name(), life_, frame);
    last_chat_ = frame.header().number;
  }
  play([&](Outlet& out) { player_->receive(frame, out); });
}

void SimulatedParty::hear(const protocol::FromRelay& message) {
  if (std::holds_alternative<protocol::Welcome>(message)) {
    if (!welcomed_) backoff_ = kFirstBackoff;
    welcomed_ = welcomed_here_ = first_turn_ = true;
    for (const auto& frame : std::exchange(kept_, {})) send(frame);
  }
  note_weights(message);
  play([&](Outlet& out) { player_->receive(message, out); });
}

/// Whether it has the weights for what comes next. Who joins between two steps hears of no rewind.
void SimulatedParty::note_weights(const protocol::FromRelay& message) {
  if (!first_turn_ && !std::holds_alternative<protocol::Rewind>(message)) return;
  const auto holds = player_->holds();
  if (const auto* back = std::get_if<protocol::Rewind>(&message)) {
    lost_weights_ |= back->step > 0 && std::ranges::find(holds, back->step) == holds.end();
    first_turn_ = false;
  }
  if (const auto* turn = std::get_if<protocol::Turn>(&message))
    lost_weights_ |=
        std::exchange(first_turn_, false) && turn->step != (holds.empty() ? 0 : holds.back());
}

void SimulatedParty::type(const std::string& text) {
  if (!player_ || !welcomed_) return;
  process_.run([this, text, life = life_] {
    if (life == life_ && player_) play([&](Outlet& out) { player_->say(text, out); });
  });
}

// ---- What it should not say ----

void SimulatedParty::turn_rogue(Rogue how) {
  if (player_) rogue_ = how;
}

void SimulatedParty::be_rogue_before(const LineMessage& message) {
  if (!rogue_ || rogue_ == Rogue::twice || !welcomed_here_ || only_hears(plan_.role)) return;
  const bool by_epoch = rogue_ == Rogue::old_epoch || rogue_ == Rogue::next_epoch;
  LineMessage other;
  if (const auto* bytes = std::get_if<Buffer>(&message)) {
    const auto frame = *protocol::Frame::parse(*bytes);
    if (frame.header().kind == protocol::kChatFrame) return;
    if (rogue_ == Rogue::old_epoch && frame.header().epoch == 0) return;
    other = changed(frame, *rogue_);
  } else {
    const auto* done = std::get_if<protocol::Done>(&std::get<protocol::ToRelay>(message));
    if (done == nullptr || !by_epoch || (rogue_ == Rogue::old_epoch && done->epoch == 0)) return;
    auto copy = *done;
    copy.epoch += rogue_ == Rogue::old_epoch ? -1U : 1U;
    other = protocol::ToRelay{copy};
  }
  rogue_.reset();
  rules_.set_rogue(member_);
  trace_.note(name(), "says what it should not: " + brief(other));
  line_->send(Side::party, std::move(other));
}

void SimulatedParty::be_rogue_instead() {
  if (!rogue_ || !line_ || !welcomed_here_ || !only_hears(plan_.role)) return;
  protocol::FrameHeader header{};
  header.rows = 1;
  header.columns = static_cast<std::uint32_t>(relay_.room().config().bits);
  header.step = relay_.room().step();
  header.epoch = rules_.ledger().epoch();
  header.number = dice_.between(0, 1'000'000);
  LineMessage message;
  switch (*std::exchange(rogue_, std::nullopt)) {
    case Rogue::twice:
      message = protocol::ToRelay{protocol::Hello{.protocol = protocol::kProtocolVersion,
                                                  .session = "live",
                                                  .role = Role::alice,
                                                  .token = "token"}};
      break;
    case Rogue::not_finite:  // a ciphertext that passes for Alice's
    case Rogue::wrong_shape: {
      const auto& type = relay_.room().task().frames.front();
      const auto shape = type.shape(relay_.room().config());
      header.kind = type.kind;
      header.rows = shape.rows;
      header.columns = shape.columns;
      protocol::Frame frame(header);
      std::ranges::fill(frame.mutable_values(), 0.25F);
      frame.finish();
      message = frame.buffer();
      break;
    }
    case Rogue::bad_magic: {  // a chat message
      protocol::Frame frame(header);
      std::ranges::fill(frame.mutable_values(), 0.25F);
      frame.finish();
      message = frame.buffer();
      break;
    }
    case Rogue::old_epoch:
      message = protocol::ToRelay{protocol::Command{.name = protocol::CommandName::stop}};
      break;
    case Rogue::next_epoch:
      message = protocol::ToRelay{protocol::Done{header.epoch + 1, header.step, {}}};
      break;
  }
  rules_.set_rogue(member_);
  trace_.note(name(), "says what it should not: " + brief(message));
  line_->send(Side::party, std::move(message));
}

}  // namespace sotto
