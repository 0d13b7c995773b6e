#include "server/api/http_message.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

TEST(HttpMessage, TextThatIsNotUtf8IsMendedWhenSent) {
  const Request request(beast::http::verb::get, "/", 11);
  const auto response =
      respond_json(request, beast::http::status::ok, Json{{"session", "live\xFF"}});
  EXPECT_EQ(Json::parse(response.body()), (Json{{"session", "live\uFFFD"}}));
}

}  // namespace
}  // namespace sotto
