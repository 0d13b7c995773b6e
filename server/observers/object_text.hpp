// A message's fields as a JSON object of their own, without the message's type.
#pragma once

#include "shared/protocol/field_table.hpp"

namespace sotto {

template <protocol::Tabled M>
std::string object_text(const M& message) {
  std::string text;
  protocol::Object<M>{}.write(text, message);
  return text;
}

}  // namespace sotto
