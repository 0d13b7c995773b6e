#include "lab/report/report_page.hpp"

#include <algorithm>
#include <set>

#include "lab/report/chart.hpp"
#include "lab/report/html_page.hpp"
#include "lab/report/statistics.hpp"
#include "lab/sweep/sweep_axes.hpp"

namespace sotto {
namespace {

/// What lies side by side at one place of a chart at most; more are taken together.
constexpr std::size_t kMostGroups = 8;
/// Combinations whose curves are drawn at most.
constexpr std::size_t kMostCurves = 12;
/// Combinations that the comparison of all sources shows at most.
constexpr std::size_t kMostCompared = 40;

constexpr int kHeight = 380;

/// Runs that differ in the seed alone, or in fields that are taken together.
struct RunGroup {
  std::string label;
  std::vector<std::size_t> rows;
};

/// "alice_bob:1,eve:2" → "1:2".
std::string short_value(const std::string& field, const std::string& value) {
  if (field != "cycle") return value;
  std::string counts;
  for (std::size_t at = 0; at < value.size();) {
    const auto colon = value.find(':', at);
    if (colon == value.npos) return value;
    const auto end = std::min(value.find(',', colon), value.size());
    counts += (counts.empty() ? "" : ":") + value.substr(colon + 1, end - colon - 1);
    at = end + 1;
  }
  return counts;
}

std::string axis_title(const std::string& field) {
  if (field == "cycle") return "cycle, steps of each phase";
  if (field == "bits") return "N, bits";
  return field;
}

/// "main_steps_to_success" → "main steps to success"
std::string spaced(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

/// Those fields' values in a row: "cycle 1:2, minibatch 512".
std::string label_of(const ReportSource& source, const std::vector<const VariedField*>& fields,
                     std::size_t row) {
  std::vector<std::string> parts;
  for (const auto* field : fields)
    parts.push_back(field->name + " " + short_value(field->name, value_in(source, *field, row)));
  return joined(parts, ", ");
}

/// The rows by the values of those fields, in the order in which they come.
std::vector<RunGroup> groups_by(const ReportSource& source,
                                const std::vector<const VariedField*>& fields) {
  std::vector<RunGroup> groups;
  for (std::size_t row = 0; row < source.runs.rows.size(); ++row) {
    const auto label = label_of(source, fields, row);
    auto found = std::ranges::find(groups, label, &RunGroup::label);
    if (found == groups.end()) found = groups.insert(groups.end(), {label, {}});
    found->rows.push_back(row);
  }
  return groups;
}

std::vector<const VariedField*> all_fields(const ReportSource& source) {
  std::vector<const VariedField*> fields;
  for (const auto& field : source.varied) fields.push_back(&field);
  return fields;
}

/// By all fields, or in one without a name where those would be too many.
std::vector<RunGroup> few_groups(const ReportSource& source,
                                 const std::vector<const VariedField*>& fields) {
  auto groups = groups_by(source, fields);
  return groups.size() <= kMostGroups ? groups : groups_by(source, {});
}

/// The numbers in that column of those rows.
std::vector<double> numbers_in(const ReportSource& source, std::size_t column,
                               const std::vector<std::size_t>& rows) {
  std::vector<double> numbers;
  for (const auto row : rows) {
    const auto& cell = source.runs.rows[row][column];
    if (cell.is_number()) numbers.push_back(cell.get<double>());
    if (cell.is_boolean()) numbers.push_back(cell.get<bool>() ? 1 : 0);
  }
  return numbers;
}

std::vector<double> numbers_in(const ReportSource& source, const std::string& column,
                               const std::vector<std::size_t>& rows) {
  const auto found = find_column(source.runs, column);
  return found ? numbers_in(source, *found, rows) : std::vector<double>{};
}

std::int64_t successes_of(const ReportSource& source, const std::vector<std::size_t>& rows) {
  std::int64_t count = 0;
  for (const double each : numbers_in(source, "success", rows)) count += each > 0 ? 1 : 0;
  return count;
}

std::optional<Interval> rate_of(const ReportSource& source, const std::vector<std::size_t>& rows) {
  return success_rate(successes_of(source, rows), static_cast<std::int64_t>(rows.size()));
}

std::vector<std::size_t> common(const std::vector<std::size_t>& one,
                                const std::vector<std::size_t>& other) {
  std::vector<std::size_t> both;
  std::ranges::set_intersection(one, other, std::back_inserter(both));
  return both;
}

/// The columns whose names end so, with what is before that.
std::vector<std::pair<std::string, std::size_t>> columns_ending(const Table& table,
                                                                const std::string& end) {
  std::vector<std::pair<std::string, std::size_t>> found;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& name = table.columns[i].name;
    if (name.ends_with(end)) found.emplace_back(name.substr(0, name.size() - end.size()), i);
  }
  return found;
}

/// "bob" stays, "audit_mlp256" becomes "mlp256, fresh".
std::string reader_name(const std::string& column) {
  constexpr std::string_view kAudit = "audit_";
  return column.starts_with(kAudit) ? column.substr(kAudit.size()) + ", fresh" : column;
}

template <class T>
Json cell(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

void add_names(const std::vector<std::string>& names, Table& table) {
  for (const auto& name : names) table.columns.push_back({name});
}

void add_rate(const std::optional<Interval>& rate, std::vector<Json>& cells) {
  cells.push_back(rate ? Json(rate->mean) : Json());
  cells.push_back(rate ? Json(rate->low) : Json());
  cells.push_back(rate ? Json(rate->high) : Json());
}

ChartAxis bits_axis(const char* title) { return {.title = title, .low = 0}; }

class Writer {
 public:
  Writer(const std::string& title, const Gnuplot& gnuplot) : gnuplot_(gnuplot), page_(title) {}

  std::string write(const std::vector<ReportSource>& sources) {
    compare_success(sources);
    compare_audits(sources);
    for (const auto& source : sources) {
      page_.heading(source.name);
      if (!source.runs.columns.empty()) tell_sweep(source);
      if (!source.audit.is_null()) tell_audit(source);
      if (source.runs.columns.empty() && !source.curves.empty())
        draw_curves(source, {RunGroup{"", {0}}});
    }
    return page_.text();
  }

 private:
  template <class Chart>
  void draw(const Chart& chart, const std::string& caption, int height = kHeight) {
    page_.figure(gnuplot_.svg(script(chart), caption, ++charts_, height), caption);
  }

  void compare_success(const std::vector<ReportSource>& sources) {
    IntervalChart chart{.grid = {.y = {"success rate", 0, 1}, .groups = {""}, .across = true},
                        .values = {{}}};
    Table table;
    add_names({"", "runs", "successes", "success rate", "from", "to"}, table);
    std::size_t sweeps = 0;
    for (const auto& source : sources) {
      if (source.runs.columns.empty()) continue;
      ++sweeps;
      for (const auto& group : groups_by(source, all_fields(source))) {
        const auto name = source.name + (group.label.empty() ? "" : ": " + group.label);
        chart.grid.places.push_back(name);
        chart.values[0].push_back(rate_of(source, group.rows));
        std::vector<Json> cells{name, group.rows.size(), successes_of(source, group.rows)};
        add_rate(chart.values[0].back(), cells);
        table.rows.push_back(std::move(cells));
      }
    }
    if (sweeps < 2) return;
    page_.heading("All sweeps");
    if (table.rows.size() <= kMostCompared)
      draw(chart, "Success rate of each sweep and combination, with Wilson's 95 % interval.",
           static_cast<int>(90 + 26 * table.rows.size()));
    page_.table(table, "Success rates with Wilson's 95 % intervals.");
  }

  void compare_audits(const std::vector<ReportSource>& sources) {
    std::vector<const ReportSource*> audited;
    for (const auto& source : sources)
      if (!source.audit.is_null()) audited.push_back(&source);
    if (audited.size() < 2) return;
    page_.heading("All audits");
    if (audited.size() <= kMostGroups) draw_findings(audited);
    Table table;
    add_names({"", "grade", "N", "Bob's bits wrong", "most gained, bits", "by"}, table);
    for (const auto* source : audited) {
      Json most;
      Json by;
      for (const auto& finding : source->audit.at("findings"))
        if (!finding.value("granted", false) &&
            (most.is_null() || finding.at("gain_bits") > most)) {
          most = finding.at("gain_bits");
          by = finding.at("attacker");
        }
      table.rows.push_back({source->name, source->audit.at("grade"), cell(source->bits),
                            source->audit.value("bob_bits_wrong", Json()), most, by});
    }
    page_.table(table, "What each audit comes to.");
  }

  void tell_sweep(const ReportSource& source) {
    const auto& runs = source.runs;
    const auto every = groups_by(source, {});
    if (every.empty()) return page_.paragraph("No run is reported yet.");
    const auto& rows = every.front().rows;
    std::size_t failed = 0;
    for (const double each : numbers_in(source, "failed", rows)) failed += each > 0 ? 1 : 0;
    std::string told = std::to_string(rows.size()) + " runs, " +
                       std::to_string(successes_of(source, rows)) + " of them with success, " +
                       std::to_string(failed) + " failed.";
    if (source.missing > 0) told += " " + std::to_string(source.missing) + " runs are missing.";
    page_.paragraph(told);
    const auto combinations = groups_by(source, all_fields(source));
    for (const auto& field : source.varied) draw_success(source, field);
    tell_combinations(source, combinations);
    for (const auto& field : source.varied) draw_steps(source, field);
    draw_readers(source, "_bits_wrong", "bits wrong",
                 "Bits wrong at the end, and of fresh attackers on the finished networks.",
                 source.bits ? std::optional(static_cast<double>(*source.bits) / 2) : std::nullopt);
    draw_readers(source, "_leak_bits", "learns at least, bits",
                 "What fresh attackers learn at least of a message, in bits.", std::nullopt);
    draw_readers(source, "_distance", "mean distance",
                 "Mean distances at the end, and on fresh examples.", std::nullopt);
    draw_readers(
        source, "_gain", "nearer by",
        "The share by which the nearest of the fresh attackers is nearer to what is hidden, to "
        "its sign and to its magnitude than without any message.",
        std::nullopt);
    tell_grades(source);
    if (!source.varied.empty()) tell_effects(source);
    if (!source.curves.empty()) draw_curves(source, combinations);
    if (find_column(runs, "error") && failed > 0) tell_failures(source);
  }

  /// The other fields than that one.
  static std::vector<const VariedField*> others(const ReportSource& source,
                                                const VariedField& field) {
    auto fields = all_fields(source);
    std::erase(fields, &field);
    return fields;
  }

  static Grid grid_of(const VariedField& field, const std::vector<RunGroup>& places,
                      const std::vector<RunGroup>& groups, const ChartAxis& y) {
    Grid grid{.y = y, .x_title = axis_title(field.name)};
    for (std::size_t i = 0; i < places.size(); ++i)
      grid.places.push_back(short_value(field.name, field.values[i]));
    for (const auto& group : groups) grid.groups.push_back(group.label);
    return grid;
  }

  void draw_success(const ReportSource& source, const VariedField& field) {
    const auto places = groups_by(source, {&field});
    const auto groups = few_groups(source, others(source, field));
    IntervalChart chart{.grid = grid_of(field, places, groups, {"success rate", 0, 1})};
    for (const auto& group : groups) {
      chart.values.emplace_back();
      for (const auto& place : places)
        chart.values.back().push_back(rate_of(source, common(place.rows, group.rows)));
    }
    draw(chart, "Success rate by " + spaced(field.name) + ", with Wilson's 95 % interval.");
  }

  void draw_steps(const ReportSource& source, const VariedField& field) {
    const auto column = find_column(source.runs, "main_steps_to_success");
    if (!column || numbers_in(source, *column, groups_by(source, {}).front().rows).empty()) return;
    const auto places = groups_by(source, {&field});
    const auto groups = few_groups(source, others(source, field));
    BoxChart chart{.grid = grid_of(field, places, groups, {"main steps to success", 0})};
    for (const auto& group : groups) {
      chart.samples.emplace_back();
      for (const auto& place : places)
        chart.samples.back().push_back(numbers_in(source, *column, common(place.rows, group.rows)));
    }
    draw(chart, "Steps of Alice and Bob to success by " + spaced(field.name) +
                    ", of the runs that had it: median, quartiles, 10 to 90 %.");
  }

  void tell_combinations(const ReportSource& source, const std::vector<RunGroup>& combinations) {
    Table table;
    for (const auto& field : source.varied) table.columns.push_back({spaced(field.name)});
    add_names({"runs", "successes", "success rate", "from", "to", "main steps, median",
               "lower quartile", "upper quartile"},
              table);
    auto readers = columns_ending(source.runs, "_bits_wrong");
    for (const auto& [name, column] : readers) table.columns.push_back({reader_name(name)});
    for (const auto& [end, title] :
         {std::pair{"_distance", ", distance"}, {"_gain", ", nearer by"}})
      for (const auto& each : columns_ending(source.runs, end)) {
        table.columns.push_back({reader_name(each.first) + title});
        readers.push_back(each);
      }
    for (const auto& group : combinations) {
      std::vector<Json> cells;
      for (const auto& field : source.varied)
        cells.emplace_back(value_in(source, field, group.rows.front()));
      cells.emplace_back(group.rows.size());
      cells.emplace_back(successes_of(source, group.rows));
      add_rate(rate_of(source, group.rows), cells);
      const auto steps = numbers_in(source, "main_steps_to_success", group.rows);
      for (const double share : {0.5, 0.25, 0.75}) cells.push_back(cell(quantile(steps, share)));
      for (const auto& [name, column] : readers)
        cells.push_back(cell(quantile(numbers_in(source, column, group.rows), 0.5)));
      table.rows.push_back(std::move(cells));
    }
    page_.table(table,
                "Success with Wilson's 95 % interval, steps of Alice and Bob to success, and "
                "medians of bits wrong and distances at the end.");
  }

  void draw_readers(const ReportSource& source, const std::string& end, const char* title,
                    const std::string& caption, std::optional<double> chance) {
    const auto readers = columns_ending(source.runs, end);
    if (readers.empty()) return;
    const auto groups = few_groups(source, all_fields(source));
    BoxChart chart{.grid = {.y = bits_axis(title), .chance = chance}};
    for (const auto& [name, column] : readers) chart.grid.places.push_back(reader_name(name));
    for (const auto& group : groups) {
      chart.grid.groups.push_back(group.label);
      chart.samples.emplace_back();
      for (const auto& [name, column] : readers)
        chart.samples.back().push_back(numbers_in(source, column, group.rows));
    }
    draw(chart, caption + " Median, quartiles, 10 to 90 %, over all runs" +
                    (groups.size() < groups_by(source, all_fields(source)).size()
                         ? ", all combinations together."
                         : "."));
  }

  void tell_grades(const ReportSource& source) {
    const auto column = find_column(source.runs, "audit_grade");
    if (!column) return;
    const auto count = [&](const char* grade) {
      return std::ranges::count_if(source.runs.rows,
                                   [&](const auto& row) { return row[*column] == grade; });
    };
    std::vector<const char*> grades{"hollow", "audited", "certified"};
    if (count("hidden") + count("told") > 0) grades = {"hidden", "told"};
    std::vector<std::string> parts;
    for (const auto* grade : grades) parts.push_back(std::to_string(count(grade)) + " " + grade);
    page_.paragraph("Worst grades of the runs' audits: " + joined(parts, ", ") + ".");
  }

  void tell_effects(const ReportSource& source) {
    HeatChart chart;
    std::vector<std::pair<std::string, std::size_t>> outcomes{
        {"success", *find_column(source.runs, "success")}};
    if (const auto steps = find_column(source.runs, "main_steps_to_success"))
      outcomes.emplace_back("main steps", *steps);
    for (const auto* end : {"_bits_wrong", "_leak_bits"})
      for (const auto& [name, column] : columns_ending(source.runs, end))
        outcomes.emplace_back(
            reader_name(name) + (end == std::string("_leak_bits") ? ", learns" : ""), column);
    for (const auto& [name, column] : outcomes) chart.columns.push_back(name);
    for (const auto& field : source.varied) {
      if (field.values.size() < 2) continue;
      chart.rows.push_back(field.name);
      chart.shares.emplace_back();
      for (const auto& [name, column] : outcomes) {
        std::vector<std::vector<double>> values;
        for (const auto& group : groups_by(source, {&field}))
          values.push_back(numbers_in(source, column, group.rows));
        chart.shares.back().push_back(explained_share(values));
      }
    }
    if (chart.rows.empty()) return;
    page_.subheading("What depends on which field");
    draw(chart,
         "Sensitivity: the share of an outcome's variance over all runs that goes with a field "
         "(adjusted R²). The rest are the other fields and the seeds.",
         static_cast<int>(120 + 60 * chart.rows.size()));
  }

  void draw_curves(const ReportSource& source, const std::vector<RunGroup>& combinations) {
    page_.subheading("Training");
    std::size_t drawn = 0;
    for (const auto& group : combinations) {
      std::vector<const Curve*> curves;
      for (const auto row : group.rows)
        if (const auto found = source.curves.find(row); found != source.curves.end())
          curves.push_back(&found->second);
      if (curves.empty() || drawn == kMostCurves) continue;
      ++drawn;
      BandChart bits{.y = bits_axis("bits wrong"), .x_title = "steps of Alice and Bob"};
      if (source.bits) bits.chance = static_cast<double>(*source.bits) / 2;
      BandChart distances{.y = {.title = "distance", .low = 0}, .x_title = bits.x_title};
      for (const auto& [name, values] : curves.front()->series) {
        const auto unit = source.units.find(name);
        auto& chart = unit != source.units.end() && unit->second == "distance" ? distances : bits;
        chart.names.push_back(name);
        chart.curves.push_back(bands(curves, name));
      }
      for (const auto& chart : {bits, distances})
        if (!chart.curves.empty())
          draw(chart, (group.label.empty() ? "" : group.label + ": ") +
                          (curves.size() == 1 ? "means over parts of the training."
                                              : "median, quartiles and 10 to 90 % over " +
                                                    std::to_string(curves.size()) +
                                                    " runs, as long as half of them train."));
    }
    if (combinations.size() > drawn && drawn == kMostCurves)
      page_.paragraph("The first " + std::to_string(drawn) + " of " +
                      std::to_string(combinations.size()) + " combinations are drawn.");
  }

  void tell_failures(const ReportSource& source) {
    Table table;
    add_names({"run", "seed", "exit code", "what it said last"}, table);
    const auto at = [&](const std::vector<Json>& row, const char* name) {
      const auto column = find_column(source.runs, name);
      return column ? row[*column] : Json();
    };
    for (const auto& row : source.runs.rows)
      if (at(row, "failed") == true || at(row, "failed") == 1)
        table.rows.push_back(
            {at(row, "index"), at(row, "seed"), at(row, "exit_code"), at(row, "error")});
    page_.table(table, "Runs that failed.");
  }

  /// Of several audits side by side, or of one.
  void draw_findings(const std::vector<const ReportSource*>& audits) {
    IntervalChart wrong{.grid = {.y = bits_axis("bits wrong")}};
    IntervalChart learned{.grid = {.y = bits_axis("learns at least, bits")}};
    std::set<std::int64_t> bits;
    for (const auto* audit : audits) {
      if (audit->bits) bits.insert(*audit->bits);
      for (const auto& finding : audit->audit.at("findings")) {
        const auto name = finding.at("attacker").get<std::string>();
        auto& readers = finding.contains("bits_wrong") ? wrong.grid.places : learned.grid.places;
        if (!std::ranges::count(readers, name)) readers.push_back(name);
        if (!std::ranges::count(learned.grid.places, name)) learned.grid.places.push_back(name);
      }
    }
    if (bits.size() == 1) wrong.grid.chance = static_cast<double>(*bits.begin()) / 2;
    for (const auto* audit : audits) {
      for (auto* chart : {&wrong, &learned}) {
        chart->grid.groups.push_back(audits.size() > 1 ? audit->name : "");
        chart->values.emplace_back(chart->grid.places.size());
      }
      for (const auto& finding : audit->audit.at("findings")) {
        const auto place = [&](const IntervalChart& chart) {
          return static_cast<std::size_t>(
              std::ranges::find(chart.grid.places, finding.at("attacker").get<std::string>()) -
              chart.grid.places.begin());
        };
        if (finding.contains("bits_wrong")) {
          const auto& ends = finding.at("bits_wrong_interval");
          wrong.values.back()[place(wrong)] =
              Interval{finding.at("bits_wrong"), ends.at(0), ends.at(1)};
        }
        const double least = finding.at("leak_bits_at_least");
        learned.values.back()[place(learned)] = Interval{least, least, least};
      }
    }
    if (!wrong.grid.places.empty())
      draw(wrong, "Bits wrong of attackers without the key, with 95 % intervals.");
    draw(learned, "What each attacker learns of a message at least, at 95 % confidence.");
  }

  void tell_audit(const ReportSource& source) {
    const auto& audit = source.audit;
    if (audit.contains("sentence") && audit.at("sentence").is_string())
      page_.paragraph(audit.at("sentence").get<std::string>());
    draw_findings({&source});
    Table table;
    add_names({"attacker", "reads", "minibatches", "bits wrong", "from", "to", "learns at least",
               "gains", ""},
              table);
    for (const auto& finding : audit.at("findings")) {
      const auto ends = finding.value("bits_wrong_interval", Json::array({nullptr, nullptr}));
      table.rows.push_back({finding.at("attacker"), finding.at("reads"), finding.at("minibatches"),
                            finding.value("bits_wrong", Json()), ends.at(0), ends.at(1),
                            finding.at("leak_bits_at_least"), finding.at("gain_bits"),
                            finding.value("granted", false)     ? "is granted more than a listener"
                            : finding.value("cut_short", false) ? "cut short"
                                                                : ""});
    }
    page_.table(table, "The panel. Bits are of N = " +
                           (source.bits ? std::to_string(*source.bits) : std::string("?")) + ".");
    Table precision;
    add_names({"bits sent of a number", "Bob, bits wrong", "linear, bits wrong"}, precision);
    for (const auto& each : audit.value("precision", Json::array()))
      precision.rows.push_back(
          {each.value("precision", 0) == 0 ? Json("all") : each.at("precision"),
           each.value("bob_bits_wrong", Json()), each.value("linear_bits_wrong", Json())});
    if (!precision.rows.empty())
      page_.table(precision, "The same ciphertexts, each number sent with fewer bits.");
  }

  const Gnuplot& gnuplot_;
  HtmlPage page_;
  int charts_ = 0;
};

}  // namespace

std::string report_page(const std::string& title, const std::vector<ReportSource>& sources,
                        const Gnuplot& gnuplot) {
  return Writer(title, gnuplot).write(sources);
}

}  // namespace sotto
