// Configurations of sessions, as whoever opens one sends them.
#include "fuzz/property.hpp"
#include "shared/protocol/messages.hpp"
#include "shared/room/room.hpp"
#include "shared/session/config_json.hpp"
#include "shared/tasks/registry.hpp"

namespace sotto {
namespace {

std::optional<SessionConfig> read(std::string_view text) {
  try {
    return config_from_json(parse_object(text));
  } catch (const FieldError& error) {
    expect_refusal(error.what());
    return std::nullopt;
  }
}

/// Opens a session, and has it say what it is about.
void expect_playable(SessionConfig config) {
  set_default_limit(config);
  expect(!why_not_playable(config), "a playable configuration stays so with a limit");
  const Room room("fuzz", config, Time{});
  const protocol::FromRelay welcome = protocol::Welcome{.protocol = protocol::kProtocolVersion,
                                                        .session = "fuzz",
                                                        .role = Role::alice,
                                                        .config = config,
                                                        .task = room.task_info()};
  const auto text = encode(welcome);
  const auto back = protocol::decode_from_relay(text);
  expect(back.has_value(), "the welcome of a session can be read",
         back ? std::string() : back.error().message);
  expect(*back == welcome, "the welcome of a session arrives as it was sent", text);
}

}  // namespace
}  // namespace sotto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sotto;
  const auto config = read({reinterpret_cast<const char*>(data), size});
  if (!config) return 0;
  const auto text = to_json(*config).dump();
  expect(config_from_json(parse_object(text)) == *config, "a configuration is read as written",
         text);
  if (const auto wrong = why_not_playable(*config))
    expect_refusal(*wrong);
  else
    expect_playable(*config);
  return 0;
}
