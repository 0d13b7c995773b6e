// Requests and responses of the relay's HTTP side, and what all responses have in common.
#pragma once

#include <boost/beast/http.hpp>
#include <boost/system/result.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "shared/base/json_fields.hpp"
#include "shared/transport/net.hpp"

namespace sotto {

using Request = beast::http::request<beast::http::string_body>;
using Response = beast::http::response<beast::http::string_body>;

/// Why a request is not answered as asked, in one sentence.
struct HttpFault {
  beast::http::status status;
  std::string message;
};
template <class T>
using HttpResult = boost::system::result<T, HttpFault>;

/// Makes a response, on a thread where it may take its time: it refers to nothing that changes.
using Job = std::function<Response()>;
using Answer = std::variant<Response, Job>;

Response respond(const Request& request, beast::http::status status, std::string_view type,
                 std::string body);
/// 200 with JSON.
Response respond_json(const Request& request, std::string text);
Response respond_json(const Request& request, beast::http::status status, const Json& body);
/// {"error": "one sentence"}
Response refusal(const Request& request, const HttpFault& fault);

std::string_view text_of(const Request& request, beast::http::field field);

}  // namespace sotto
