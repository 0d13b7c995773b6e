#include "server/observers/journal/journal_reader.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>

#include "server/observers/event_json.hpp"

namespace sotto {
namespace {

constexpr int kBusyMs = 2'000;

/// Runs `read`, and says of SQLite's exceptions what they mean.
template <class Read>
auto reading(Read&& read) {
  try {
    return read();
  } catch (const SQLite::Exception& error) {
    throw JournalError(std::string("the journal cannot be read: ") + error.what());
  } catch (const Json::exception& error) {
    throw JournalError(std::string("the journal holds what is no JSON: ") + error.what());
  } catch (const FieldError& error) {
    throw JournalError(std::string("the journal holds what it should not: ") + error.what());
  }
}

Spread spread(const SQLite::Statement& row, int at) {
  Spread made;
  made.count = row.getColumn(at).getInt64();
  if (made.count == 0) return made;
  made.min = row.getColumn(at + 1).getDouble();
  made.max = row.getColumn(at + 2).getDouble();
  made.sum = row.getColumn(at + 3).getDouble();
  return made;
}

}  // namespace

JournalReader::JournalReader(const std::filesystem::path& file) {
  const auto name = "journal '" + file.string() + "' ";
  try {
    database_ = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READONLY, kBusyMs);
    if (database_->execAndGet("PRAGMA application_id").getInt() != kJournalApplication)
      throw JournalError(name + "is no journal of Sotto's");
    if (const auto schema = database_->execAndGet("PRAGMA user_version").getInt();
        schema != kJournalSchema)
      throw JournalError(name + "has tables of version " + std::to_string(schema) +
                         ", this program knows version " + std::to_string(kJournalSchema));
  } catch (const SQLite::Exception& error) {
    throw JournalError(name + "cannot be read: " + error.what());
  }
}

JournalReader::~JournalReader() = default;

Json JournalReader::recorded(const std::set<std::string>& but) const {
  return reading([&] {
    auto list = Json::array();
    SQLite::Statement query(*database_,
                            "SELECT name, created, config, report, "
                            "(SELECT max(step) + 1 FROM step WHERE run = run.id) "
                            "FROM run ORDER BY id DESC LIMIT 1000");
    while (query.executeStep()) {
      const auto name = query.getColumn(0).getString();
      if (but.contains(name)) continue;
      const auto config = Json::parse(query.getColumn(2).getString());
      Json outcome;
      if (!query.getColumn(3).isNull())
        outcome = Json::parse(query.getColumn(3).getString()).value("outcome", Json());
      list.push_back({{"session", name},
                      {"created", query.getColumn(1).getString()},
                      {"steps", query.getColumn(4).getInt64()},
                      {"outcome", outcome},
                      {"bits", config.value("bits", 0)},
                      {"live", false}});
    }
    return list;
  });
}

std::optional<JournalReader::Run> JournalReader::run(const std::string& name) const {
  return reading([&]() -> std::optional<Run> {
    SQLite::Statement query(*database_,
                            "SELECT id, name, session, created, config, report FROM run "
                            "WHERE name = ?1 OR ?1 = '' ORDER BY id DESC LIMIT 1");
    query.bind(1, name);
    if (!query.executeStep()) return std::nullopt;
    Run run{query.getColumn(0).getInt64(),
            query.getColumn(1).getString(),
            query.getColumn(2).getString(),
            query.getColumn(3).getString(),
            Json::parse(query.getColumn(4).getString()),
            {},
            {}};
    if (!query.getColumn(5).isNull())
      run.report = Json::parse(query.getColumn(5).getString());
    SQLite::Statement changes(
        *database_, "SELECT body FROM told WHERE run = ? AND type = 'change' ORDER BY id");
    changes.bind(1, run.id);
    while (changes.executeStep())
      run.changes.push_back(change_from_json(Json::parse(changes.getColumn(0).getString())));
    return run;
  });
}

std::vector<Bucket> JournalReader::history(const Run& run, std::int64_t from, std::int64_t to,
                                           std::size_t points) const {
  return reading([&] {
    SQLite::Statement ends(*database_, "SELECT min(step), max(step) FROM step WHERE run = ?");
    ends.bind(1, run.id);
    ends.executeStep();
    if (ends.getColumn(0).isNull()) return std::vector<Bucket>{};
    from = std::max(from, ends.getColumn(0).getInt64());
    to = std::min(to, ends.getColumn(1).getInt64());
    if (from > to) return std::vector<Bucket>{};
    const Thinner thinner(from, to, points);
    SQLite::Statement query(*database_,
                            "SELECT min(step), max(step), max(t), "
                            "count(bob), min(bob), max(bob), sum(bob), "
                            "count(eve), min(eve), max(eve), sum(eve), "
                            "count(shadow), min(shadow), max(shadow), sum(shadow) "
                            "FROM step WHERE run = ?1 AND step BETWEEN ?2 AND ?3 "
                            "GROUP BY (step - ?2) / ?4 ORDER BY 1");
    query.bind(1, run.id);
    query.bind(2, from);
    query.bind(3, to);
    query.bind(4, thinner.width());
    std::vector<Bucket> buckets;
    while (query.executeStep()) {
      Bucket bucket;
      bucket.first = query.getColumn(0).getInt64();
      bucket.last = query.getColumn(1).getInt64();
      bucket.t = query.getColumn(2).getDouble();
      bucket.bob = spread(query, 3);
      bucket.eve = spread(query, 7);
      bucket.shadow = spread(query, 11);
      buckets.push_back(bucket);
    }
    return buckets;
  });
}

Json JournalReader::chronicle(const Run& run) const {
  return reading([&] {
    Json all{{"events", Json::array()},
                   {"messages", Json::array()},
                   {"readings", Json::array()}};
    SQLite::Statement query(*database_, "SELECT type, body FROM told WHERE run = ? ORDER BY id");
    query.bind(1, run.id);
    while (query.executeStep())
      if (const auto list = all.find(query.getColumn(0).getString() + "s"); list != all.end())
        list->push_back(Json::parse(query.getColumn(1).getString()));
    return all;
  });
}

}  // namespace sotto
