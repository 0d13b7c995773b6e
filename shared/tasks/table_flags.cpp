#include "shared/tasks/table_flags.hpp"

#include "shared/base/json_fields.hpp"
#include "shared/tasks/selective/selective.hpp"

namespace sotto {

TableFlags::TableFlags(CLI::App& app) {
  const auto add = [&](const char* option, std::string& text, const char* help) {
    app.add_option(option, text, help)->group("Your own table");
  };
  add("--data", file_, "a CSV file of yours that the session is about, with --reveal and --hide");
  add("--reveal", reveal_, "its column of which Alice publishes an estimate");
  add("--hide", hide_, "its column that she keeps from Eve");
}

std::shared_ptr<const OwnTable> TableFlags::read() const {
  if (table_) return table_;
  const auto missing = [&](const char* option, const std::string& text) {
    if (text.empty())
      throw CLI::ValidationError(
          option,
          "is missing: expected --data FILE.csv, --reveal COLUMN and --hide COLUMN, or none");
  };
  if (file_.empty() && reveal_.empty() && hide_.empty()) return nullptr;
  missing("--data", file_);
  missing("--reveal", reveal_);
  missing("--hide", hide_);
  table_ = std::make_shared<const OwnTable>(read_own_table(file_, {reveal_, hide_}));
  return table_;
}

void TableFlags::apply_to(ConfigFlags& flags) const {
  const auto table = read();
  if (!table) return;
  flags.assume_task(std::string(kSelective));
  flags.assume("table", table->data.digest);
  // All digits.
  flags.assume("useful_blind", Json(table->data.useful_blind).dump());
  flags.assume("hidden_blind", Json(table->data.hidden_blind).dump());
}

void TableFlags::require_for(const SessionConfig& config) const {
  if (!has_table(config)) return;
  const auto table = read();
  if (!table)
    throw CLI::ValidationError("--table",
                               "names a table, and none is read: expected --data, --reveal and "
                               "--hide");
  if (table->data.digest != config.table)
    throw CLI::ValidationError("--table", "is " + config.table + ", expected " +
                                              table->data.digest + ", the digest of " +
                                              told(*table));
}

std::vector<std::string> TableFlags::arguments() const {
  if (!read()) return {};
  // In one word, so that a column's name may begin with a dash.
  return {"--data=" + file_, "--reveal=" + reveal_, "--hide=" + hide_};
}

}  // namespace sotto
