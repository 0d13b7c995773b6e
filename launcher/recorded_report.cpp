#include "launcher/recorded_report.hpp"

#include "server/observers/journal/journal_reader.hpp"

namespace sotto {

std::optional<Json> recorded_report(const std::filesystem::path& journal) {
  const auto run = JournalReader(journal).run("");
  if (!run || run->report.is_null()) return std::nullopt;
  return run->report;
}

}  // namespace sotto
