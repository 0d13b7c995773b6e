// Changes of the plan, audits and what Alice is to say as JSON: in the journal and over HTTP.
#pragma once

#include "shared/base/json_fields.hpp"
#include "shared/room/session_event.hpp"

namespace sotto {

/// {"at_step": …, "name": …} and what belongs to the name.
Json to_json(const Change& change);
/// The same, and "decides": true where the session ends by it.
Json to_json(const PlanChanged& changed);
/// Back. Throws FieldError.
PlanChanged change_from_json(const Json& object);

/// {"audit": …, "attackers": […]}
Json to_json(const AuditBegun& begun);
/// Back. Throws FieldError.
AuditBegun audit_from_json(const Json& object);

/// {"id": …, "text": …, "repeat_ms": …}
Json to_json(const SayOrdered& ordered);
/// Back. Throws FieldError.
SayOrdered say_from_json(const Json& object);

}  // namespace sotto
