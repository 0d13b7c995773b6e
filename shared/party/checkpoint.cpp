#include "shared/party/checkpoint.hpp"

#include <cstring>

#include "shared/base/json_fields.hpp"
#include "shared/crypto/sha256.hpp"
#include "shared/session/config_json.hpp"

namespace sotto {
namespace {

constexpr auto kFormat = "sotto checkpoint 1";
constexpr std::size_t kDigestLength = 64;

void append(std::string& bytes, const torch::Tensor& numbers) {
  bytes.append(reinterpret_cast<const char*>(numbers.data_ptr<float>()),
               static_cast<std::size_t>(numbers.numel()) * sizeof(float));
}

/// Takes the numbers from the front of `bytes`.
torch::Tensor take(std::string_view& bytes, std::int64_t count) {
  if (static_cast<std::size_t>(count) > bytes.size() / sizeof(float))
    throw CheckpointError("it is shorter than it says");
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
  auto learners = Json::array();
  for (const auto& state : checkpoint.states)
    learners.push_back({{"weights", state.parameters.numel()},
                        {"adam_steps", state.adam_steps},
                        {"moments", state.first_moment.defined()}});
  const Json head{{"format", kFormat},
                  {"party", owner.party},
                  {"secret", owner.secret},
                  {"session", owner.session},
                  {"step", checkpoint.step},
                  {"eve_generation", checkpoint.eve_generation},
                  {"learners", std::move(learners)}};
  auto bytes = head.dump() + '\n';
  for (const auto& state : checkpoint.states) {
    append(bytes, state.parameters);
    if (!state.first_moment.defined()) continue;
    append(bytes, state.first_moment);
    append(bytes, state.second_moment);
  }
  return bytes + sha256({bytes});
}

OwnedCheckpoint checkpoint_from_bytes(std::string_view bytes) {
  if (bytes.size() < kDigestLength) throw CheckpointError("it is shorter than its checksum");
  const auto digest = bytes.substr(bytes.size() - kDigestLength);
  bytes.remove_suffix(kDigestLength);
  if (sha256({bytes}) != digest)
    throw CheckpointError("its checksum is not that of its contents: it was torn or changed");
  OwnedCheckpoint read;
  auto& [owner, checkpoint] = read;
  // What the checksum holds together was written by to_bytes(), if by another version of it.
  try {
    const auto end = bytes.find('\n');
    if (end == bytes.npos) throw CheckpointError("it has no first line");
    const auto head = Json::parse(bytes.substr(0, end));
    if (head.at("format") != kFormat)
      throw CheckpointError("its format is " + head.at("format").dump() + ", expected \"" +
                            kFormat + "\"");
    owner = {head.at("party"), head.at("secret"), head.at("session")};
    checkpoint.step = head.at("step");
    checkpoint.eve_generation = head.at("eve_generation");
    bytes.remove_prefix(end + 1);
    for (const auto& each : head.at("learners")) {
      const std::int64_t weights = each.at("weights");
      if (weights < 0) throw CheckpointError("it says that it has fewer weights than none");
      LearnerState state;
      state.adam_steps = each.at("adam_steps");
      state.parameters = take(bytes, weights);
      if (each.at("moments").get<bool>()) {
        state.first_moment = take(bytes, weights);
        state.second_moment = take(bytes, weights);
      }
      checkpoint.states.push_back(std::move(state));
    }
  } catch (const Json::exception& error) {
    throw CheckpointError(std::string("its first line cannot be read: ") + error.what());
  }
  if (!bytes.empty()) throw CheckpointError("it is longer than it says");
  return read;
}

}  // namespace sotto
