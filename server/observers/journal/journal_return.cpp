#include "server/observers/journal/journal_return.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>

#include "server/observers/change_json.hpp"
#include "server/observers/journal/journal_buckets.hpp"
#include "server/observers/journal/journal_reader.hpp"
#include "server/observers/journal/journal_schema.hpp"
#include "shared/base/utf8_text.hpp"
#include "shared/session/config_json.hpp"
#include "shared/tasks/registry.hpp"

namespace sotto {
namespace {

/// What a relay had not written yet when it ended was less than that many epochs.
constexpr std::int64_t kEpochsOfARelay = 1'000;
/// In which the steps that are not kept one by one are shown.
constexpr std::size_t kFoldedBuckets = 1'000;

std::vector<Json> bodies(SQLite::Database& database, std::int64_t run, JournalEventType type,
                         std::int64_t newest) {
  SQLite::Statement query(database,
                          "SELECT body FROM (SELECT id, body FROM event WHERE run = ? AND type = ? "
                          "ORDER BY id DESC LIMIT ?) ORDER BY id");
  query.bind(1, run);
  query.bind(2, std::string(name(type)));
  query.bind(3, newest);
  std::vector<Json> all;
  while (query.executeStep()) all.push_back(Json::parse(query.getColumn(0).getString()));
  return all;
}

template <class M>
void read(SQLite::Database& database, std::int64_t run, JournalEventType type, std::int64_t newest,
          std::vector<M>& to) {
  for (const auto& body : bodies(database, run, type, newest)) {
    M made;
    protocol::Object<M>{}.read(body, Place{name(type)}, made);
    to.push_back(std::move(made));
  }
}

std::vector<StepResult> steps(SQLite::Database& database, std::int64_t run, const Task& task) {
  SQLite::Statement query(database, "SELECT * FROM step WHERE run = ? ORDER BY step");
  query.bind(1, run);
  std::vector<StepResult> all;
  while (query.executeStep()) {
    int at = 1;
    StepResult made;
    made.judged.step = query.getColumn(at++).getInt64();
    made.t = finite_at(query, at++);
    const auto phase = static_cast<std::size_t>(query.getColumn(at++).getInt64());
    if (phase >= task.phases.size()) throw FieldError("a step has a phase that the task has not");
    made.judged.phase = task.phases[phase].name;
    const auto read = [&](std::optional<double>& value) {
      if (!query.getColumn(at).isNull()) value = finite_at(query, at);
      ++at;
    };
    for (auto& value : made.judged.values) read(value);
    for (auto& value : made.compute_ms) read(value);
    // What comes behind a gap may have been judged by what is missing.
    if (!all.empty() && made.judged.step != all.back().judged.step + 1) break;
    all.push_back(std::move(made));
  }
  return all;
}

std::vector<Recollection::Unread> unread(SQLite::Database& database, std::int64_t run) {
  SQLite::Statement query(database,
                          "SELECT number, frame FROM unread WHERE run = ? ORDER BY number");
  query.bind(1, run);
  std::vector<Recollection::Unread> all;
  while (query.executeStep()) {
    const auto frame = protocol::Frame::parse(Buffer(query.getColumn(1).getString()));
    if (!frame)
      throw FieldError("a message that Bob has not read is no frame: " + frame.error().message);
    all.push_back({query.getColumn(0).getInt64(), *frame});
  }
  return all;
}

/// What notices say of the whole session.
void read_notices(SQLite::Database& database, std::int64_t run, Recollection& past) {
  using enum protocol::NoticeKind;
  for (const auto& body : bodies(database, run, JournalEventType::notice, /*newest=*/-1)) {
    Fields from(body, {"notice"});
    const auto step = from.integer("step", 0, kMaxSteps);
    switch (from.choice<protocol::NoticeKind>("kind")) {
      case epoch:
        ++past.epochs;
        if (past.goal && past.goal->step >= step) past.goal.reset();
        break;
      case goal:
        if (!past.goal) past.goal = {step, from.number("t", 0, 1e12)};
        break;
      case behind:
        past.without_eve = true;
        break;
      case paused:
        past.paused = true;
        break;
      case resumed:
        past.paused = false;
        break;
      default:
        break;
    }
  }
}

RecordedSession recorded(SQLite::Database& database, const JournalReader& reader,
                         const JournalReader::Run& run) {
  using enum JournalEventType;
  constexpr std::int64_t kAll = -1;
  RecordedSession session;
  session.run = {run.id};
  session.created = run.created;
  session.config = config_from_json(run.config);
  if (const auto wrong = why_not_playable(session.config)) throw FieldError(*wrong);
  const auto& task = task_of(session.config);
  auto& past = session.past;
  for (const auto& body : bodies(database, run.id, change, kAll))
    past.changes.push_back(change_from_json(body));
  Plan plan(session.config, task.main_phase, task.audit_phase);
  for (const auto& changed : past.changes) plan.add(changed.change);
  for (const auto& body : bodies(database, run.id, audit, kAll))
    past.audits.push_back(audit_from_json(body));
  read(database, run.id, finding, kAll, past.findings);
  past.steps = steps(database, run.id, task);
  for (auto& step : past.steps)
    step.judged.eve_generation = plan.at(step.judged.step).eve_generation;
  read_notices(database, run.id, past);
  if (const auto before = reader.folded_before(run); before > 0)
    session.folded = reader.history(run, 0, before - 1, kFoldedBuckets);

  auto& told = session.told;
  read(database, run.id, notice, protocol::kSnapshotNotices, told.notices);
  read(database, run.id, message, protocol::kSnapshotMessages, told.messages);
  read(database, run.id, reading, protocol::kSnapshotReadings, told.readings);
  told.findings = past.findings;
  for (const auto& body : bodies(database, run.id, say, kAll)) past.chat.add(say_from_json(body));
  for (const auto& each : told.messages) past.chat.add_answer(each.number, each.say);
  past.chat.unread = unread(database, run.id);
  return session;
}

}  // namespace

std::optional<RecordedSession> take_up_session(const std::filesystem::path& journal,
                                               const std::string& session) {
  if (!std::filesystem::exists(journal)) return std::nullopt;
  const auto fault = [&](const std::string& what) {
    return JournalError("session '" + session + "' cannot go on from journal '" + journal.string() +
                        "': " + what);
  };
  try {
    const auto database = open_journal(journal);
    SQLite::Statement newest(
        *database, "SELECT name, report FROM run WHERE session = ? ORDER BY id DESC LIMIT 1");
    newest.bind(1, session);
    if (!newest.executeStep() || !newest.getColumn(1).isNull()) return std::nullopt;
    const JournalReader reader(journal);
    const auto run = reader.run(newest.getColumn(0).getString());
    auto made = recorded(*database, reader, *run);
    SQLite::Statement epoch(*database,
                            "UPDATE run SET epoch = (epoch / ?1 + 1) * ?1 WHERE id = ?2 "
                            "RETURNING epoch");
    epoch.bind(1, kEpochsOfARelay);
    epoch.bind(2, run->id);
    epoch.executeStep();
    made.past.epoch = epoch.getColumn(0).getUInt();
    while (epoch.executeStep()) {
    }
    return made;
  } catch (const SQLite::Exception& error) {
    throw fault(printable(error.what()));
  } catch (const Json::exception& error) {
    throw fault("it holds what is no JSON: " + std::string(printable(error.what())));
  } catch (const FieldError& error) {
    throw fault(error.what());
  } catch (const JournalError& error) {
    throw fault(error.what());
  }
}

}  // namespace sotto
