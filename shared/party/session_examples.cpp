#include "shared/party/session_examples.hpp"

#include <cmath>
#include <sstream>

#include "shared/party/player.hpp"
#include "shared/tasks/selective/normal_examples.hpp"
#include "shared/tasks/selective/table_examples.hpp"

namespace sotto {
namespace {

void require_figure(const char* field, double of_session, double of_table, const OwnTable& table) {
  // People may copy fewer digits than there are.
  if (std::abs(of_session - of_table) < 1e-6) return;
  std::ostringstream sentence;
  sentence << field << " of the session is " << of_session << ", expected " << of_table
           << ", that of " << told(table);
  throw PlayerError(sentence.str());
}

}  // namespace

void require_table_of(const SessionConfig& config, const OwnTable* table) {
  if (table == nullptr) {
    if (has_table(config))
      throw PlayerError("the session is about the table of digest " + config.table +
                        ", and this party has read none: expected --data, --reveal and --hide");
    return;
  }
  if (!has_table(config))
    throw PlayerError("this party has read " + told(*table) +
                      ", and the session is about none: expected a session about the table of "
                      "digest " +
                      table->data.digest);
  if (config.table != table->data.digest)
    throw PlayerError("this party has read " + told(*table) + " of digest " + table->data.digest +
                      ", expected the session's file and columns, of digest " + config.table);
  require_figure("useful_blind", config.useful_blind, table->data.useful_blind, *table);
  require_figure("hidden_blind", config.hidden_blind, table->data.hidden_blind, *table);
}

std::unique_ptr<ExampleSource> examples_of(const SessionConfig& config,
                                           const std::shared_ptr<const OwnTable>& table) {
  const auto stream = NumberStream::public_stream(config.public_seed);
  if (table)
    return std::make_unique<TableExamples>(std::shared_ptr<const DataTable>(table, &table->data),
                                           stream);
  return std::make_unique<NormalExamples>(stream);
}

}  // namespace sotto
