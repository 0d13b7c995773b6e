#include "shared/attack/table_rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "shared/crypto/run_seeds.hpp"

namespace sotto {
namespace {

/// Keys of other numbers than those of the audit.
constexpr std::int64_t kFirstOfRows = std::int64_t{1} << 45;

Examples rows_of(const DataTable& table, std::int64_t first, std::int64_t count) {
  const auto part = [&](const std::vector<float>& values, std::int64_t columns) {
    // from_blob takes no const; what comes out is only ever read.
    return torch::from_blob(const_cast<float*>(values.data()) + first * columns, {count, columns});
  };
  return {part(table.values, std::ssize(table.inputs)), part(table.hide, 1), part(table.reveal, 1)};
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == text.npos) return text;
  std::string result = "\"";
  for (const char each : text) {
    if (each == '"') result += '"';
    result += each;
  }
  return result + '"';
}

/// The shortest text that reads as the same number.
void append(std::string& text, float value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(",").append(digits.data(), end);
}

bool is_hidden(const DataTable& table, std::size_t input) {
  return input >= table.first_hidden_input &&
         input < table.first_hidden_input + table.hidden_inputs;
}

std::string header(const DataTable& table, std::int64_t key_bits, bool with_bob) {
  std::string text = "row,split,hidden,useful,estimate";
  if (with_bob) text += ",bob";
  for (std::int64_t i = 1; i <= key_bits; ++i) text += ",c" + std::to_string(i);
  for (std::size_t i = 0; i < table.inputs.size(); ++i)
    if (!is_hidden(table, i)) text += "," + quoted("input " + table.inputs[i]);
  return text + "\n";
}

}  // namespace

Examples training_rows(const DataTable& table) { return rows_of(table, 0, table.training); }

Examples held_out_rows(const DataTable& table) {
  return rows_of(table, table.training, table.rows - table.training);
}

std::string table_rows(const SelectiveArchives& archives, const DataTable& table,
                       std::int64_t seed) {
  const auto stream = NumberStream::public_stream(derive_run_seeds(seed).public_seed);
  const auto inputs = table.inputs.size();
  const auto repeats = std::max<std::int64_t>(1, kRowLines / table.rows);
  auto text = header(table, archives.key_bits(), archives.with_bob());
  for (std::int64_t repeat = 0; repeat < repeats; ++repeat) {
    const auto all =
        overhear(archives, stream, kFirstOfRows + repeat, rows_of(table, 0, table.rows));
    const auto bob = archives.with_bob() ? archives.read(all.heard, all.key) : torch::Tensor();
    const auto* heard = all.heard.data_ptr<float>();
    for (std::int64_t row = 0; row < table.rows; ++row) {
      const auto at = static_cast<std::size_t>(row);
      text += std::to_string(row) + (row < table.training ? ",training" : ",held_out");
      append(text, table.hide[at]);
      append(text, table.reveal[at]);
      append(text, *heard++);
      if (bob.defined()) append(text, bob.data_ptr<float>()[row]);
      for (std::int64_t i = 0; i < archives.key_bits(); ++i) append(text, *heard++);
      for (std::size_t i = 0; i < inputs; ++i)
        if (!is_hidden(table, i)) append(text, table.values[at * inputs + i]);
      text += '\n';
    }
  }
  return text;
}

}  // namespace sotto
