#include "bob_client/selective_bob_player.hpp"

#include "shared/party/selective_networks.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/sealed_bits/sealed_bits.hpp"
#include "shared/tasks/selective/selective.hpp"

namespace sotto {
namespace {

/// Of Bob's distance in Alice's loss, where that of the public estimate has 1: with less he settles
/// for a ciphertext that tells him little (docs/selective.md).
constexpr double kBobShare = 3;

}  // namespace

SelectiveBobPlayer::SelectiveBobPlayer(const Secret& secret, EngineKind kind,
                                       std::unique_ptr<ExampleSource> examples)
    : LearningPlayer(kind, Role::bob, secret),
      secret_stream_(NumberStream::secret_stream(secret)),
      examples_(std::move(examples)) {}

void SelectiveBobPlayer::prepare() {
  bob_.emplace(useful_reader(config()), engine_kind());
  bob_->initialise(secret_stream_, Purpose::init_bob, config().gain, 0);
  key_reader_.emplace(selective_key_reader(config(), examples_->seen_values()), engine_kind());
  key_reader_->initialise(secret_stream_, Purpose::init_key_reader, config().gain, 0);
  const auto of_columns = [&](std::int64_t columns) {
    return torch::empty({config().minibatch, columns});
  };
  seen_ = of_columns(examples_->seen_values());
  hidden_ = of_columns(1);
  useful_ = of_columns(1);
  key_ = of_columns(config().bits);
  heard_ = of_columns(heard_numbers(config()));
  ciphertext_ = of_columns(config().bits);
  d_ciphertext_ = torch::empty_like(ciphertext_);
}

std::vector<LearningPlayer::Named> SelectiveBobPlayer::learners() {
  return {{"bob", &*bob_},
          {kKeyReaderNetwork.data(), &*key_reader_, CiphertextForm::floats, "key_reader.pt"}};
}

void SelectiveBobPlayer::hear(const protocol::Frame& frame, Outlet& out) {
  const auto values = tensor_of(frame);
  if (frame.header().kind == kPublicEstimateKind) {
    heard_.narrow(1, 0, 1).copy_(values);
    return;  // the ciphertext comes next
  }
  if (turn().phase != kAliceBobPhase) return finish_step({}, out);  // Eve's steps teach him nothing
  ciphertext_.copy_(values);
  heard_.narrow(1, 1, config().bits).copy_(values);
  learn(out);
}

void SelectiveBobPlayer::learn(Outlet& out) {
  auto feedback = frame_of(kFeedbackKind, turn());
  Measured read;
  Measured key;
  {
    const Computing computing(*this);
    examples_->draw(turn().step, {numbers(seen_), numbers(hidden_), numbers(useful_)});
    draw_key(secret_stream_, turn().step, numbers(key_));
    auto d_heard = tensor_of(feedback);
    read =
        bob_->engine().train(heard_, key_, useful_, MeanDistance(kBobShare), {.message = &d_heard});
    key = key_reader_->engine().train(ciphertext_, seen_, key_,
                                      CrossEntropy(1.0 / static_cast<double>(config().bits)),
                                      {.message = &d_ciphertext_});
    d_heard.narrow(1, 1, config().bits).add_(d_ciphertext_, config().key_equivocation);
    if (!protocol::within(feedback.values(), kMaxFeedback))
      throw PlayerError(
          "his gradient is no longer finite: the weights diverged, try a smaller learning rate");
    seal(feedback);
  }
  out.send(feedback);
  out.flush();
  if (!turn().frozen) {
    const Computing computing(*this);  // Alice is at work on the feedback already
    bob_->step(turn().rate);
    key_reader_->step(turn().rate);
  }
  finish_step({.values = {{std::string(kBobSeries), distance_of(read)},
                          {std::string(kKeySeries), key.bits_wrong}}},
              out);
}

}  // namespace sotto
