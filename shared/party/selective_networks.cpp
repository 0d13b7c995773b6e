#include "shared/party/selective_networks.hpp"

#include "shared/tasks/selective/selective.hpp"

namespace sotto {
namespace {

/// Of a hidden layer of Alice's public network, and of Eve's.
constexpr std::int64_t kPublicUnits = 32;
constexpr std::int64_t kHiddenReaderUnits = 48;

NetworkShape keyed(const SessionConfig& config, std::int64_t message, std::int64_t key,
                   std::int64_t outputs) {
  // The paper's is as wide as for N bits, whatever it is to tell.
  const auto units = config.network == NetworkKind::mix_transform ? 2 : config.product_units;
  return {.bits = outputs,
          .keyed = true,
          .kind = config.network,
          .units = units * config.bits,
          .message = message,
          .key = key};
}

NetworkShape small_perceptron(std::int64_t units, std::int64_t inputs, std::int64_t outputs) {
  return {.bits = outputs,
          .keyed = false,
          .kind = NetworkKind::perceptron,
          .units = units,
          .message = inputs};
}

}  // namespace

NetworkShape selective_cipher(const SessionConfig& config, std::int64_t seen) {
  return keyed(config, seen, config.bits, config.bits);
}

NetworkShape public_estimator(std::int64_t seen) { return small_perceptron(kPublicUnits, seen, 1); }

NetworkShape useful_reader(const SessionConfig& config) {
  return keyed(config, heard_numbers(config), config.bits, 1);
}

NetworkShape selective_key_reader(const SessionConfig& config, std::int64_t seen) {
  return keyed(config, config.bits, seen, config.bits);
}

NetworkShape hidden_reader(const SessionConfig& config) {
  return small_perceptron(kHiddenReaderUnits, heard_numbers(config), 2);
}

torch::Tensor hidden_targets(const torch::Tensor& hidden) {
  return torch::cat(
      {hidden, torch::where(hidden < 0, -torch::ones_like(hidden), torch::ones_like(hidden))}, 1);
}

double hidden_distance(const torch::Tensor& outputs, const torch::Tensor& hidden) {
  return (outputs.narrow(1, 0, 1) - hidden).abs().mean().item<double>();
}

}  // namespace sotto
