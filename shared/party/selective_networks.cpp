#include "shared/party/selective_networks.hpp"

#include "shared/tasks/selective/examples.hpp"
#include "shared/tasks/selective/selective.hpp"

namespace sotto {
namespace {

/// Of a hidden layer of the perceptrons that have one number as output.
constexpr std::int64_t kPublicUnits = 32;
constexpr std::int64_t kHiddenReaderUnits = 48;

NetworkShape keyed(const SessionConfig& config, std::int64_t message, std::int64_t key,
                   std::int64_t outputs) {
  return {.bits = outputs,
          .keyed = true,
          .kind = config.network,
          .units = config.product_units * config.bits,
          .message = message,
          .key = key};
}

NetworkShape perceptron_of_one(std::int64_t units, std::int64_t inputs) {
  return {.bits = 1,
          .keyed = false,
          .kind = NetworkKind::perceptron,
          .units = units,
          .message = inputs};
}

}  // namespace

NetworkShape selective_cipher(const SessionConfig& config) {
  return keyed(config, kSeenValues, config.bits, config.bits);
}

NetworkShape public_estimator() { return perceptron_of_one(kPublicUnits, kSeenValues); }

NetworkShape useful_reader(const SessionConfig& config) {
  return keyed(config, heard_numbers(config), config.bits, 1);
}

NetworkShape selective_key_reader(const SessionConfig& config) {
  return keyed(config, config.bits, kSeenValues, config.bits);
}

NetworkShape hidden_reader(const SessionConfig& config) {
  return perceptron_of_one(kHiddenReaderUnits, heard_numbers(config));
}

}  // namespace sotto
