#include "alice_client/selective_alice_player.hpp"

#include "shared/party/selective_networks.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/selective/selective.hpp"

namespace sotto {

SelectiveAlicePlayer::SelectiveAlicePlayer(const Secret& secret, EngineKind kind,
                                           std::unique_ptr<ExampleSource> examples)
    : LearningPlayer(kind, Role::alice, secret),
      secret_stream_(NumberStream::secret_stream(secret)),
      examples_(std::move(examples)) {}

void SelectiveAlicePlayer::prepare() {
  cipher_.emplace(selective_cipher(config(), examples_->seen_values()), engine_kind());
  cipher_->initialise(secret_stream_, Purpose::init_alice, config().gain, 0);
  public_.emplace(public_estimator(examples_->seen_values()), engine_kind());
  public_->initialise(secret_stream_, Purpose::init_public, config().gain, 0);
  shadow_.emplace(hidden_reader(config()), engine_kind());
  const bool twin = config().shadow == Shadow::twin;
  shadow_->initialise(public_stream(), twin ? Purpose::init_eve : Purpose::init_shadow,
                      config().gain, 0);
  kept_at_ = examples_->kept_distance(config());
  const auto of_columns = [&](std::int64_t columns) {
    return torch::empty({config().minibatch, columns});
  };
  seen_ = of_columns(examples_->seen_values());
  hidden_ = of_columns(1);
  useful_ = of_columns(1);
  key_ = of_columns(config().bits);
  estimate_ = of_columns(1);
  ciphertext_ = of_columns(config().bits);
  heard_ = of_columns(heard_numbers(config()));
  d_heard_ = torch::empty_like(heard_);
  guesses_ = of_columns(2);
}

std::vector<LearningPlayer::Named> SelectiveAlicePlayer::learners() {
  return {{"alice", &*cipher_, config().ciphertext},
          {kPublicNetwork.data(), &*public_, CiphertextForm::floats, "public_estimate.pt"},
          {kShadowNetwork.data(), &*shadow_}};
}

void SelectiveAlicePlayer::reset_eve(std::int64_t generation) {
  // An independent shadow is nobody's copy.
  if (config().shadow == Shadow::twin)
    shadow_->initialise(public_stream(), Purpose::init_eve, config().gain, generation);
}

void SelectiveAlicePlayer::take_turn(Outlet& out) {
  publish(out);
  out.flush();
  shadow_distance_.reset();
  if (turn().phase == kAliceBobPhase) {
    const Computing computing(*this);
    return ask_shadow();  // Bob's feedback completes the step
  }
  {
    const Computing computing(*this);
    hear_as_eve();
    shadow_->engine().train(heard_, {}, hidden_targets(hidden_), MeanDistance(), {});
    shadow_->step(turn().rate);
  }
  finish(out);
}

void SelectiveAlicePlayer::publish(Outlet& out) {
  auto estimate = frame_of(kPublicEstimateKind, turn());
  auto ciphertext = frame_of(kCiphertextKind, turn());
  {
    const Computing computing(*this);
    examples_->draw(turn().step, {numbers(seen_), numbers(hidden_), numbers(useful_)});
    draw_key(secret_stream_, turn().step, numbers(key_));
    if (turn().phase == kAliceBobPhase) {
      public_->engine().forward_keeping(seen_, {}, estimate_);
      cipher_->engine().forward_keeping(seen_, key_, ciphertext_);
    } else {
      public_->engine().forward(seen_, {}, estimate_);
      cipher_->engine().forward(seen_, key_, ciphertext_);
    }
    for (auto* outputs : {&estimate_, &ciphertext_})
      if (!protocol::within(numbers(*outputs), 1.0F))
        throw PlayerError(
            "what she sends is no longer finite: the weights diverged, try a smaller learning "
            "rate");
    if (config().ciphertext == CiphertextForm::hard_bits)
      for (auto& value : numbers(ciphertext_)) value = value < 0 ? -1.0F : 1.0F;
    tensor_of(estimate).copy_(estimate_);
    tensor_of(ciphertext).copy_(ciphertext_);
    heard_.narrow(1, 0, 1).copy_(estimate_);
    heard_.narrow(1, 1, config().bits).copy_(ciphertext_);
    seal(estimate);
    seal(ciphertext);
    public_distance_ = (useful_ - estimate_).abs().mean().item<double>();
  }
  out.send(estimate);
  out.send(ciphertext);
}

/// What the shadow makes of what both hear.
void SelectiveAlicePlayer::hear_as_eve() {
  shadow_->engine().forward(heard_, {}, guesses_);
  shadow_distance_ = hidden_distance(guesses_, hidden_);
}

/// Her own terms: what the shadow makes of what both hear, and how far the estimate is from D. The
/// shadow moves the estimate alone. Where the key's reader reads all, the ciphertext tells nothing,
/// whoever asks it; until then the shadow's gradient by it only keeps Bob from learning
/// (docs/selective.md).
void SelectiveAlicePlayer::ask_shadow() {
  if (config().adversary > 0 && config().protect > 0) {
    hear_as_eve();
    shadow_->engine().train(heard_, {}, hidden_targets(hidden_), AtDistance(kept_at_),
                            {.weights = false, .message = &d_heard_});
    d_heard_.mul_(config().adversary);
    d_heard_.narrow(1, 1, config().bits).zero_();
  } else {
    d_heard_.zero_();
  }
  // d|D - estimate|/d estimate, of the mean over the minibatch.
  d_heard_.narrow(1, 0, 1).add_((estimate_ - useful_).sign(),
                                1.0 / static_cast<double>(config().minibatch));
}

void SelectiveAlicePlayer::hear(const protocol::Frame& feedback, Outlet& out) {
  {
    const Computing computing(*this);
    learn(d_heard_.add_(tensor_of(feedback)));
  }
  finish(out);
}

/// Where what was sent are signs, their gradient passes for one by the outputs.
void SelectiveAlicePlayer::learn(const torch::Tensor& d_heard) {
  public_->engine().backward(d_heard.narrow(1, 0, 1).contiguous());
  cipher_->engine().backward(d_heard.narrow(1, 1, config().bits).contiguous());
  if (turn().frozen) return;
  public_->step(turn().rate);
  cipher_->step(turn().rate);
}

void SelectiveAlicePlayer::finish(Outlet& out) {
  protocol::Metrics metrics{.values = {{std::string(kPublicSeries), public_distance_}}};
  if (shadow_distance_) metrics.values.emplace_back(kShadowSeries, *shadow_distance_);
  finish_step(std::move(metrics), out);
}

void SelectiveAlicePlayer::say(std::string_view, Outlet& out) {
  out.show("Alice: this session is about numbers, no message can be sent");
}

}  // namespace sotto
