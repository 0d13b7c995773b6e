// The relay's figures in Prometheus' text format.
#pragma once

#include <string>

#include "server/session/session_registry.hpp"

namespace sotto {

/// Everything of all sessions, as it stands now.
std::string metrics_text(const Relay& relay);

}  // namespace sotto
