#include "server/observers/history_text.hpp"

namespace sotto {
namespace {

using protocol::write_integer;
using protocol::write_rounded;

std::vector<std::string> columns_of(const std::vector<std::string>& series) {
  std::vector<std::string> columns{"first", "step", "t"};
  for (const auto& name : series)
    for (const auto* part : {"_min", "_mean", "_max", "_count"}) columns.push_back(name + part);
  return columns;
}

/// By hand: thousands of rows of a dozen numbers. Where nothing was measured stands `absent`.
void append(std::string& text, const Spread& spread, std::string_view absent) {
  for (const double value : {spread.min, spread.count == 0 ? 0.0 : spread.mean(), spread.max}) {
    text += ',';
    if (spread.count == 0)
      text += absent;
    else
      write_rounded(text, value);
  }
  text += ',';
  write_integer(text, spread.count);
}

void append(std::string& text, const Bucket& bucket, std::size_t series, std::string_view absent) {
  write_integer(text, bucket.first);
  text += ',';
  write_integer(text, bucket.last);
  text += ',';
  write_rounded(text, bucket.t);
  for (std::size_t i = 0; i < series; ++i) append(text, bucket.series[i], absent);
}

}  // namespace

protocol::History history_message(const std::string& session, std::int64_t bits,
                                  const std::vector<std::string>& series,
                                  const std::vector<Bucket>& buckets) {
  protocol::History history{.session = session, .bits = bits, .columns = columns_of(series)};
  history.rows = "[";
  for (const auto& bucket : buckets) {
    history.rows += history.rows.size() == 1 ? "[" : ",[";
    append(history.rows, bucket, series.size(), "null");
    history.rows += ']';
  }
  history.rows += ']';
  if (!buckets.empty()) {
    history.first = buckets.front().first;
    history.last = buckets.back().last;
  }
  return history;
}

std::string history_csv(const std::vector<std::string>& series,
                        const std::vector<Bucket>& buckets) {
  std::string text;
  for (const auto& column : columns_of(series)) text += (text.empty() ? "" : ",") + column;
  text += '\n';
  for (const auto& bucket : buckets) {
    append(text, bucket, series.size(), "");
    text += '\n';
  }
  return text;
}

std::vector<std::string> series_names(const Task& task) {
  std::vector<std::string> names;
  for (const auto& series : task.series) names.push_back(series.name);
  return names;
}

}  // namespace sotto
