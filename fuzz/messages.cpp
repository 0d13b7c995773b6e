// Text messages of the protocol, of every kind and in both directions.
#include "shared/protocol/messages.hpp"

#include "fuzz/property.hpp"
#include "shared/protocol/finding_text.hpp"

namespace sotto {
namespace {

using protocol::ErrorCode;
using protocol::Fault;
using protocol::FromRelay;
using protocol::ToRelay;

void expect_good(const Fault& fault) {
  expect(fault.code == ErrorCode::bad_json || fault.code == ErrorCode::unknown_type ||
             fault.code == ErrorCode::bad_field,
         "a message is refused with bad_json, unknown_type or bad_field");
  expect_refusal(fault.message);
  const protocol::Error error{fault.code, fault.message};
  const auto back = protocol::decode_from_relay(encode(FromRelay{error}));
  expect(back && *back == FromRelay{error}, "a refusal arrives as it was sent", fault.message);
}

void to_relay(std::string_view text) {
  const auto message = protocol::decode_to_relay(text);
  if (!message) return expect_good(message.error());
  const auto back = protocol::decode_to_relay(encode(*message));
  expect(back && *back == *message, "a message to the relay arrives as it was sent", text);
  if (const auto* command = std::get_if<protocol::Command>(&*message))
    expect(protocol::id_of_command(text) == command->id, "a command's id is read alone", text);
  if (const auto* finding = std::get_if<protocol::Finding>(&*message))
    expect(!protocol::to_text(*finding, kMinBits).empty(), "a finding has words", text);
}

void from_relay(std::string_view text) {
  const auto message = protocol::decode_from_relay(text);
  if (!message) return expect_good(message.error());
  // Some numbers go with four decimals: once they do, nothing changes any more.
  const auto sent = encode(*message);
  const auto back = protocol::decode_from_relay(sent);
  expect(back.has_value(), "a message from the relay can be read", sent);
  expect(encode(*back) == sent, "a message from the relay arrives as it was sent", sent);
}

}  // namespace
}  // namespace sotto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  sotto::to_relay(text);
  sotto::from_relay(text);
  (void)sotto::protocol::id_of_command(text);
  return 0;
}
