// SessionConfig as JSON: one field of the object for each of the struct.
#pragma once

#include "shared/base/json_fields.hpp"
#include "shared/session/session_config.hpp"

namespace sotto {

Json to_json(const SessionConfig& config);

/// Reads a configuration; fields that are missing keep their value in `base`. Throws FieldError for
/// a field that is unknown or of another type, or where validate() finds a fault.
SessionConfig config_from_json(const Json& object, SessionConfig base = {});

}  // namespace sotto
