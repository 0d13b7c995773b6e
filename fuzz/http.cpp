// HTTP requests, as they come from a socket, and what the relay answers to them.
#include <spdlog/spdlog.h>

#include <fstream>
#include <optional>
#include <set>

#include "fuzz/property.hpp"
#include "server/api/history_query.hpp"
#include "server/api/routes.hpp"
#include "server/api/security_headers.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

namespace http = beast::http;

/// Stands in a file beside the page's folder.
constexpr std::string_view kOutside = "nobody may read this";
constexpr std::uint64_t kMaxRequestBody = 64 * 1024;  // as server/net/http_server.cpp has it

/// A relay without sockets: a page of three files, a live session, and one in the journal.
class Relay {
 public:
  Relay() {
    spdlog::set_level(spdlog::level::off);
    write("outside.txt", kOutside);
    std::filesystem::create_directories(directory_ / "page/net");
    write("page/index.html", "<p>page</p>");
    write("page/net/app.js", "1;");
    std::filesystem::create_symlink(directory_ / "outside.txt", directory_ / "page/link.txt");
    write("tokens.json", R"({"alice":"a","bob":"b","eve":"e","operator":"o"})");
    {
      Journal before(directory_ / "journal.sqlite");
      const auto run = before.open(
          JournalRun{"old", "2026-11-22T16:03:12Z", R"({"bits":16})",
                     R"({"phases":["main"],"series":[{"name":"bob","phase":"main"}]})"});
      before.write(run, JournalStep{.step = 3, .t = 0.1, .values = {0.5}});
      before.write(run, JournalEvent{JournalEventType::notice, R"({"text":"frozen"})"});
    }
    files_.emplace(directory_ / "page");
    journal_.emplace(directory_ / "journal.sqlite");
    begin();
  }

  /// Forgets the sessions that requests have opened.
  void begin() {
    sessions_.emplace(network_.get_executor(), system_clock(), ObserverFiles{nullptr, &*journal_},
                      /*max_watchers=*/1);
    const auto live =
        sessions_->open("live", SessionConfig{}, Tokens::from_file(directory_ / "tokens.json"));
    expect(live.has_value(), "the first session opens");
  }

  Response answer(const Request& request) {
    auto answer = answer_to({*sessions_, *files_, admission_}, request);
    if (const auto* job = std::get_if<Job>(&answer)) return (*job)();
    return std::get<Response>(answer);
  }

 private:
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(directory_ / name) << text;
  }

  TemporaryDirectory directory_;
  net::io_context network_;
  Admission admission_{{}};
  std::optional<StaticFiles> files_;
  std::optional<Journal> journal_;
  std::optional<SessionRegistry> sessions_;
};

Relay& relay() {
  static Relay relay;
  return relay;
}

std::optional<Request> request_of(std::string_view bytes) {
  http::request_parser<http::string_body> parser;
  parser.body_limit(kMaxRequestBody);
  parser.eager(true);
  error_code fault;
  while (!bytes.empty() && !parser.is_done()) {
    const auto used = parser.put(net::buffer(bytes.data(), bytes.size()), fault);
    if (fault || used == 0) return std::nullopt;
    bytes.remove_prefix(used);
  }
  if (!parser.is_done()) return std::nullopt;
  return parser.release();
}

std::string text_of(Response response) {
  http::response_serializer<http::string_body> serializer(response);
  std::string text;
  error_code fault;
  while (!serializer.is_done() && !fault)
    serializer.next(fault, [&](error_code&, const auto& buffers) {
      text += beast::buffers_to_string(buffers);
      serializer.consume(beast::buffer_bytes(buffers));
    });
  return text;
}

/// What a client makes of it.
void expect_readable(const Request& request, const Response& response) {
  const auto text = text_of(response);
  http::response_parser<http::string_body> parser;
  parser.eager(true);
  parser.skip(request.method() == http::verb::head);
  error_code fault;
  parser.put(net::buffer(text), fault);
  if (!fault && !parser.is_done()) parser.put_eof(fault);
  expect(!fault && parser.is_done(), "an answer is HTTP", text);
  const auto& read = parser.get();
  expect(read.result() == response.result(), "an answer has its status", text);
  expect(std::distance(read.begin(), read.end()) == std::distance(response.begin(), response.end()),
         "no request adds a header to its answer", text);
}

void expect_good(const Request& request, const Response& response) {
  static const std::set<unsigned> kStatuses{200, 201, 400, 401, 404, 405, 409};
  expect(kStatuses.contains(response.result_int()), "an answer has a status that is documented",
         std::to_string(response.result_int()));
  const auto& body = response.body();
  expect(body.find(kOutside) == body.npos, "no request reads a file outside the page's folder",
         body);
  const auto policy = response["Content-Security-Policy"];
  expect(std::ranges::count(policy, ';') == 7, "no request changes what the page may do",
         {policy.data(), policy.size()});
  expect_readable(request, response);
  if (request.method() == http::verb::head) return expect(body.empty(), "HEAD has no body");
  if (response[http::field::content_type] != "application/json") return;
  const auto json = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  expect(!json.is_discarded(), "an answer in JSON is JSON", body);
  if (response.result_int() >= 400) expect_refusal(json.at("error").get<std::string>());
}

void query(std::string_view target) {
  const auto query = HistoryQuery::parse(target);
  if (!query) return expect_refusal(query.error().message);
  expect(query->from >= 0 && query->from <= query->to, "a history is of steps in their order");
  expect(query->points >= 1 && query->points <= HistoryQuery::kMaxPoints,
         "a history has a number of points within its limit");
}

}  // namespace
}  // namespace sotto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sotto;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.find(kOutside) != bytes.npos) return 0;  // an answer may quote what was sent
  const auto request = request_of(bytes);
  if (!request) return 0;
  query({request->target().data(), request->target().size()});
  for (const bool encrypted : {false, true}) (void)same_origin(*request, encrypted);
  const auto response = relay().answer(*request);
  expect_good(*request, response);
  if (response.result() == beast::http::status::created) relay().begin();
  return 0;
}
