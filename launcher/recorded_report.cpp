#include "launcher/recorded_report.hpp"

#include "server/observers/journal/journal_reader.hpp"

namespace sotto {

std::string newest_recorded(const std::filesystem::path& journal) {
  try {
    const auto run = JournalReader(journal).run("");
    return run ? run->name : std::string();
  } catch (const JournalError&) {
    return {};  // the relay says what is wrong with it, or puts it aside
  }
}

std::optional<Json> recorded_report(const std::filesystem::path& journal,
                                    const std::string& before) {
  const auto run = JournalReader(journal).run("");
  if (!run || run->name == before || run->report.is_null()) return std::nullopt;
  return run->report;
}

}  // namespace sotto
