// What is shown at / where the dashboard's files are missing.
#pragma once

#include "server/api/routes.hpp"

namespace sotto {

Response front_page(const Api& api, const Request& request);

}  // namespace sotto
