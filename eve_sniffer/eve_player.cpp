#include "eve_sniffer/eve_player.hpp"

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"

namespace sotto {

EvePlayer::EvePlayer(EngineKind kind) : LearningPlayer(kind) {}

void EvePlayer::prepare() {
  eve_.emplace(NetworkShape{.bits = config().bits, .keyed = false}, engine_kind());
  eve_->network()->initialise(public_stream(), Purpose::init_eve, config().gain);
  linear_.emplace(config().bits);
  plaintext_ = minibatch();
}

void EvePlayer::reset_eve(std::int64_t generation) {
  eve_->initialise(public_stream(), Purpose::init_eve, config().gain, generation);
}

void EvePlayer::hear(const protocol::Frame& ciphertext, Outlet& out) {
  Measured guessed;
  std::optional<double> linear;
  {
    const Computing computing(*this);
    // Training plaintexts are public: hers is a known-plaintext attack, as in the paper.
    draw_message(public_stream(), turn().step, numbers(plaintext_));
    const auto heard = tensor_of(ciphertext);
    if (turn().phase == kEvePhase) {
      guessed = eve_->engine().train(heard, {}, plaintext_, MeanError(), {});
      eve_->step(turn().rate);
    } else {
      guessed = eve_->engine().evaluate(heard, {}, plaintext_);
      if (turn().phase == kAliceBobPhase) linear = linear_->judge_and_learn(heard, plaintext_);
    }
  }
  protocol::Metrics metrics{.values = {{std::string(kEveSeries), guessed.bits_wrong}}};
  if (linear) metrics.values.emplace_back(kLinearSeries, *linear);
  finish_step(std::move(metrics), out);
}

void EvePlayer::read_chat(const protocol::Frame& frame, Outlet& out) {
  const auto ciphertext = tensor_of(frame);
  auto plaintext = torch::empty_like(ciphertext);
  eve_->engine().forward(ciphertext, {}, plaintext);
  tell_reading(frame, plaintext, "Eve guesses: ", out);
}

}  // namespace sotto
