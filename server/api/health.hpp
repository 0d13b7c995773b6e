// How the relay itself is.
#pragma once

#include "server/api/routes.hpp"

namespace sotto {

Answer healthz(const Api& api, const ApiCall& call);
Answer readyz(const Api& api, const ApiCall& call);
Answer metrics(const Api& api, const ApiCall& call);

}  // namespace sotto
