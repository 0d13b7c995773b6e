#include "eve_sniffer/eve_player.hpp"

#include "shared/nn/weight_digest.hpp"

namespace sotto {

void EvePlayer::prepare() {
  eve_.emplace(config().bits, /*keyed=*/false, engine_kind());
  eve_->network()->initialise(public_stream(), Purpose::init_eve, config().gain);
  plaintext_ = minibatch();
}

void EvePlayer::reset_eve(std::int64_t number) {
  eve_->initialise(public_stream(), Purpose::init_eve, config().gain, number);
}

void EvePlayer::hear(const protocol::Frame& ciphertext, Outlet& out) {
  Measured guessed;
  {
    const Computing computing(*this);
    // Training plaintexts are public: hers is a known-plaintext attack, as in the paper.
    fill(public_stream(), Purpose::plaintext, turn().step, plaintext_);
    const auto heard = tensor_of(ciphertext);
    if (turn().phase == Phase::eve) {
      guessed = eve_->engine().train(heard, {}, plaintext_, /*scale=*/1.0, nullptr);
      eve_->step(turn().rate);
    } else {
      guessed = eve_->engine().evaluate(heard, {}, plaintext_);
    }
  }
  finish_step({.error_bits = guessed.error_bits, .bits_wrong = guessed.bits_wrong}, out);
}

void EvePlayer::read_chat(const protocol::Frame& frame, Outlet& out) {
  const auto ciphertext = tensor_of(frame);
  auto plaintext = torch::empty_like(ciphertext);
  eve_->engine().forward(ciphertext, {}, plaintext);
  tell_reading(frame, plaintext, "Eve guesses: ", out);
}

void EvePlayer::add_digests(protocol::Metrics& metrics) {
  metrics.digest = weight_digest(*eve_->network());
}

}  // namespace sotto
