// A session's curves over HTTP.
#pragma once

#include "server/api/routes.hpp"

namespace sotto {

Answer show_history(const Api& api, const ApiCall& call);

}  // namespace sotto
