#include "server/api/http_message.hpp"

#include "server/api/security_headers.hpp"

namespace sotto {

namespace http = beast::http;

std::string_view text_of(const Request& request, http::field field) {
  return {request[field].data(), request[field].size()};
}

Response respond(const Request& request, http::status status, std::string_view type,
                 std::string body) {
  Response response(status, request.version());
  response.set(http::field::server, "sotto-relay");
  response.set(http::field::content_type, type);
  response.set(http::field::cache_control, "no-store");
  set_security_headers(request, response);
  response.keep_alive(request.keep_alive());
  // An answer to HEAD tells the length of what GET would get (RFC 9110, section 8.6).
  response.content_length(body.size());
  if (request.method() != http::verb::head) response.body() = std::move(body);
  return response;
}

Response respond_json(const Request& request, std::string text) {
  return respond(request, http::status::ok, "application/json", std::move(text) + "\n");
}

Response respond_json(const Request& request, http::status status, const Json& body) {
  // What a journal holds need not be UTF-8.
  return respond(request, status, "application/json",
                 body.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n");
}

Response refusal(const Request& request, const HttpFault& fault) {
  return respond_json(request, fault.status, {{"error", fault.message}});
}

}  // namespace sotto
