#include "server/observers/journal/journal_reader.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <array>

#include "server/observers/change_json.hpp"
#include "server/observers/journal/journal_buckets.hpp"
#include "server/observers/journal/journal_entry.hpp"
#include "shared/base/utf8_text.hpp"

namespace sotto {
namespace {

/// Runs `read`, and says of SQLite's exceptions what they mean.
template <class Read>
auto explained(Read&& read) {
  try {
    return read();
  } catch (const SQLite::Exception& error) {
    throw JournalError(std::string("the journal cannot be read: ") + printable(error.what()));
  } catch (const Json::exception& error) {
    throw JournalError(std::string("the journal holds what is no JSON: ") +
                       printable(error.what()));
  } catch (const FieldError& error) {
    throw JournalError(std::string("the journal holds what it should not: ") + error.what());
  }
}

Json json_at(const SQLite::Statement& row, int at) {
  return Json::parse(row.getColumn(at).getString());
}

std::int64_t bits_of(const Json& config) {
  Fields fields(config, {"config"});
  return fields.has("bits") ? fields.integer("bits", 0, kMaxBits) : 0;
}

/// nlohmann/json takes a NUL for the end of the text.
bool is_json(const std::string& text) { return text.find('\0') == text.npos && Json::accept(text); }

/// Of one list of a chronicle.
struct Listed {
  std::string text;  ///< the bodies with commas between, in their order
  bool cut = false;  ///< older ones would not have fitted
};

/// `newest_first`: their bodies.
Listed listed(SQLite::Statement& newest_first) {
  std::vector<std::string> bodies;
  std::size_t bytes = 0;
  Listed list;
  while (newest_first.executeStep()) {
    auto body = newest_first.getColumn(0).getString();
    bytes += body.size() + 1;
    if (bytes > JournalReader::kMaxListed) {
      list.cut = true;
      break;
    }
    if (!is_json(body)) throw FieldError("the body of an event is no JSON");
    bodies.push_back(std::move(body));
  }
  std::ranges::reverse(bodies);
  for (const auto& body : bodies) list.text += (list.text.empty() ? "" : ",") + body;
  return list;
}

std::string name_of(JournalEventType type) { return std::string(name(type)); }

}  // namespace

JournalReader::JournalReader(const std::filesystem::path& file)
    : database_(open_journal_to_read(file)) {}

JournalReader::~JournalReader() = default;

Json JournalReader::recorded(const std::set<std::string>& but) const {
  return explained([&] {
    auto list = Json::array();
    SQLite::Statement query(*database_,
                            "SELECT name, created, config, report, "
                            "(SELECT max(step) + 1 FROM step WHERE run = run.id) "
                            "FROM run ORDER BY id DESC LIMIT 1000");
    while (query.executeStep()) {
      const auto name = query.getColumn(0).getString();
      if (but.contains(name)) continue;
      Json outcome;
      if (!query.getColumn(3).isNull()) outcome = json_at(query, 3).value("outcome", Json());
      list.push_back({{"session", name},
                      {"created", query.getColumn(1).getString()},
                      {"steps", query.getColumn(4).getInt64()},
                      {"outcome", outcome},
                      {"bits", bits_of(json_at(query, 2))},
                      {"live", false}});
    }
    return list;
  });
}

std::optional<JournalReader::Run> JournalReader::run(const std::string& name) const {
  return explained([&]() -> std::optional<Run> {
    SQLite::Statement query(*database_,
                            "SELECT id, name, session, created, config, task, report FROM run "
                            "WHERE name = ?1 OR ?1 = '' ORDER BY id DESC LIMIT 1");
    query.bind(1, name);
    if (!query.executeStep()) return std::nullopt;
    Run run{.id = query.getColumn(0).getInt64(),
            .name = query.getColumn(1).getString(),
            .session = query.getColumn(2).getString(),
            .created = query.getColumn(3).getString(),
            .config = json_at(query, 4),
            .task = json_at(query, 5),
            .report = {},
            .changes = {}};
    if (!query.getColumn(6).isNull()) run.report = json_at(query, 6);
    SQLite::Statement changes(*database_,
                              "SELECT body FROM event WHERE run = ? AND type = ? ORDER BY id");
    changes.bind(1, run.id);
    changes.bind(2, name_of(JournalEventType::change));
    while (changes.executeStep())
      run.changes.push_back(change_from_json(json_at(changes, 0)).change);
    return run;
  });
}

std::int64_t JournalReader::Run::bits() const {
  return explained([&] { return bits_of(config); });
}

std::vector<std::string> JournalReader::Run::series() const {
  return explained([&] {
    std::vector<std::string> names;
    for (const auto& each : task.at("series")) names.push_back(each.at("name"));
    names.resize(std::min(names.size(), kMaxSeries));
    return names;
  });
}

std::vector<Bucket> JournalReader::history(const Run& run, std::int64_t from, std::int64_t to,
                                           std::size_t points) const {
  return explained([&] {
    const auto phases = phases_of_series(run.task);
    SQLite::Statement ends(
        *database_,
        "SELECT min(first), max(last) FROM (SELECT first, last FROM bucket WHERE run = ?1 "
        "UNION ALL SELECT min(step), max(step) FROM step WHERE run = ?1)");
    ends.bind(1, run.id);
    ends.executeStep();
    if (ends.getColumn(0).isNull()) return std::vector<Bucket>{};
    from = std::max({from, std::int64_t{0}, ends.getColumn(0).getInt64()});
    to = std::min({to, kMaxSteps, ends.getColumn(1).getInt64()});
    if (from > to) return std::vector<Bucket>{};
    Thinner thinner(from, to, points);
    SQLite::Statement folded(*database_, "SELECT " + folded_columns(phases.size()) +
                                             " FROM bucket WHERE run = ?1 AND last >= ?2 AND "
                                             "first BETWEEN 0 AND ?3 ORDER BY first");
    SQLite::Statement steps(*database_,
                            "SELECT " + bucket_columns(phases) +
                                " FROM step WHERE run = ?1 AND step BETWEEN ?2 AND ?3 "
                                "GROUP BY CAST((step - ?2) / ?4 AS INTEGER) ORDER BY 1");
    steps.bind(4, thinner.width());
    for (auto* query : {&folded, &steps}) {
      query->bind(1, run.id);
      query->bind(2, from);
      query->bind(3, to);
      while (query->executeStep()) thinner.add(bucket_from(*query, phases.size()));
    }
    return thinner.take();
  });
}

std::int64_t JournalReader::folded_before(const Run& run) const {
  return explained([&] {
    SQLite::Statement query(*database_, "SELECT max(last) + 1 FROM bucket WHERE run = ?");
    query.bind(1, run.id);
    query.executeStep();
    return query.getColumn(0).getInt64();
  });
}

std::string JournalReader::chronicle(const Run& run) const {
  return explained([&] {
    using enum JournalEventType;
    constexpr std::array kLists{
        std::pair{"notices", notice},   std::pair{"messages", message},
        std::pair{"readings", reading}, std::pair{"ciphertexts", ciphertext},
        std::pair{"probes", probe},     std::pair{"findings", finding}};
    SQLite::Statement query(*database_,
                            "SELECT body FROM event WHERE run = ? AND type = ? ORDER BY id DESC");
    std::string text = "{";
    auto cut = Json::array();
    for (const auto& [list, type] : kLists) {
      query.reset();
      query.bind(1, run.id);
      query.bind(2, name_of(type));
      const auto found = listed(query);
      if (found.cut) cut.push_back(list);
      text += "\"" + std::string(list) + "\":[" + found.text + "],";
    }
    return text + "\"cut\":" + cut.dump() + "}";
  });
}

}  // namespace sotto
