#include "shared/nn/restart.hpp"

#include <algorithm>

namespace sotto {
namespace {

constexpr double kLoosen = 0.5;
constexpr double kDisturbance = 0.03;

}  // namespace

void start(Learner& learner, double gain, const NumberStream& stream, Purpose purpose) {
  learner.initialise(stream, purpose, gain, 0);
  if (!learner.network()->shares_weights()) learner.begin_with_long_steps();
}

void restart(Learner& learner, const std::vector<bool>& again, double gain,
             const RestartNumbers& numbers) {
  const torch::NoGradGuard no_grad;
  auto& network = *learner.network();
  if (network.shares_weights()) {
    if (std::ranges::count(again, true) > 0)
      learner.initialise(numbers.stream, numbers.purpose, gain, 2 * numbers.step);
    return;
  }
  const auto weights = network.flat();
  const auto drawn_again = network.weights_of(again);

  const auto fresh = make_network(network.shape());
  fresh->initialise(numbers.stream, numbers.purpose, gain, 2 * numbers.step);
  weights.copy_(torch::where(drawn_again, fresh->flat(), weights));
  learner.forget(drawn_again);

  if (std::ranges::count(again, false) > 0) network.last_layer().mul_(kLoosen);

  std::vector<float> normal(static_cast<std::size_t>(weights.numel()));
  numbers.stream.fill_normal(numbers.purpose, 2 * numbers.step + 1, normal);
  weights.add_(torch::from_blob(normal.data(), weights.sizes()), kDisturbance);
}

}  // namespace sotto
