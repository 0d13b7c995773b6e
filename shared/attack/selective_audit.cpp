#include "shared/attack/selective_audit.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "shared/crypto/run_seeds.hpp"
#include "shared/tasks/audit_grade.hpp"
#include "shared/tasks/selective/normal_examples.hpp"
#include "shared/tasks/selective/yardsticks.hpp"

namespace sotto {
namespace {

/// Messages under which every key is tried.
constexpr std::int64_t kTriedMessages = 20'480;

double mean_of(const torch::Tensor& of) { return of.mean().item<double>(); }

/// What is heard, by a number of the stream.
using Drawn = std::function<Overheard(std::int64_t number)>;

HiddenFinding attack(HiddenAttacker& attacker, const Drawn& sample, const Budget& budget,
                     const SelectiveProgress& progress) {
  HiddenFinding finding{
      learn(
          attacker, [&](std::int64_t i) { return sample(kFirstAttacked + i); }, budget, progress),
      {},
      0};
  const auto began = std::chrono::steady_clock::now();
  double sum = 0;
  double squares = 0;
  double blind = 0;
  const auto held_out = budget.held_out / kAttackMinibatch;
  for (std::int64_t i = 0; i < held_out; ++i) {
    const auto heard = sample(kFirstHeldOut + i);
    const auto wanted = attacker.target(heard.hidden);
    const auto each = attacker.distances(attacker.guess(heard), wanted);
    sum += each.sum().item<double>();
    squares += each.square().sum().item<double>();
    // Of numbers uniform in (-1, 1) the median is 0, of their magnitudes 1/2.
    blind += attacker.reads == HiddenPart::sign        ? 0.5
             : attacker.reads == HiddenPart::magnitude ? mean_of((wanted - 0.5).abs())
                                                       : mean_of(wanted.abs());
  }
  const auto count = static_cast<double>(held_out * kAttackMinibatch);
  const double mean = sum / count;
  const double half = 1.96 * std::sqrt((squares / count - mean * mean) / count);
  finding.distance = {mean, mean - half, mean + half};
  finding.blind = blind / static_cast<double>(held_out);
  finding.seconds +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return finding;
}

/// Of each example the number of its bin, of `bins` equal ones in (-1, 1).
torch::Tensor bin_of(const torch::Tensor& values, std::int64_t bins) {
  return ((values + 1) * (0.5 * static_cast<double>(bins)))
      .floor()
      .clamp(0, static_cast<double>(bins - 1))
      .to(torch::kLong);
}

/// Bits that the first of two columns tells of the other, by a histogram; see SelectiveAudit.
double mutual_bits(const torch::Tensor& one, const torch::Tensor& other) {
  constexpr std::int64_t kBins = 32;
  // By ranks, so that every bin of the one holds as many.
  const auto ranks = one.argsort().argsort().to(torch::kDouble);
  const auto rank = ranks / static_cast<double>(one.numel()) * 2 - 1;
  const auto at = bin_of(rank, kBins) * kBins + bin_of(other, kBins);
  const auto joint = at.bincount({}, kBins * kBins).to(torch::kDouble).view({kBins, kBins}) /
                     static_cast<double>(one.numel());
  const auto apart = joint.sum(1, true) * joint.sum(0, true);
  const auto terms = torch::where(joint > 0, joint * torch::log2(joint / apart.clamp_min(1e-12)),
                                  torch::zeros_like(joint));
  const double bias =
      (kBins - 1) * (kBins - 1) / (2 * std::log(2.0) * static_cast<double>(one.numel()));
  return std::max(0.0, terms.sum().item<double>() - bias);
}

}  // namespace

const HiddenFinding& SelectiveAudit::best() const {
  return *std::ranges::min_element(findings, {}, [](const HiddenFinding& each) {
    return each.counts() ? each.distance.mean : 2.0;
  });
}

SelectiveAudit audit_selective(const SelectiveArchives& archives, std::int64_t seed,
                               const Budget& budget, const SelectiveProgress& progress) {
  const auto stream = NumberStream::public_stream(derive_run_seeds(seed).public_seed);
  const NormalExamples examples(stream);
  const Drawn sample = [&](std::int64_t number) {
    return overhear(archives, stream, number, draw_attacked(examples, number));
  };
  SelectiveAudit result{.budget = budget.name, .key_bits = archives.key_bits()};
  std::vector<torch::Tensor> published;
  std::vector<torch::Tensor> hidden;
  double bob = 0;
  const auto held_out = budget.held_out / kAttackMinibatch;
  for (std::int64_t i = 0; i < held_out; ++i) {
    const auto heard = sample(kFirstHeldOut + i);
    published.push_back(heard.heard.select(1, 0).clone());
    hidden.push_back(heard.hidden.select(1, 0));
    result.public_distance += mean_of((published.back() - heard.useful.select(1, 0)).abs());
    if (archives.with_bob())
      bob += mean_of((archives.read(heard.heard, heard.key) - heard.useful).abs());
  }
  result.public_distance /= static_cast<double>(held_out);
  if (archives.with_bob()) result.bob_distance = bob / static_cast<double>(held_out);
  result.public_bits = mutual_bits(torch::cat(published), torch::cat(hidden));
  for (auto& attacker : hidden_panel(1 + archives.key_bits(), stream))
    result.findings.push_back(attack(attacker, sample, budget, progress));
  std::vector<torch::Tensor> messages;
  for (std::int64_t i = 0; i < kTriedMessages / kAttackMinibatch; ++i)
    messages.push_back(draw_attacked(examples, kFirstMessages + i).seen);
  result.ciphertext = bound_ciphertext(archives, torch::cat(messages));
  return result;
}

std::string sentence(const SelectiveAudit& audit) {
  const auto& best = audit.best();
  auto text =
      "'" + best.attacker + "' comes nearest to C, to " + short_number(best.distance.mean, 3) +
      " on average, where the best guess without any "
      "message is " +
      short_number(best.blind, 3) + " away: " + short_number(100 * best.gain()) + " % nearer, " +
      (audit.hidden() ? "no more than " : "more than ") + short_number(100 * kHiddenGain, 0) +
      " %. The public estimate tells about " + short_number(audit.public_bits, 3) + " bits of C";
  if (audit.ciphertext)
    text += "; the ciphertext adds at most " + short_number(audit.ciphertext->at_most_bits, 3) +
            " bits, whoever attacks it (95 %)";
  return text + ".";
}

Json json_of(const SelectiveAudit& audit) {
  Json findings = Json::array();
  for (const auto& each : audit.findings)
    findings.push_back({{"attacker", each.attacker},
                        {"hears", each.hears},
                        {"reads", part_name(each.part, "C")},
                        {"minibatches", each.minibatches},
                        {"cut_short", each.cut_short},
                        {"seconds", each.seconds},
                        {"distance", each.distance.mean},
                        {"distance_interval", {each.distance.low, each.distance.high}},
                        {"blind", each.blind},
                        {"gain", each.gain()}});
  Json json{{"task", "selective"},
            {"budget", audit.budget},
            {"key_bits", audit.key_bits},
            {"bob_distance", audit.bob_distance ? Json(*audit.bob_distance) : Json()},
            {"public_distance", audit.public_distance},
            {"public_bits", audit.public_bits},
            {"findings", findings},
            {"best", audit.best().attacker},
            {"hidden", audit.hidden()},
            {"frontier_distance", frontier_at(audit.best().distance.mean).useful},
            {"verdict", sentence(audit)}};
  json["ciphertext"] = audit.ciphertext ? Json{{"messages", audit.ciphertext->tried},
                                               {"mean_bits", audit.ciphertext->mean_bits},
                                               {"at_most_bits", audit.ciphertext->at_most_bits}}
                                        : Json();
  return json;
}

}  // namespace sotto
