// What keeps other sites and foreign code away from the page.
#pragma once

#include "server/api/http_message.hpp"

namespace sotto {

/// What a browser may make of a response: the page loads and runs what is the relay's own, nothing
/// else. `encrypted`: over TLS; a site at the usual port is not asked for in the clear again.
void set_security_headers(const Request& request, Response& response, bool encrypted = false);

/// Whether a page of the relay's own asks, or nobody's page at all: no other site may speak to the
/// relay through a visitor's browser. Scheme, host and port are compared. `encrypted`: over TLS;
/// a relay without cannot tell whether somebody before it ends TLS, and takes pages of both
/// schemes.
bool same_origin(const Request& request, bool encrypted);

}  // namespace sotto
