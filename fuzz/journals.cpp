// Journals: damaged files, and files in order that hold what no relay writes.
//
// The first byte says how the rest becomes a file:
//   f  it is the file
//   p  a good journal with some of its bytes changed: offset (2 bytes), value (1 byte), and so on
//   r  a good journal whose rows hold these lines: config, task, report (none where it is empty),
//      created, five bodies of events, a frame that was not read, and the values of steps
#include <SQLiteCpp/SQLiteCpp.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "fuzz/property.hpp"
#include "server/observers/history_text.hpp"
#include "server/observers/journal/journal_reader.hpp"
#include "server/observers/journal/journal_return.hpp"
#include "server/observers/object_text.hpp"
#include "shared/room/room.hpp"
#include "shared/session/config_json.hpp"
#include "tests/support/process.hpp"

namespace sotto {
namespace {

using Lines = std::vector<std::string>;

/// One run with three steps and some events. Pages are small, so that few bytes are many of them.
void add_run(SQLite::Database& database, const Lines& lines) {
  SQLite::Transaction transaction(database);
  SQLite::Statement run(database,
                        "INSERT INTO run (name, session, created, config, task, report) "
                        "VALUES ('live-2026', 'live', ?4, ?1, ?2, ?3)");
  for (int i = 0; i < 4; ++i) run.bind(i + 1, lines[static_cast<std::size_t>(i)]);
  if (lines[2].empty()) run.bind(3);  // as of a session that goes on
  run.exec();
  SQLite::Statement event(database, "INSERT INTO event (run, type, body) VALUES (1, ?, ?)");
  const char* const types[] = {"change", "notice", "finding", "say", "message"};
  for (std::size_t i = 0; i < std::size(types); ++i) {
    event.reset();
    event.bind(1, types[i]);
    event.bind(2, lines[4 + i]);
    event.exec();
  }
  constexpr std::size_t kUnread = 4 + std::size(types);
  SQLite::Statement unread(database, "INSERT OR REPLACE INTO unread VALUES (1, 1, ?)");
  unread.bind(1, lines[kUnread].data(), static_cast<int>(lines[kUnread].size()));
  unread.exec();
  SQLite::Statement step(
      database,
      "INSERT OR REPLACE INTO step (run, step, t, phase, v0, v1) VALUES (1, ?, ?, 0, ?, ?)");
  for (std::size_t at = kUnread + 1; at + 4 <= lines.size(); at += 4) {
    step.reset();
    for (int i = 0; i < 4; ++i) step.bind(i + 1, lines[at + static_cast<std::size_t>(i)]);
    step.exec();
  }
  transaction.commit();
}

Lines good_lines() {
  return {
      to_json(SessionConfig{}).dump(),
      R"({"phases":["main"],"series":[{"name":"bob","phase":"main"},{"name":"eve","phase":"main"}]})",
      R"({"outcome":"secret","steps":3})",
      "2026-11-22T16:03:12Z",
      R"({"at_step":1,"name":"freeze"})",
      R"({"text":"frozen"})",
      R"({"attacker":"linear"})",
      R"({"id":1,"text":"hi","repeat_ms":0})",
      R"({"number":1,"say":1})",
      "",
      "0",
      "0.1",
      "8",
      "8",
      "1",
      "0.2",
      "",
      "7.5",
      "2",
      "0.3",
      "0.5",
      "8"};
}

/// Where inputs become files.
class Desk {
 public:
  Desk() {
    {
      SQLite::Database begun(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      begun.exec("PRAGMA page_size = 512");
    }
    open_journal(file_);
    empty_ = contents(file_);
    add(good_lines());
    good_ = contents(file_);
  }

  const std::filesystem::path& file() const { return file_; }
  const std::string& good() const { return good_; }

  void put(const std::string& bytes) const {
    std::filesystem::remove(file_.string() + "-wal");
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << bytes;
  }
  void put_rows(const Lines& lines) const {
    put(empty_);
    add(lines);
  }

 private:
  void add(const Lines& lines) const {
    SQLite::Database database(file_.string(), SQLite::OPEN_READWRITE);
    database.exec("PRAGMA synchronous = OFF");
    add_run(database, lines);
  }

  TemporaryDirectory directory_;
  std::filesystem::path file_ = directory_ / "journal.sqlite";
  std::string empty_;
  std::string good_;
};

const Desk& desk() {
  static const Desk desk;
  return desk;
}

std::string patched(std::string bytes, std::string_view patches) {
  for (; patches.size() >= 3; patches.remove_prefix(3)) {
    const auto at =
        static_cast<unsigned char>(patches[0]) * 256U + static_cast<unsigned char>(patches[1]);
    bytes[at % bytes.size()] = patches[2];
  }
  return bytes;
}

Lines lines_of(std::string_view text) {
  auto lines = good_lines();
  std::istringstream in{std::string(text)};
  for (std::size_t i = 0; i < lines.size() && std::getline(in, lines[i]);) ++i;
  return lines;
}

void put(std::string_view input) {
  const auto rest = input.substr(1);
  if (input.front() == 'f') return desk().put(std::string(rest));
  if (input.front() == 'p') return desk().put(patched(desk().good(), rest));
  desk().put_rows(lines_of(rest));
}

void expect_told(const JournalReader& reader, const JournalReader::Run& run) {
  const auto series = run.series();
  const auto buckets = reader.history(run, 0, INT64_MAX, 2);
  expect(buckets.size() <= 2, "a history has no more buckets than were asked for");
  const auto history = object_text(history_message(run.session, run.bits(), series, buckets));
  expect(Json::accept(history), "a history is JSON", history);
  expect(!history_csv(series, buckets).empty(), "a history has a header");
  const auto chronicle = reader.chronicle(run);
  expect(Json::accept(chronicle), "a chronicle is JSON", chronicle);
}

/// A relay that is told of it has a session that stands.
void expect_to_go_on(const RecordedSession& session) {
  const Time now{std::chrono::hours(1)};
  Room room("live", session.config, now);
  Actions actions;
  room.recall(now, session.past, actions);
  expect(room.step() == session.past.next(), "it goes on behind the steps that are known");
  expect(Json::accept(room.report(now).dump()), "a report is JSON");
}

void read() {
  try {
    const JournalReader reader(desk().file());
    expect(reader.recorded({}).is_array(), "the runs of a journal are a list");
    if (const auto run = reader.run("")) expect_told(reader, *run);
  } catch (const JournalError& error) {
    expect_sentence(error.what());
  }
  try {
    if (const auto session = take_up_session(desk().file(), "live")) expect_to_go_on(*session);
  } catch (const JournalError& error) {
    expect_sentence(error.what());
  }
}

}  // namespace
}  // namespace sotto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  sotto::put({reinterpret_cast<const char*>(data), size});
  sotto::read();
  return 0;
}
