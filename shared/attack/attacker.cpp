#include "shared/attack/attacker.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "shared/attack/affine_attacker.hpp"
#include "shared/attack/model_attacker.hpp"

namespace sotto {
namespace {

std::invalid_argument unknown(std::string_view name) {
  std::string names;
  for (const auto& kind : attacker_kinds())
    names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return std::invalid_argument("no attacker '" + std::string(name) + "', expected one of " + names +
                               ", or other sizes, such as mlp384x384 (1 to 8 layers of 1 to 4096) "
                               "and paper-wide2 (1 to 16)");
}

/// "256x128" → 256, 128; "256" → two layers of 256. Empty where it is not such a text.
std::vector<std::int64_t> widths_of(std::string_view text) {
  std::vector<std::int64_t> widths;
  while (!text.empty()) {
    const auto end = std::min(text.find('x'), text.size());
    std::int64_t width = 0;
    const auto [at, fault] = std::from_chars(text.data(), text.data() + end, width);
    if (fault != std::errc() || at != text.data() + end || width < 1 || width > 4096) return {};
    widths.push_back(width);
    if (end + 1 == text.size()) return {};
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (widths.size() == 1) widths.push_back(widths[0]);
  return widths.size() <= 8 ? widths : std::vector<std::int64_t>{};
}

/// "4" → 4; 0 where it is no number from 1 to 16.
std::int64_t scale_of(std::string_view text) {
  std::int64_t scale = 0;
  const auto [at, fault] = std::from_chars(text.data(), text.data() + text.size(), scale);
  const bool whole = fault == std::errc() && at == text.data() + text.size();
  return whole && scale >= 1 && scale <= 16 ? scale : 0;
}

bool takes(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// Takes "leak4-" or "reuse-" off the name.
Grant grant_of(std::string_view& name, std::int64_t bits) {
  Grant grant;
  if (takes(name, "reuse-")) {
    grant.reused_key = true;
  } else if (name.starts_with("leak")) {
    const auto dash = name.find('-');
    const auto* first = name.data() + 4;
    if (dash == name.npos) return grant;
    const auto [at, fault] = std::from_chars(first, name.data() + dash, grant.key_bits);
    if (fault != std::errc() || at != name.data() + dash || grant.key_bits < 1 ||
        grant.key_bits > bits)
      throw std::invalid_argument("'" + std::string(name) + "' must leak 1 to " +
                                  std::to_string(bits) + " key bits, e.g. leak4-mlp256");
    name.remove_prefix(dash + 1);
  }
  return grant;
}

}  // namespace

std::unique_ptr<Attacker> make_attacker(std::string_view name, std::int64_t bits,
                                        const NumberStream& stream) {
  auto rest = name;
  ModelAttackerSpec spec;
  spec.grant = grant_of(rest, bits);
  spec.model = ModelKind::perceptron;
  if (rest == "affine" && spec.grant.none()) return std::make_unique<AffineAttacker>(bits);
  if (rest == "linear") {
    spec.model = ModelKind::linear;
  } else if (rest == "logistic") {
    spec.model = ModelKind::logistic;
  } else if (rest == "neighbour") {
    spec.model = ModelKind::neighbour;
  } else if (rest == "paper" && spec.grant.none()) {
    spec.model = ModelKind::paper;
  } else if (rest.starts_with("paper-") && spec.grant.none()) {
    spec.model = ModelKind::wide_deep_paper;
    spec.share = 0.5;
    if (takes(rest, "paper-wide"))
      spec.scale.width = scale_of(rest);
    else if (takes(rest, "paper-deep"))
      spec.scale.depth = scale_of(rest);
    else
      throw unknown(name);
    if (scale_of(rest) == 0) throw unknown(name);
  } else if (rest == "distinguisher" && spec.grant.none()) {
    spec.grant.chosen_pair = true;
    spec.question = Question::choice;
    spec.widths = {256, 256};
    spec.share = 0.25;
  } else {
    if (takes(rest, "amplitudes")) {
      spec.view = View::amplitudes;
      spec.share = 0.5;
    } else if (takes(rest, "signs")) {
      spec.view = View::signs;
      spec.share = 0.5;
    } else if (takes(rest, "pairs")) {
      spec.question = Question::pairs;
      spec.view = View::values_and_products;
      spec.share = 0.5;
    } else if (!takes(rest, "mlp")) {
      throw unknown(name);
    }
    spec.widths = widths_of(rest);
    if (spec.widths.empty()) throw unknown(name);
  }
  return std::make_unique<ModelAttacker>(spec, bits, stream);
}

std::unique_ptr<Attacker> make_key_reader(std::int64_t bits, const NumberStream& stream) {
  ModelAttackerSpec spec;
  spec.grant.plaintext_for_key = true;
  spec.model = ModelKind::perceptron;
  spec.question = Question::key;
  spec.view = View::products_with_plaintext;
  spec.widths = {512};
  return std::make_unique<ModelAttacker>(spec, bits, stream);
}

torch::Tensor products(const torch::Tensor& bits, std::span<const Form> forms) {
  std::vector<torch::Tensor> columns;
  columns.reserve(forms.size());
  for (const auto& form : forms) {
    torch::Tensor column;
    for (std::int64_t i = 0; i < bits.size(1); ++i) {
      if (!form[static_cast<std::size_t>(i)]) continue;
      const auto bit = bits.select(1, i);
      column = column.defined() ? column * bit : bit;
    }
    columns.push_back(column.defined() ? column : torch::ones({bits.size(0)}));
  }
  return columns.empty() ? torch::empty({bits.size(0), 0}) : torch::stack(columns, 1);
}

}  // namespace sotto
