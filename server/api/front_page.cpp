#include "server/api/front_page.hpp"

namespace sotto {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

}  // namespace

Response front_page(const Api& api, const Request& request) {
  std::string rows;
  for (const auto& [name, session] : api.sessions.sessions()) {
    const auto status = session->host->status();
    rows += "<tr><td><a href=\"/api/sessions/" + name + "\">" + name + "</a></td><td>" +
            escaped(status.text) + "</td><td>" + escaped(status.goal_text) + "</td></tr>\n";
  }
  return respond(
      request, beast::http::status::ok, "text/html; charset=utf-8",
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<title>Sotto</title></head><body>\n<h1>Sotto</h1>\n"
      "<p>Alice and Bob learn to keep a secret from Eve, live. This relay carries what they say. "
      "A demonstration and a research instrument, not secure cryptography.</p>\n"
      "<p>The dashboard's files are not where this relay was told to look (--dashboard).</p>\n"
      "<table><tr><th>session</th><th>state</th><th>goal</th></tr>\n" +
          rows +
          "</table>\n<p><a href=\"/api/sessions\">sessions as JSON</a>, "
          "<a href=\"/metrics\">metrics</a></p>\n</body></html>\n");
}

}  // namespace sotto
