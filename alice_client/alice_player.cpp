#include "alice_client/alice_player.hpp"

#include "shared/learn/digest.hpp"
#include "shared/wire/chat.hpp"
#include "shared/wire/limits.hpp"

namespace sotto {
namespace {

/// On which a sensitivity is measured: 2N forward passes of so many.
constexpr std::int64_t kSensitivityExamples = 16;

}  // namespace

AlicePlayer::AlicePlayer(const Secret& secret, std::int64_t first_chat, EngineKind kind)
    : LearningPlayer(kind), secret_stream_(Stream::secret_stream(secret)), next_chat_(first_chat) {}

void AlicePlayer::prepare() {
  const auto bits = config().bits;
  alice_.emplace(bits, /*keyed=*/true, engine_kind());
  alice_->network()->initialise(secret_stream_, Purpose::init_alice, config().gain);
  shadow_.emplace(bits, /*keyed=*/false, engine_kind());
  const bool twin = config().shadow == Shadow::twin;
  shadow_->network()->initialise(public_stream(), twin ? Purpose::init_eve : Purpose::init_shadow,
                                 config().gain);
  plaintext_ = minibatch();
  key_ = minibatch();
  d_ciphertext_ = minibatch();
}

void AlicePlayer::reset_eve(std::int64_t number) {
  // An independent shadow is nobody's copy.
  if (config().shadow == Shadow::twin)
    shadow_->initialise(public_stream(), Purpose::init_eve, config().gain, number);
}

void AlicePlayer::take_turn(Outlet& out) {
  const auto ciphertext_frame = [&] {
    const Computing computing(*this);
    fill(public_stream(), Purpose::plaintext, turn().step, plaintext_);
    fill(secret_stream_, Purpose::key, turn().step, key_);
    auto frame = frame_of(wire::FrameKind::ciphertext);
    auto ciphertext = tensor_of(frame);
    if (turn().phase == Phase::alice_bob)
      alice_->engine().forward_keeping(plaintext_, key_, ciphertext);
    else
      alice_->engine().forward(plaintext_, key_, ciphertext);
    if (!wire::within(frame.values(), wire::kMaxCiphertext))
      throw PlayerError(
          "her ciphertext is no longer finite: the weights diverged, try a smaller learning rate");
    frame.seal();
    return frame;
  }();
  out.send(ciphertext_frame);

  // While the ciphertext travels and Bob works on it, the shadow hears it too.
  const auto ciphertext = tensor_of(ciphertext_frame);
  if (turn().phase == Phase::alice_bob) {
    const Computing computing(*this);
    heard_ = shadow_->engine().listen(ciphertext, plaintext_, config().eve_term, d_ciphertext_);
    if (turn().sensitivity) sensitivity_ = sensitivity(ciphertext);
    return;  // Bob's feedback completes the step
  }
  {
    const Computing computing(*this);
    heard_ = shadow_->engine().train(ciphertext, {}, plaintext_, /*scale=*/1.0, nullptr);
    shadow_->step(turn().rate);
  }
  finish(out);
}

void AlicePlayer::hear(const wire::Frame& feedback, Outlet& out) {
  {
    const Computing computing(*this);
    d_ciphertext_.add_(tensor_of(feedback));  // d(L_B/N)/dC + d(Eve's term)/dC = dL_AB/dC
    alice_->engine().backward(d_ciphertext_);
    if (!turn().frozen) alice_->step(turn().rate);
  }
  finish(out);
}

void AlicePlayer::finish(Outlet& out) {
  finish_step({.shadow_error_bits = heard_.error_bits,
               .shadow_bits_wrong = heard_.bits_wrong,
               .sensitivity = std::exchange(sensitivity_, std::nullopt)},
              out);
}

/// Mean |dC| over some of the step's examples when one bit of the plaintext or the key is the other
/// way round: a row for each bit, as wire::Metrics has them. A step of its own changes no weight.
std::string AlicePlayer::sensitivity(const torch::Tensor& ciphertext) {
  const auto bits = config().bits;
  const auto examples = std::min(config().minibatch, kSensitivityExamples);
  const auto some = [&](const torch::Tensor& all) { return all.narrow(0, 0, examples); };
  // [2N, examples, N]: all examples once for each bit, with that bit turned.
  const auto turned = [&](const torch::Tensor& all, std::int64_t first) {
    auto copies = some(all).expand({2 * bits, examples, bits}).clone();
    for (std::int64_t bit = 0; bit < bits; ++bit) copies[first + bit].select(1, bit).neg_();
    return copies.view({2 * bits * examples, bits});
  };
  auto changed = torch::empty({2 * bits * examples, bits});
  alice_->engine().forward(turned(plaintext_, 0), turned(key_, bits), changed);
  const auto mean =
      (changed.view({2 * bits, examples, bits}) - some(ciphertext)).abs().mean(/*dim=*/1);
  const auto bytes = (mean * 127.5).round().clamp(0, 255).to(torch::kUInt8).contiguous();
  return {reinterpret_cast<const char*>(bytes.data_ptr<std::uint8_t>()),
          static_cast<std::size_t>(bytes.numel())};
}

void AlicePlayer::say(std::string_view text, Outlet& out) {
  if (!welcomed()) return out.show("Alice: no session yet, the message was not sent");
  if (!text.empty()) encrypt(text, 0, out);
}

void AlicePlayer::say_for(const wire::Say& say, Outlet& out) { encrypt(say.text, say.id, out); }

void AlicePlayer::encrypt(std::string_view text, std::int64_t id, Outlet& out) {
  const auto columns = static_cast<std::size_t>(config().bits);
  auto bits = wire::chat_bits(text, columns);
  const auto rows = bits.size() / columns;
  std::vector<float> key(bits.size());
  const auto number = next_chat_++;
  secret_stream_.fill_bits(Purpose::chat_key, number, key);

  wire::FrameHeader header{};
  header.kind = wire::FrameKind::chat;
  header.epoch = epoch();
  header.step = id;
  header.number = number;
  header.rows = static_cast<std::uint32_t>(rows);
  header.columns = static_cast<std::uint32_t>(columns);
  wire::Frame frame(header);
  const std::array<std::int64_t, 2> shape{header.rows, header.columns};
  auto ciphertext = tensor_of(frame);
  alice_->engine().forward(torch::from_blob(bits.data(), shape),
                           torch::from_blob(key.data(), shape), ciphertext);
  frame.seal();
  out.send(frame);
  out.show("Alice says: " + wire::printable(text));
}

void AlicePlayer::add_digests(wire::Metrics& metrics) {
  metrics.digest = weight_digest(*alice_->network());
  metrics.shadow_digest = weight_digest(*shadow_->network());
}

}  // namespace sotto
