#include "eve_sniffer/selective_eve_player.hpp"

#include <algorithm>
#include <cmath>

#include "shared/party/selective_networks.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/selective/selective.hpp"

namespace sotto {

void SelectiveEvePlayer::prepare() {
  eve_.emplace(hidden_reader(config()), engine_kind());
  eve_->initialise(public_stream(), Purpose::init_eve, config().gain, 0);
  seen_ = torch::empty({config().minibatch, examples_->seen_values()});
  hidden_ = torch::empty({config().minibatch, 1});
  useful_ = torch::empty({config().minibatch, 1});
  heard_ = torch::empty({config().minibatch, heard_numbers(config())});
  guesses_ = torch::empty({config().minibatch, 2});
}

void SelectiveEvePlayer::reset_eve(std::int64_t generation) {
  eve_->initialise(public_stream(), Purpose::init_eve, config().gain, generation);
}

void SelectiveEvePlayer::hear(const protocol::Frame& frame, Outlet& out) {
  const auto values = tensor_of(frame);
  if (frame.header().kind == kPublicEstimateKind) {
    heard_.narrow(1, 0, 1).copy_(values);
    return;  // the ciphertext comes next
  }
  double distance = 0;
  {
    const Computing computing(*this);
    heard_.narrow(1, 1, config().bits).copy_(values);
    // What the training examples hide is public: hers is a known-plaintext attack.
    examples_->draw(turn().step, {numbers(seen_), numbers(hidden_), numbers(useful_)});
    eve_->engine().forward(heard_, {}, guesses_);
    distance = hidden_distance(guesses_, hidden_);
    if (turn().phase == kEvePhase) {
      eve_->engine().train(heard_, {}, hidden_targets(hidden_), MeanDistance(), {});
      eve_->step(turn().rate);
    }
  }
  protocol::Metrics metrics{.values = {{std::string(kEveSeries), distance}}};
  if (turn().probe && probed_examples(config()) > 0) metrics.probe = probe();
  finish_step(std::move(metrics), out);
}

/// Pairs of C and what she takes it for, as docs/protocol.md has them.
std::string SelectiveEvePlayer::probe() const {
  std::string pairs;
  const auto add = [&](float value) {
    pairs += static_cast<char>(std::lround(127.5F * (std::clamp(value, -1.0F, 1.0F) + 1)));
  };
  for (std::int64_t i = 0; i < probed_examples(config()); ++i) {
    add(hidden_[i][0].item<float>());
    add(guesses_[i][0].item<float>());
  }
  return pairs;
}

}  // namespace sotto
