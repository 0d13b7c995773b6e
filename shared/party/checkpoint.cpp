#include "shared/party/checkpoint.hpp"

#include <cstring>

#include "shared/crypto/sha256.hpp"
#include "shared/session/config_json.hpp"

namespace sotto {
namespace {

void append(std::string& bytes, const torch::Tensor& numbers) {
  bytes.append(reinterpret_cast<const char*>(numbers.data_ptr<float>()),
               static_cast<std::size_t>(numbers.numel()) * sizeof(float));
}

/// Takes the numbers from the front of `bytes`.
torch::Tensor take(std::string_view& bytes, std::int64_t count) {
  const auto size = static_cast<std::size_t>(count) * sizeof(float);
  auto numbers = torch::empty({count});
  std::memcpy(numbers.data_ptr<float>(), bytes.data(), size);
  bytes.remove_prefix(size);
  return numbers;
}

}  // namespace

std::string secret_tag(const Secret& secret) {
  return sha256({"sotto checkpoint tag",
                 {reinterpret_cast<const char*>(secret.data()), secret.size()}})
      .substr(0, 16);
}

std::string session_digest(const SessionConfig& config) { return sha256({to_json(config).dump()}); }

std::string to_bytes(const Checkpoint& checkpoint, const CheckpointOwner& owner) {
  CheckpointHead head{owner, checkpoint.step, checkpoint.eve_generation, {}};
  std::string numbers;
  for (const auto& state : checkpoint.states) {
    const bool moments = state.first_moment.defined();
    head.learners.push_back({state.parameters.numel(), state.adam_steps, moments});
    append(numbers, state.parameters);
    if (!moments) continue;
    append(numbers, state.first_moment);
    append(numbers, state.second_moment);
  }
  return seal_checkpoint(head, numbers);
}

OwnedCheckpoint checkpoint_from_bytes(std::string_view bytes) {
  auto [head, numbers] = unseal_checkpoint(bytes);
  OwnedCheckpoint read{head.owner, {head.step, head.eve_generation, {}}};
  for (const auto& each : head.learners) {
    LearnerState state;
    state.adam_steps = each.adam_steps;
    state.parameters = take(numbers, each.weights);
    if (each.moments) {
      state.first_moment = take(numbers, each.weights);
      state.second_moment = take(numbers, each.weights);
    }
    read.checkpoint.states.push_back(std::move(state));
  }
  return read;
}

}  // namespace sotto
