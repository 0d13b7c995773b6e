// The relay's figures in Prometheus' text format.
#pragma once

#include <string>

#include "server/relay.hpp"

namespace sotto {

/// Everything of all sessions, as it stands now.
std::string metrics_text(const Relay& relay);

}  // namespace sotto
