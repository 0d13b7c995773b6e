#include "shared/party/checkpoint_head.hpp"

#include "shared/base/json_fields.hpp"
#include "shared/crypto/sha256.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {
namespace {

constexpr auto kFormat = "sotto checkpoint 1";
constexpr std::size_t kDigestLength = 64;
constexpr std::size_t kMaxLearners = 64;
constexpr std::int64_t kMaxWeights = 1'000'000'000;
constexpr std::size_t kMaxText = 64;

std::string line_of(const CheckpointHead& head) {
  auto learners = Json::array();
  for (const auto& each : head.learners)
    learners.push_back(
        {{"weights", each.weights}, {"adam_steps", each.adam_steps}, {"moments", each.moments}});
  const Json json{{"format", kFormat},
                  {"party", head.owner.party},
                  {"secret", head.owner.secret},
                  {"session", head.owner.session},
                  {"step", head.step},
                  {"eve_generation", head.eve_generation},
                  {"learners", std::move(learners)}};
  return json.dump() + '\n';
}

CheckpointHead head_of(std::string_view line) {
  CheckpointHead head;
  const auto json = parse_object(line);
  Fields fields(json, {"head"});
  // Another version's may have other fields.
  if (const auto format = fields.text("format", kMaxText); format != kFormat)
    fields.fail("format", "is " + in_quotes(format) + ", expected '" + kFormat + "'");
  head.owner = {fields.text("party", kMaxText), fields.text("secret", kMaxText),
                fields.text("session", kMaxText)};
  head.step = fields.integer("step", 0, kMaxSteps);
  head.eve_generation = fields.integer("eve_generation", 0, kMaxSteps);
  const auto place = fields.place("learners");
  for (const auto& each : fields.array("learners", kMaxLearners)) {
    Fields learner(read_object(each, place), place);
    head.learners.push_back({learner.integer("weights", 0, kMaxWeights),
                             learner.integer("adam_steps", 0, kMaxSteps),
                             learner.boolean("moments")});
    learner.finish();
  }
  fields.finish();
  return head;
}

}  // namespace

std::size_t CheckpointHead::numbers_bytes() const {
  std::size_t numbers = 0;
  for (const auto& each : learners)
    numbers += static_cast<std::size_t>(each.weights) * (each.moments ? 3 : 1);
  return numbers * sizeof(float);
}

std::string seal_checkpoint(const CheckpointHead& head, std::string_view numbers) {
  auto bytes = line_of(head);
  bytes += numbers;
  return bytes + sha256({bytes});
}

UnsealedCheckpoint unseal_checkpoint(std::string_view bytes) {
  if (bytes.size() < kDigestLength) throw CheckpointError("it is shorter than its checksum");
  const auto digest = bytes.substr(bytes.size() - kDigestLength);
  bytes.remove_suffix(kDigestLength);
  if (sha256({bytes}) != digest)
    throw CheckpointError("its checksum is not that of its contents: it was torn or changed");
  const auto end = bytes.find('\n');
  if (end == bytes.npos) throw CheckpointError("it has no first line");
  UnsealedCheckpoint unsealed;
  try {
    unsealed.head = head_of(bytes.substr(0, end));
  } catch (const FieldError& error) {
    throw CheckpointError(std::string("its first line cannot be read: ") + error.what());
  }
  unsealed.numbers = bytes.substr(end + 1);
  if (const auto expected = unsealed.head.numbers_bytes(); unsealed.numbers.size() != expected)
    throw CheckpointError("it has " + std::to_string(unsealed.numbers.size()) +
                          " bytes of numbers, its first line says " + std::to_string(expected));
  return unsealed;
}

}  // namespace sotto
