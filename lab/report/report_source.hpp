// What a report is made from: sweeps, and reports of trainings and audits.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "lab/report/curve.hpp"
#include "lab/report/table.hpp"

namespace sotto {

/// One sentence, for people: the file or directory is none that a report can be made from.
struct ReportSourceError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A field of the configuration as a sweep varied it.
struct VariedField {
  std::string name;
  std::size_t column = 0;           ///< of the runs
  std::vector<std::string> values;  ///< in the order in which they come
};

struct ReportSource {
  std::string name;  ///< of the file or the directory

  /// A sweep's runs, in the columns of docs/sweeps.md; without columns where it is none.
  Table runs;
  std::vector<VariedField> varied;
  std::size_t missing = 0;  ///< runs of its plan without a report

  /// Of the runs, by row, or of a single training, by 0.
  std::map<std::size_t, Curve> curves;
  /// Of the curves' series by name: bits_wrong or distance.
  std::map<std::string, std::string> units;

  /// The report of an audit; null where there is none.
  Json audit;
  /// N, where it is known and the same in all runs.
  std::optional<std::int64_t> bits;
};

/// A sweep's directory or its runs.csv; the JSON report of an audit, or of a training with curves
/// or an audit. Throws ReportSourceError.
ReportSource read_report_source(const std::filesystem::path& path);

/// The value of a varied field in a row of the runs.
std::string value_in(const ReportSource& source, const VariedField& field, std::size_t row);

}  // namespace sotto
