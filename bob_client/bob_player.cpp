#include "bob_client/bob_player.hpp"

#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"

namespace sotto {

BobPlayer::BobPlayer(const Secret& secret, EngineKind kind)
    : LearningPlayer("bit_secrecy", kind), secret_stream_(NumberStream::secret_stream(secret)) {}

void BobPlayer::prepare() {
  bob_.emplace(config().bits, /*keyed=*/true, engine_kind());
  bob_->network()->initialise(secret_stream_, Purpose::init_bob, config().gain);
  plaintext_ = minibatch();
  key_ = minibatch();
}

void BobPlayer::hear(const protocol::Frame& ciphertext, Outlet& out) {
  if (turn().phase == kEvePhase) return finish_step({}, out);  // Eve's steps teach him nothing
  if (turn().phase == kAuditPhase) return judge(ciphertext, out);
  Measured read;
  auto feedback = frame_of(kFeedbackKind, turn());
  {
    const Computing computing(*this);
    draw_message(public_stream(), turn().step, numbers(plaintext_));
    draw_key(secret_stream_, turn().step, numbers(key_));
    auto d_ciphertext = tensor_of(feedback);
    // His part of L_AB is L_B/N.
    read = bob_->engine().train(tensor_of(ciphertext), key_, plaintext_,
                                MeanError(1.0 / static_cast<double>(config().bits)),
                                {.message = &d_ciphertext});
    if (!protocol::within(feedback.values(), kMaxFeedback))
      throw PlayerError(
          "his gradient is no longer finite: the weights diverged, try a smaller learning rate");
    feedback.seal();
  }
  out.send(feedback);
  out.flush();
  {
    const Computing computing(*this);  // Alice is at work on the feedback already
    if (!turn().frozen) bob_->step(turn().rate);
  }
  finish_step({.values = {{std::string(kBobSeries), read.bits_wrong}}}, out);
}

/// Reads, and keeps his weights.
void BobPlayer::judge(const protocol::Frame& ciphertext, Outlet& out) {
  Measured read;
  {
    const Computing computing(*this);
    draw_message(public_stream(), turn().step, numbers(plaintext_));
    draw_key(secret_stream_, turn().step, numbers(key_));
    read = bob_->engine().evaluate(tensor_of(ciphertext), key_, plaintext_);
  }
  finish_step({.values = {{std::string(kBobSeries), read.bits_wrong}}}, out);
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
