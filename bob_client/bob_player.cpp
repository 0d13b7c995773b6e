#include "bob_client/bob_player.hpp"

#include <algorithm>

#include "bob_client/stuck_bits.hpp"
#include "shared/nn/restart.hpp"
#include "shared/session/cycle_schedule.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/sealed_bits/sealed_bits.hpp"

namespace sotto {
namespace {

/// Error in bits of a minibatch from which nothing more is to be learned: going on would only let
/// Adam amplify what is left of the gradient.
constexpr double kAllRead = 0.001;

}  // namespace

BobPlayer::BobPlayer(const Secret& secret, EngineKind kind)
    : LearningPlayer(kind, Role::bob, secret),
      secret_stream_(NumberStream::secret_stream(secret)) {}

void BobPlayer::prepare() {
  bob_.emplace(keyed_network(config()), engine_kind());
  start(*bob_, config().gain, secret_stream_, Purpose::init_bob);
  if (config().task == kSealedBits) {
    key_reader_.emplace(keyed_network(config()), engine_kind());
    start(*key_reader_, config().gain, secret_stream_, Purpose::init_key_reader);
    d_key_reader_ = minibatch();
  }
  plaintext_ = minibatch();
  key_ = minibatch();
  noisy_ = minibatch();
}

std::vector<LearningPlayer::Named> BobPlayer::learners() {
  std::vector<Named> all{{"bob", &*bob_}};
  if (key_reader_)
    all.push_back(
        {kKeyReaderNetwork.data(), &*key_reader_, CiphertextForm::floats, "key_reader.pt"});
  return all;
}

void BobPlayer::hear(const protocol::Frame& ciphertext, Outlet& out) {
  if (turn().phase == kAliceBobPhase) return learn(ciphertext, out);
  if (turn().phase == kAuditPhase) return judge(ciphertext, out);
  finish_step({}, out);  // Eve's steps teach him nothing
}

void BobPlayer::learn(const protocol::Frame& ciphertext, Outlet& out) {
  Read read;
  bool rests = false;
  auto feedback = frame_of(kFeedbackKind, turn());
  {
    const Computing computing(*this);
    draw_minibatch();
    const auto told = tensor_of(feedback);
    auto d_ciphertext = told.narrow(0, 0, config().minibatch);
    read = train(with_noise(ciphertext), d_ciphertext);
    rests = may_rest(read);
    if (rests) d_ciphertext.zero_();
    if (config().restart_every > 0) {
      auto marks = told[config().minibatch];
      marks.fill_(rests ? mark::kRest : mark::kLearn);
      if (turn().restart && !rests && !turn().frozen) {
        step();
        restart(ciphertext, marks);
      }
    }
    if (!protocol::within(feedback.values(), kMaxFeedback))
      throw PlayerError(
          "his gradient is no longer finite: the weights diverged, try a smaller learning rate");
    seal(feedback);
  }
  out.send(feedback);
  out.flush();
  if (!rests && !turn().restart && !turn().frozen) {
    const Computing computing(*this);  // Alice is at work on the feedback already
    step();
  }
  finish_step(metrics(read), out);
}

void BobPlayer::draw_minibatch() {
  draw_message(public_stream(), turn().step, numbers(plaintext_));
  draw_key(secret_stream_, turn().step, numbers(key_));
}

torch::Tensor BobPlayer::with_noise(const protocol::Frame& ciphertext) {
  const auto heard = tensor_of(ciphertext);
  if (turn().noise == 0) return heard;
  secret_stream_.fill_normal(Purpose::noise, turn().step, numbers(noisy_));
  noisy_.mul_(turn().noise).add_(heard);
  return noisy_;
}

/// Sets the gradients of both networks, and of both losses by the ciphertext. Each loss has a share
/// of 1/N in Alice's (Abadi & Andersen 2016, section 2.3: L_B/N).
BobPlayer::Read BobPlayer::train(const torch::Tensor& heard, torch::Tensor& d_ciphertext) {
  const double share = 1.0 / static_cast<double>(config().bits);
  const MeanError mean_error(share);
  const CrossEntropy cross_entropy(share);
  const bool by_entropy = config().bob_loss == BobLoss::cross_entropy;
  const Objective& objective =
      by_entropy ? static_cast<const Objective&>(cross_entropy) : mean_error;
  Read read;
  read.message =
      bob_->engine().train(heard, key_, plaintext_, objective, {.message = &d_ciphertext});
  if (key_reader_) {
    read.key = key_reader_->engine().train(heard, plaintext_, key_, objective,
                                           {.message = &d_key_reader_});
    d_ciphertext.add_(d_key_reader_, config().key_equivocation);
  }
  return read;
}

/// Where a session may begin anew, it also stays where all is read, unless Alice has to hide on.
bool BobPlayer::may_rest(const Read& read) const {
  return config().restart_every > 0 && !hides_from_learners(config()) &&
         read.message.error_bits < kAllRead && (!read.key || read.key->error_bits < kAllRead);
}

void BobPlayer::step() {
  bob_->step(turn().rate);
  if (key_reader_) key_reader_->step(turn().rate);
}

/// Bits that share their weights cannot begin anew without each other. Others can, but some ciphers
/// then stay stuck: every eighth course ends with nothing kept of them.
bool BobPlayer::begins_from_nothing() const {
  if (bob_->network()->shares_weights()) return true;
  constexpr std::int64_t kCourses = 8;
  const auto course = CycleSchedule(config().cycle).count_before(kAliceBobPhase, turn().step) /
                      config().restart_every;
  return course % kCourses == kCourses - 1;
}

/// Begins anew with what is still unread, and marks what Alice is to begin anew; nothing where all
/// is read.
void BobPlayer::restart(const protocol::Frame& ciphertext, torch::Tensor marks) {
  auto stuck = find_stuck_bits({tensor_of(ciphertext), plaintext_, key_, bob_->engine(),
                                key_reader_ ? &key_reader_->engine() : nullptr,
                                bob_->network()->shape().blocks});
  const auto any = [](const std::vector<bool>& bits) { return std::ranges::count(bits, true) > 0; };
  if (!any(stuck.numbers)) return;
  if (begins_from_nothing()) {
    for (auto* bits : {&stuck.message, &stuck.key, &stuck.numbers})
      bits->assign(bits->size(), true);
  }
  for (std::size_t i = 0; i < stuck.numbers.size(); ++i)
    marks[static_cast<std::int64_t>(i)] = stuck.numbers[i] ? mark::kDrawAgain : mark::kKeep;
  sotto::restart(*bob_, stuck.message, config().gain,
                 {secret_stream_, Purpose::restart_bob, turn().step});
  if (key_reader_)
    sotto::restart(*key_reader_, stuck.key, config().gain,
                   {secret_stream_, Purpose::restart_key_reader, turn().step});
}

/// Reads, and keeps his weights.
void BobPlayer::judge(const protocol::Frame& ciphertext, Outlet& out) {
  Read read;
  {
    const Computing computing(*this);
    draw_minibatch();
    const auto heard = tensor_of(ciphertext);
    read.message = bob_->engine().evaluate(heard, key_, plaintext_);
    if (key_reader_) read.key = key_reader_->engine().evaluate(heard, plaintext_, key_);
  }
  finish_step(metrics(read), out);
}

protocol::Metrics BobPlayer::metrics(const Read& read) {
  protocol::Metrics metrics{.values = {{std::string(kBobSeries), read.message.bits_wrong}}};
  if (read.key) metrics.values.emplace_back(kKeySeries, read.key->bits_wrong);
  return metrics;
}

void BobPlayer::read_chat(const protocol::Frame& frame, Outlet& out) {
  std::vector<float> key(frame.values().size());
  secret_stream_.fill_bits(Purpose::chat_key, frame.header().number, key);
  const auto ciphertext = tensor_of(frame);
  auto plaintext = torch::empty_like(ciphertext);
  bob_->engine().forward(ciphertext, torch::from_blob(key.data(), ciphertext.sizes()), plaintext);
  tell_reading(frame, plaintext, "Bob reads: ", out);
}

}  // namespace sotto
