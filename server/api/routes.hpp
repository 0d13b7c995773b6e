// What the relay answers to plain HTTP requests: one table of paths and their handlers.
#pragma once

#include "server/api/http_message.hpp"
#include "server/api/static_files.hpp"
#include "server/registry/admission.hpp"
#include "server/registry/session_registry.hpp"

namespace sotto {

/// What handlers work on. All of it must outlive the answers.
struct Api {
  SessionRegistry& sessions;
  const StaticFiles& files;
  const Admission& admission;
};

/// A request, and what its path says.
struct ApiCall {
  const Request& request;
  std::string session;  ///< {session} of the path
};

struct Route {
  beast::http::verb method;  ///< `get` is for HEAD as well
  std::string_view path;     ///< {session} stands for one part of it
  Answer (*handler)(const Api& api, const ApiCall& call);
  std::string_view help;
};

/// By the table; else a file of the page; else 404 or 405 with one sentence as JSON.
Answer answer_to(const Api& api, const Request& request);

}  // namespace sotto
