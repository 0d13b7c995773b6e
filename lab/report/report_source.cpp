#include "lab/report/report_source.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "lab/sweep/sweep_directory.hpp"
#include "lab/sweep/sweep_table.hpp"
#include "shared/tasks/registry.hpp"
#include "shared/tasks/selective/selective.hpp"

namespace sotto {
namespace {

void take_units(const Json& config, ReportSource& source) {
  const auto* task = find_task(config.value("task", ""));
  if (task == nullptr) return;  // of another version: bits, as in most
  for (const auto& series : task->series) source.units[series.name] = series.unit;
}

constexpr auto kExpected =
    "expected a sweep's directory, its runs.csv, or the JSON report of an audit or a training";

ReportSourceError unfit(const std::filesystem::path& path, const std::string& why) {
  return ReportSourceError("'" + path.string() + "' " + why);
}

std::string whole_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) throw unfit(path, "cannot be read");
  return text.str();
}

/// The columns between the seed and what came of it.
void find_varied(const std::filesystem::path& path, ReportSource& source) {
  const auto& runs = source.runs;
  const auto seed = find_column(runs, "seed");
  const auto failed = find_column(runs, "failed");
  if (!seed || !failed || *failed <= *seed || !find_column(runs, "success"))
    throw unfit(path, std::string("is not the runs.csv of a sweep, ") + kExpected);
  for (auto column = *seed + 1; column < *failed; ++column) {
    source.varied.push_back({runs.columns[column].name, column, {}});
    for (std::size_t row = 0; row < runs.rows.size(); ++row) {
      auto& values = source.varied.back().values;
      const auto value = value_in(source, source.varied.back(), row);
      if (!std::ranges::count(values, value)) values.push_back(value);
    }
  }
}

void read_sweep(const std::filesystem::path& path, ReportSource& source) {
  const SweepDirectory directory(path);
  const auto plan = directory.plan();
  validate(plan);
  const SweepRows sweep(plan);
  std::vector<SweepRow> rows;
  std::set<std::int64_t> bits;
  for (const auto& run : plan.runs()) {
    if (!directory.is_done(run.index)) {
      ++source.missing;
      continue;
    }
    const auto record = directory.record(run.index);
    rows.push_back(sweep.row(run, record));
    const auto& report = record.at("report");
    if (report.is_null()) continue;
    bits.insert(report.at("config").at("bits").get<std::int64_t>());
    take_units(report.at("config"), source);
    if (report.contains("curves"))
      source.curves[rows.size() - 1] = curve_from_json(report.at("curves"));
  }
  source.runs = run_table(sweep, rows);
  if (bits.size() == 1) source.bits = *bits.begin();
  find_varied(path, source);
}

/// Throws Json::exception where something that a report shows is missing or of another type.
void check_finding(const Json& finding) {
  for (const auto* text : {"attacker", "reads"}) finding.at(text).get<std::string>();
  for (const auto* number : {"minibatches", "leak_bits_at_least", "gain_bits"})
    finding.at(number).get<double>();
  if (!finding.contains("bits_wrong")) return;
  finding.at("bits_wrong").get<double>();
  for (const auto end : {0, 1}) finding.at("bits_wrong_interval").at(end).get<double>();
}

void take_audit(const Json& audit, ReportSource& source) {
  source.audit = audit;
  for (const auto& finding : source.audit.at("findings")) check_finding(finding);
}

void read_json_report(const std::filesystem::path& path, const std::string& text,
                      ReportSource& source) {
  const auto object = parse_object(text);
  if (object.contains("findings") && object.value("task", "") == kSelective)
    throw unfit(path,
                "is of an audit of task selective, expected one of bits: of selective, a "
                "report shows sweeps alone");
  if (object.contains("findings") && object.contains("grade")) take_audit(object, source);
  if (object.contains("audit") && object.at("audit").is_object() &&
      object.at("audit").contains("findings"))
    take_audit(object.at("audit"), source);
  if (object.contains("curves")) source.curves[0] = curve_from_json(object.at("curves"));
  if (source.audit.is_null() && source.curves.empty())
    throw unfit(path, "tells of no audit and has no curves (sotto-lab train --curves keeps them)");
  if (object.contains("config")) {
    source.bits = object.at("config").at("bits").get<std::int64_t>();
    take_units(object.at("config"), source);
  }
  if (source.audit.contains("bits")) source.bits = source.audit.at("bits").get<std::int64_t>();
}

}  // namespace

std::string value_in(const ReportSource& source, const VariedField& field, std::size_t row) {
  const auto& cell = source.runs.rows.at(row).at(field.column);
  return cell.is_string() ? cell.get<std::string>() : cell.dump();
}

ReportSource read_report_source(const std::filesystem::path& path) {
  ReportSource source;
  source.name =
      path.has_filename() ? path.filename().string() : path.parent_path().filename().string();
  if (!std::filesystem::exists(path)) throw unfit(path, std::string("is not there, ") + kExpected);
  try {
    if (std::filesystem::is_directory(path)) {
      read_sweep(path, source);
      return source;
    }
    const auto text = whole_text(path);
    if (text.find_first_not_of(" \t\r\n") != text.npos &&
        text[text.find_first_not_of(" \t\r\n")] == '{') {
      read_json_report(path, text, source);
    } else {
      source.runs = table_from_csv(text);
      find_varied(path, source);
    }
  } catch (const ReportSourceError&) {
    throw;
  } catch (const SweepError& error) {
    throw ReportSourceError(error.what());
  } catch (const std::exception& error) {
    throw unfit(path, std::string("cannot be made a report from: ") + error.what());
  }
  return source;
}

}  // namespace sotto
