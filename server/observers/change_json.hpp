// A change of the plan as JSON: in the journal and over HTTP.
#pragma once

#include "shared/base/json_fields.hpp"
#include "shared/session/plan.hpp"

namespace sotto {

/// {"at_step": …, "name": …} and what belongs to the name.
Json to_json(const Change& change);
/// Back. Throws FieldError.
Change change_from_json(const Json& object);

}  // namespace sotto
