#include "shared/protocol/messages.hpp"

#include <algorithm>

namespace sotto::protocol {
namespace {

template <class M>
M read_message(Fields& from) {
  M message;
  read_fields(from, message);
  return message;
}

/// Tries the alternatives of the variant, from the I-th on, for the one of that type.
template <class Variant, std::size_t I = 0>
std::optional<Variant> read_as(std::string_view type, Fields& from) {
  if constexpr (I == std::variant_size_v<Variant>) {
    return std::nullopt;
  } else {
    using M = std::variant_alternative_t<I, Variant>;
    if (type == Table<M>::info.type) return read_message<M>(from);
    return read_as<Variant, I + 1>(type, from);
  }
}

template <class Variant>
Result<Variant> decode(std::string_view text) {
  Json object;
  try {
    object = parse_object(text);
  } catch (const FieldError& error) {
    return Fault{ErrorCode::bad_json, error.what()};
  }
  std::string type;
  try {
    type = Fields(object, {"message"}).text("type", 32);
  } catch (const FieldError& error) {
    return Fault{ErrorCode::unknown_type, error.what()};
  }
  try {
    Fields fields(object, {type});
    fields.at("type");
    auto message = read_as<Variant>(type, fields);
    if (!message)
      return Fault{ErrorCode::unknown_type,
                   "no message of type " + in_quotes(type) + " is expected here"};
    fields.finish();
    return std::move(*message);
  } catch (const FieldError& error) {
    return Fault{ErrorCode::bad_field, error.what()};
  }
}

}  // namespace

std::string encode(const ToRelay& message) {
  return std::visit([](const auto& each) { return encode_message(each); }, message);
}

std::string encode(const FromRelay& message) {
  return std::visit([](const auto& each) { return encode_message(each); }, message);
}

Result<ToRelay> decode_to_relay(std::string_view text) { return decode<ToRelay>(text); }

Result<FromRelay> decode_from_relay(std::string_view text) { return decode<FromRelay>(text); }

std::optional<std::int64_t> id_of_command(std::string_view text) {
  try {
    const auto object = parse_object(text);
    Fields fields(object, {"command"});
    if (fields.text("type", 32) != Table<Command>::info.type) return std::nullopt;
    std::int64_t id = 0;
    Integer{1}.read(fields.at("id"), fields.place("id"), id);
    return id;
  } catch (const FieldError&) {
    return std::nullopt;
  }
}

void Table<Command>::check(const Command& command, const Fields& from) {
  const auto& form = *std::ranges::find(kCommandForms, command.name, &CommandForm::name);
  const auto expect = [&](const char* field, bool expected, bool given, bool required = true) {
    if (given && !expected)
      from.fail(field, "is no field of '" + std::string(sotto::name(command.name)) + "'");
    if (!given && expected && required) from.fail(field, "is missing");
  };
  expect("at_step", form.at_step, command.at_step.has_value(), /*required=*/false);
  expect("step_ms", form.step_ms, command.step_ms.has_value());
  expect("text", form.text, command.text.has_value());
  expect("repeat_ms", form.text, command.repeat_ms.has_value());
  expect("cycle", form.cycle, command.cycle.has_value());
  expect("learning_rate", form.learning_rate, command.learning_rate.has_value());
  if (command.text && command.text->empty()) from.fail("text", "is empty");
  if (const auto repeat = command.repeat_ms.value_or(0); repeat != 0 && repeat < kMinRepeatMs)
    from.fail("repeat_ms", "is " + std::to_string(repeat) + ", expected 0 or 250 to 60000");
}

}  // namespace sotto::protocol
