// Outcomes that can fail: a value, or what was wrong.
#pragma once

#include <boost/system/result.hpp>
#include <string>

#include "shared/protocol/error_codes.hpp"

namespace sotto::protocol {

/// What is wrong, and one sentence saying what was expected.
struct Fault {
  ErrorCode code;
  std::string message;
  bool operator==(const Fault&) const = default;
};

/// `if (!result) use(result.error()); else use(*result);`
template <class T>
using Result = boost::system::result<T, Fault>;

}  // namespace sotto::protocol
