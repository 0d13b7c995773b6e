#include "server/api/history_query.hpp"

#include <boost/url.hpp>
#include <boost/url/src.hpp>
#include <charconv>
#include <optional>
#include <set>

#include "shared/base/utf8_text.hpp"

namespace sotto {
namespace {

/// A whole number, 0 or more.
std::optional<std::int64_t> whole(const std::string& digits) {
  std::int64_t value = 0;
  const auto* const last = digits.data() + digits.size();
  const auto [end, fault] = std::from_chars(digits.data(), last, value);
  if (fault != std::errc{} || end != last || value < 0) return std::nullopt;
  return value;
}

HttpFault bad(std::string sentence) {
  return {beast::http::status::bad_request, std::move(sentence)};
}

}  // namespace

HttpResult<HistoryQuery> HistoryQuery::parse(std::string_view target) {
  const auto url = boost::urls::parse_origin_form({target.data(), target.size()});
  if (url.has_error()) return bad("the address cannot be read, expected /path?from=STEP&to=STEP");
  HistoryQuery query;
  std::set<std::string> seen;
  for (const auto& [key, value, has_value] : url->params()) {
    if (!seen.insert(key).second) return bad(excerpt(key) + " is given twice");
    const auto number = whole(value);
    if (key == "from" || key == "to") {
      if (!number) return bad(key + " is a step, expected a whole number");
      (key == "from" ? query.from : query.to) = *number;
    } else if (key == "points") {
      if (!number || *number < 1 || *number > static_cast<std::int64_t>(kMaxPoints))
        return bad("points must be 1 to " + std::to_string(kMaxPoints));
      query.points = static_cast<std::size_t>(*number);
    } else if (key == "format") {
      if (value != "json" && value != "csv") return bad("format is json or csv");
      query.csv = value == "csv";
    } else {
      return bad("nothing is known of " + in_quotes(key) + ", expected from, to, points or format");
    }
  }
  if (query.from > query.to) return bad("from must not be above to");
  return query;
}

}  // namespace sotto
