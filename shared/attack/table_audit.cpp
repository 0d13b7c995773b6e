#include "shared/attack/table_audit.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "shared/attack/selective_audit.hpp"
#include "shared/attack/table_rows.hpp"
#include "shared/crypto/run_seeds.hpp"
#include "shared/tasks/audit_grade.hpp"
#include "shared/tasks/selective/table_examples.hpp"

namespace sotto {
namespace {

/// Rows under which every key is tried.
constexpr std::int64_t kMostTriedRows = 20'480;

/// Of each row, over the keys it was sent under.
class RowMeans {
 public:
  void add(const torch::Tensor& distances) {
    sum_ = sum_.defined() ? sum_ + distances : distances.clone();
    ++count_;
  }
  /// [R, 1]
  torch::Tensor means() const { return sum_ / static_cast<double>(count_); }

 private:
  torch::Tensor sum_;
  int count_ = 0;
};

Interval interval_of(double mean, const torch::Tensor& deviations) {
  const auto n = static_cast<double>(deviations.numel());
  const double half = 1.96 * std::sqrt(deviations.square().sum().item<double>() / (n - 1) / n);
  return {mean, mean - half, mean + half};
}

/// `distances` of each row that is held out, `blind` those of the median.
RowFigure figure_of(const torch::Tensor& distances, const torch::Tensor& blind, double training) {
  const double distance = distances.mean().item<double>();
  const double without = blind.mean().item<double>();
  RowFigure figure{.distance = interval_of(distance, distances - distance),
                   .training = training,
                   .blind = without,
                   .nearer = {0, -1, 1}};
  if (without == 0) return figure;
  // By the delta method: rows that are far from the median are far from most guesses, too.
  const double ratio = distance / without;
  figure.nearer = interval_of(1 - ratio, (distances - ratio * blind) / without);
  return figure;
}

torch::Tensor away(const torch::Tensor& guess, const torch::Tensor& from) {
  return (guess - from).abs().to(torch::kDouble);
}

class TableAuditor {
 public:
  TableAuditor(const SelectiveArchives& archives, const std::shared_ptr<const OwnTable>& table,
               std::int64_t seed, const Budget& budget)
      : archives_(archives),
        stream_(NumberStream::public_stream(derive_run_seeds(seed).public_seed)),
        source_(std::shared_ptr<const DataTable>(table, &table->data), stream_),
        budget_(budget),
        training_(training_rows(table->data)),
        held_out_(held_out_rows(table->data)),
        keys_(std::max<std::int64_t>(1, budget.held_out / held_out_.hidden.size(0))) {}

  std::int64_t keys() const { return keys_; }
  const Examples& held_out() const { return held_out_; }
  bool two_values() const {
    return training_.hidden.abs().eq(training_.hidden[0].abs()).all().item<bool>();
  }

  /// Of what is revealed; `guess` makes [R, 1] of what is heard.
  template <class Guess>
  RowFigure useful(Guess&& guess) const {
    RowMeans means;
    for_each_key([&](const Overheard& heard) { means.add(away(guess(heard), heard.useful)); });
    const auto trained = sent_once(training_);
    const auto median = training_.useful.median();
    return figure_of(means.means(), away(median, held_out_.useful),
                     away(guess(trained), trained.useful).mean().template item<double>());
  }

  TableFinding attack(HiddenAttacker& attacker, const SelectiveProgress& progress) const {
    TableFinding finding{learn(
                             attacker,
                             [&](std::int64_t i) {
                               const auto number = kFirstAttacked + i;
                               return overhear(archives_, stream_, number,
                                               draw_attacked(source_, number));
                             },
                             budget_, progress),
                         false,
                         {}};
    const auto began = std::chrono::steady_clock::now();
    const auto wanted = attacker.target(held_out_.hidden);
    RowMeans means;
    for_each_key([&](const Overheard& heard) {
      means.add(attacker.distances(attacker.guess(heard), wanted));
    });
    const auto known = attacker.target(training_.hidden);
    const auto blind = attacker.distances(torch::full_like(wanted, known.median().item()), wanted);
    const auto trained = attacker.distances(attacker.guess(sent_once(training_)), known);
    finding.figure = figure_of(means.means(), blind, trained.mean().item<double>());
    finding.counts = attacker.reads == HiddenPart::number ||
                     (attacker.reads == HiddenPart::sign && two_values());
    finding.seconds +=
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return finding;
  }

 private:
  template <class Take>
  void for_each_key(Take&& take) const {
    for (std::int64_t i = 0; i < keys_; ++i)
      take(overhear(archives_, stream_, kFirstHeldOut + i, held_out_));
  }
  Overheard sent_once(const Examples& examples) const {
    return overhear(archives_, stream_, kFirstMessages, examples);
  }

  const SelectiveArchives& archives_;
  NumberStream stream_;
  TableExamples source_;
  Budget budget_;
  Examples training_;
  Examples held_out_;
  std::int64_t keys_;
};

std::string percent(double share) { return short_number(100 * share); }

Json json_of(const RowFigure& figure) {
  return {{"distance", figure.distance.mean},
          {"distance_interval", {figure.distance.low, figure.distance.high}},
          {"training_distance", figure.training},
          {"blind", figure.blind},
          {"gain", figure.nearer.mean},
          {"gain_interval", {figure.nearer.low, figure.nearer.high}}};
}

}  // namespace

const TableFinding& TableAudit::best() const {
  return *std::ranges::max_element(findings, {}, [](const TableFinding& each) {
    return each.counts ? each.figure.nearer.mean : -2.0;
  });
}

TableVerdict TableAudit::verdict() const {
  const auto any = [&](double Interval::*end) {
    return std::ranges::any_of(findings, [&](const TableFinding& each) {
      return each.counts && each.figure.nearer.*end > kHiddenGain;
    });
  };
  if (any(&Interval::low)) return TableVerdict::told;
  return any(&Interval::high) ? TableVerdict::undecided : TableVerdict::hidden;
}

TableAudit audit_table(const SelectiveArchives& archives, std::shared_ptr<const OwnTable> table,
                       std::int64_t seed, const Budget& budget, const SelectiveProgress& progress) {
  const TableAuditor auditor(archives, table, seed, budget);
  const auto& data = table->data;
  TableAudit result{.budget = budget.name,
                    .reveal = table->columns.reveal,
                    .hide = table->columns.hide,
                    .key_bits = archives.key_bits(),
                    .rows = data.rows,
                    .held_out = data.rows - data.training,
                    .keys = auditor.keys()};
  result.estimate =
      auditor.useful([](const Overheard& heard) { return heard.heard.narrow(1, 0, 1); });
  if (archives.with_bob())
    result.bob = auditor.useful(
        [&](const Overheard& heard) { return archives.read(heard.heard, heard.key); });
  const auto stream = NumberStream::public_stream(derive_run_seeds(seed).public_seed);
  for (auto& attacker : hidden_panel(1 + archives.key_bits(), stream)) {
    if (attacker.reads == HiddenPart::magnitude && auditor.two_values()) continue;
    result.findings.push_back(auditor.attack(attacker, progress));
  }
  const auto& messages = auditor.held_out().seen;
  result.ciphertext =
      bound_ciphertext(archives, messages.narrow(0, 0, std::min(messages.size(0), kMostTriedRows)));
  return result;
}

std::string sentence(const TableAudit& audit) {
  const auto& best = audit.best();
  const auto& nearer = best.figure.nearer;
  const auto limit = short_number(100 * kHiddenGain, 0) + " %";
  const auto bounds = "between " + percent(nearer.low) + " and " + percent(nearer.high) + " %";
  auto text = "On the " + std::to_string(audit.held_out) + " rows that nobody has learned from, '" +
              best.attacker + "' comes nearest to '" + audit.hide + "', to " +
              short_number(best.figure.distance.mean, 3) +
              " on average, where the median of the other rows is " +
              short_number(best.figure.blind, 3) + " away: " + percent(nearer.mean) +
              " % nearer, by so many rows " + bounds + " (95 %). ";
  switch (audit.verdict()) {
    case TableVerdict::hidden:
      text += "So nobody of the panel is more than " + limit + " nearer";
      break;
    case TableVerdict::told:
      text += "So somebody of the panel is more than " + limit + " nearer";
      break;
    case TableVerdict::undecided:
      text += "Whether somebody of the panel is more than " + limit +
              " nearer, so few rows do not tell";
      break;
  }
  if (audit.ciphertext)
    text += "; of rows like these the ciphertext tells at most " +
            short_number(audit.ciphertext->at_most_bits, 3) +
            " bits beyond the public estimate, whoever attacks it (95 %)";
  return text + ".";
}

Json json_of(const TableAudit& audit) {
  Json findings = Json::array();
  for (const auto& each : audit.findings) {
    auto finding = json_of(each.figure);
    finding.update({{"attacker", each.attacker},
                    {"hears", each.hears},
                    {"reads", part_name(each.part, audit.hide)},
                    {"counts", each.counts},
                    {"minibatches", each.minibatches},
                    {"cut_short", each.cut_short},
                    {"seconds", each.seconds}});
    findings.push_back(std::move(finding));
  }
  Json json{{"task", "selective"},
            {"budget", audit.budget},
            {"reveal", audit.reveal},
            {"hide", audit.hide},
            {"key_bits", audit.key_bits},
            {"rows", audit.rows},
            {"held_out_rows", audit.held_out},
            {"keys_per_row", audit.keys},
            {"bob", audit.bob ? json_of(*audit.bob) : Json()},
            {"public", json_of(audit.estimate)},
            {"findings", findings},
            {"best", audit.best().attacker},
            {"outcome", name(audit.verdict())},
            {"verdict", sentence(audit)}};
  json["ciphertext"] = audit.ciphertext ? Json{{"messages", audit.ciphertext->tried},
                                               {"mean_bits", audit.ciphertext->mean_bits},
                                               {"at_most_bits", audit.ciphertext->at_most_bits}}
                                        : Json();
  return json;
}

}  // namespace sotto
