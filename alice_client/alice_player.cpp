#include "alice_client/alice_player.hpp"

#include <limits>

#include "alice_client/bit_sensitivity.hpp"
#include "shared/base/utf8_text.hpp"
#include "shared/nn/restart.hpp"
#include "shared/protocol/chat_text.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"

namespace sotto {

AlicePlayer::AlicePlayer(const Secret& secret, std::int64_t first_chat, EngineKind kind)
    : LearningPlayer(kind, Role::alice, secret),
      secret_stream_(NumberStream::secret_stream(secret)),
      next_chat_(first_chat) {}

void AlicePlayer::prepare() {
  alice_.emplace(keyed_network(config()), engine_kind());
  start(*alice_, config().gain, secret_stream_, Purpose::init_alice);
  shadow_.emplace(NetworkShape{.bits = config().bits, .keyed = false}, engine_kind());
  const bool twin = config().shadow == Shadow::twin;
  shadow_->network()->initialise(public_stream(), twin ? Purpose::init_eve : Purpose::init_shadow,
                                 config().gain);
  shadows_.emplace(*parse_shadows(config().shadows), config().bits, secret_stream_, engine_kind());
  d_ciphertext_ = minibatch();
  outputs_ = minibatch();
}

void AlicePlayer::reset_eve(std::int64_t generation) {
  // An independent shadow is nobody's copy.
  if (config().shadow == Shadow::twin)
    shadow_->initialise(public_stream(), Purpose::init_eve, config().gain, generation);
}

void AlicePlayer::take_turn(Outlet& out) {
  forget_before(turn().step);
  if (encrypted_.empty()) encrypt(turn(), out);
  if (turn().phase != kAliceBobPhase) encrypt_ahead(out);
  out.flush();
  if (turn().phase == kAuditPhase) return finish_step({}, out);  // nobody learns

  // While the ciphertexts travel and Bob works on them, the shadow hears this one too.
  const auto& sent = encrypted_.front();
  const auto ciphertext = tensor_of(sent.ciphertext);
  heard_.reset();
  sensitivity_.reset();  // of a step that was called off
  if (turn().phase == kAliceBobPhase) {
    const Computing computing(*this);
    if (turn().shadow_reset) shadows_->reset(*turn().shadow_reset);
    ask_shadows(ciphertext, sent.minibatch.plaintext);
    // These passes change no weight.
    if (turn().probe)
      sensitivity_ = bit_sensitivity(sent.minibatch.plaintext, sent.minibatch.key, ciphertext,
                                     [this](const auto& plaintext, const auto& key, auto& changed) {
                                       forward(plaintext, key, changed);
                                     });
    return;  // Bob's feedback completes the step
  }
  {
    const Computing computing(*this);
    heard_ = shadow_->engine().train(ciphertext, {}, sent.minibatch.plaintext, MeanError(), {});
    shadow_->step(turn().rate);
    shadows_->learn(ciphertext, sent.minibatch.plaintext, turn().rate);
  }
  finish(out);
}

/// Alice's weights rest in Eve's steps and in audits: what she will send up to the next step that
/// she learns in is known now, and Bob can be at work on that one while her shadow is still at
/// Eve's.
void AlicePlayer::encrypt_ahead(Outlet& out) {
  for (const auto& next : upcoming()) {
    if (encrypted_.back().step < next.step) encrypt(next, out);
    if (next.phase == kAliceBobPhase) return;
  }
}

void AlicePlayer::forget_before(std::int64_t step) {
  for (; !encrypted_.empty() && encrypted_.front().step < step; encrypted_.pop_front())
    spare_.push_back(std::move(encrypted_.front().minibatch));
}

void AlicePlayer::forget_ahead() { forget_before(std::numeric_limits<std::int64_t>::max()); }

void AlicePlayer::encrypt(const protocol::Turn& turn, Outlet& out) {
  {
    const Computing computing(*this);
    if (spare_.empty()) spare_.push_back({minibatch(), minibatch()});
    Encrypted next{turn.step, std::move(spare_.back()), frame_of(kCiphertextKind, turn)};
    spare_.pop_back();
    auto& [plaintext, key] = next.minibatch;
    draw_message(public_stream(), turn.step, numbers(plaintext));
    draw_key(secret_stream_, turn.step, numbers(key));
    auto ciphertext = tensor_of(next.ciphertext);
    if (turn.phase == kAliceBobPhase)
      forward_keeping(next.minibatch, ciphertext);
    else
      forward(plaintext, key, ciphertext);
    seal(next.ciphertext);
    encrypted_.push_back(std::move(next));
  }
  out.send(encrypted_.back().ciphertext);
}

/// What she sends of a minibatch that she does not learn from.
void AlicePlayer::forward(const torch::Tensor& plaintext, const torch::Tensor& key,
                          torch::Tensor& ciphertext) {
  alice_->engine().forward(plaintext, key, ciphertext);
  put_in_form(ciphertext);
}

/// The same of one that she learns from: the outputs stay as they are beside what is sent of them.
void AlicePlayer::forward_keeping(const Minibatch& minibatch, torch::Tensor& ciphertext) {
  alice_->engine().forward_keeping(minibatch.plaintext, minibatch.key, outputs_);
  ciphertext.copy_(outputs_);
  put_in_form(ciphertext);
}

/// Makes a network's outputs what the session has Alice send.
void AlicePlayer::put_in_form(torch::Tensor& ciphertext) const {
  const auto values = numbers(ciphertext);
  if (!protocol::within(values, 1.0F))
    throw PlayerError(
        "her ciphertext is no longer finite: the weights diverged, try a smaller learning rate");
  if (config().ciphertext == CiphertextForm::hard_bits)
    for (auto& value : values) value = value < 0 ? -1.0F : 1.0F;
}

void AlicePlayer::hear(const protocol::Frame& feedback, Outlet& out) {
  {
    const Computing computing(*this);
    const auto told = tensor_of(feedback);
    const auto from_bob = told.narrow(0, 0, config().minibatch);
    if (config().restart_every == 0) {
      learn(from_bob);
    } else if (const auto marks = told[config().minibatch]; marks[0].item<float>() != mark::kRest) {
      learn(from_bob);
      if (marks[0].item<float>() != mark::kLearn && !turn().frozen) restart(marks);
    }
  }
  finish(out);
}

/// What the shadows make of what she sends, and the gradient of their terms.
void AlicePlayer::ask_shadows(const torch::Tensor& ciphertext, const torch::Tensor& plaintext) {
  const AtChance at_chance(config().eve_term);
  if (config().adversary > 0) {
    heard_ = shadow_->engine().train(ciphertext, {}, plaintext, at_chance,
                                     {.weights = false, .message = &d_ciphertext_});
    if (config().adversary != 1) d_ciphertext_.mul_(config().adversary);
  }
  if (turn().shadows_weight == 0) return;
  if (config().adversary == 0) d_ciphertext_.zero_();
  const auto weight = turn().shadows_weight;
  shadows_->add_gradient(ciphertext, plaintext,
                         {.at_chance = at_chance,
                          .weight = weight,
                          .feature_matching = weight * config().feature_matching},
                         d_ciphertext_);
}

/// d(L_B/N)/dC + d(the shadows' terms)/dC = dL_AB/dC. Where what was sent are signs, their gradient
/// passes for one by the outputs.
void AlicePlayer::learn(torch::Tensor d_ciphertext) {
  if (config().adversary > 0 || turn().shadows_weight > 0)
    d_ciphertext = d_ciphertext_.add_(d_ciphertext);
  alice_->engine().backward(d_ciphertext);
  if (!turn().frozen) alice_->step(turn().rate);
}

void AlicePlayer::restart(const torch::Tensor& marks) {
  std::vector<bool> again(static_cast<std::size_t>(marks.numel()));
  for (std::size_t i = 0; i < again.size(); ++i)
    again[i] = marks[static_cast<std::int64_t>(i)].item<float>() == mark::kDrawAgain;
  sotto::restart(*alice_, again, config().gain,
                 {secret_stream_, Purpose::restart_alice, turn().step});
}

void AlicePlayer::finish(Outlet& out) {
  protocol::Metrics metrics{.probe = std::exchange(sensitivity_, std::nullopt)};
  if (heard_) metrics.values = {{std::string(kShadowSeries), heard_->bits_wrong}};
  finish_step(std::move(metrics), out);
}

void AlicePlayer::say(std::string_view text, Outlet& out) {
  if (!welcomed()) return out.show("Alice: no session yet, the message was not sent");
  if (text.size() > protocol::kMaxChatText) {
    out.show("Alice: a message has at most " + std::to_string(protocol::kMaxChatText) +
             " bytes, what is beyond is left out");
    text = text.substr(0, protocol::kMaxChatText);
  }
  if (!text.empty()) encrypt(text, 0, out);
}

void AlicePlayer::say_for(const protocol::Say& say, Outlet& out) { encrypt(say.text, say.id, out); }

void AlicePlayer::encrypt(std::string_view text, std::int64_t id, Outlet& out) {
  const auto columns = static_cast<std::size_t>(config().bits);
  auto bits = protocol::chat_bits(text, columns);
  const auto rows = bits.size() / columns;
  std::vector<float> key(bits.size());
  const auto number = next_chat_++;
  secret_stream_.fill_bits(Purpose::chat_key, number, key);

  protocol::FrameHeader header{};
  header.kind = protocol::kChatFrame;
  header.step = id;
  header.number = number;
  header.rows = static_cast<std::uint32_t>(rows);
  header.columns = static_cast<std::uint32_t>(columns);
  protocol::Frame frame(header);
  const std::array<std::int64_t, 2> shape{header.rows, header.columns};
  auto ciphertext = tensor_of(frame);
  forward(torch::from_blob(bits.data(), shape), torch::from_blob(key.data(), shape), ciphertext);
  seal(frame);
  out.send(frame);
  out.show("Alice says: " + printable(text));
}

}  // namespace sotto
