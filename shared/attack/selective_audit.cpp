#include "shared/attack/selective_audit.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>

#include "shared/attack/attacker_models.hpp"
#include "shared/crypto/run_seeds.hpp"
#include "shared/tasks/audit_grade.hpp"
#include "shared/tasks/selective/examples.hpp"
#include "shared/tasks/selective/yardsticks.hpp"

namespace sotto {
namespace {

/// Far beyond the steps of any session with the same seed: its examples are not attacked.
constexpr std::int64_t kFirstAttacked = std::int64_t{1} << 42;
constexpr std::int64_t kFirstHeldOut = std::int64_t{1} << 43;
constexpr std::int64_t kFirstMessages = std::int64_t{1} << 44;
/// Messages under which every key is tried.
constexpr std::int64_t kTriedMessages = 20'480;
constexpr std::int64_t kMostKeyBitsToTry = 10;

/// A minibatch of examples, and what is heard of them.
struct Overheard {
  torch::Tensor hidden;  ///< [B, 1]
  torch::Tensor useful;  ///< [B, 1]
  torch::Tensor key;     ///< [B, N]
  torch::Tensor heard;   ///< [B, 1 + N]
};

class OverheardSamples {
 public:
  OverheardSamples(const SelectiveArchives& archives, const NumberStream& stream)
      : archives_(archives), stream_(stream) {}

  torch::Tensor seen(std::int64_t number, torch::Tensor& hidden, torch::Tensor& useful) const {
    auto values = torch::empty({kAttackMinibatch, kSeenValues});
    hidden = torch::empty({kAttackMinibatch, 1});
    useful = torch::empty({kAttackMinibatch, 1});
    const auto all = [](torch::Tensor& of) {
      return std::span(of.data_ptr<float>(), static_cast<std::size_t>(of.numel()));
    };
    draw_examples(stream_, number, {all(values), all(hidden), all(useful)});
    return values;
  }

  Overheard at(std::int64_t number) const {
    Overheard sample;
    const auto values = seen(number, sample.hidden, sample.useful);
    sample.key = torch::empty({kAttackMinibatch, archives_.key_bits()});
    stream_.fill_bits(Purpose::attack_key, number,
                      {sample.key.data_ptr<float>(), static_cast<std::size_t>(sample.key.numel())});
    sample.heard =
        torch::cat({archives_.publish(values), archives_.encrypt(values, sample.key)}, 1);
    return sample;
  }

 private:
  const SelectiveArchives& archives_;
  const NumberStream& stream_;
};

enum class Reads { number, sign, magnitude };

/// An attacker before it has begun.
struct Plan {
  std::string name;
  std::string hears;
  Reads reads;
  std::unique_ptr<Model> model;
};

std::vector<Plan> panel(std::int64_t heard, const NumberStream& stream) {
  std::vector<Plan> plans;
  std::int64_t number = 0;
  const auto perceptron = [&](std::int64_t inputs, std::vector<std::int64_t> hidden) {
    hidden.insert(hidden.begin(), inputs);
    hidden.push_back(1);
    number += 8;  // blocks of first weights of its own
    return std::make_unique<PerceptronModel>(hidden, stream, number, PerceptronLoss::mean_distance);
  };
  const auto add = [&](std::string name, std::string hears, Reads reads,
                       std::unique_ptr<Model> model) {
    plans.push_back({std::move(name), std::move(hears), reads, std::move(model)});
  };
  const std::string both = "both";
  add("linear", both, Reads::number, std::make_unique<LinearModel>());
  add("logistic", both, Reads::sign, std::make_unique<LogisticModel>());
  for (const auto* eve : {"eve-1", "eve-2", "eve-3"})
    add(eve, both, Reads::number, perceptron(heard, {48, 48}));
  add("mlp256", both, Reads::number, perceptron(heard, {256, 256}));
  add("mlp384x384x384", both, Reads::number, perceptron(heard, {384, 384, 384}));
  add("estimate256", "public estimate", Reads::number, perceptron(1, {256, 256}));
  add("ciphertext256", "ciphertext", Reads::number, perceptron(heard - 1, {256, 256}));
  add("magnitude256", both, Reads::magnitude, perceptron(heard, {256, 256}));
  return plans;
}

torch::Tensor features(const Plan& plan, const Overheard& sample) {
  if (plan.hears == "public estimate") return sample.heard.narrow(1, 0, 1).contiguous();
  if (plan.hears == "ciphertext")
    return sample.heard.narrow(1, 1, sample.heard.size(1) - 1).contiguous();
  return sample.heard;
}

torch::Tensor target(const Plan& plan, const Overheard& sample) {
  switch (plan.reads) {
    case Reads::number:
      return sample.hidden;
    case Reads::sign:
      return torch::where(sample.hidden < 0, -torch::ones_like(sample.hidden),
                          torch::ones_like(sample.hidden));
    case Reads::magnitude:
      return sample.hidden.abs();
  }
  return {};
}

torch::Tensor distances(const Plan& plan, const torch::Tensor& guess, const torch::Tensor& target) {
  if (plan.reads == Reads::sign) return (guess * target).le(0).to(torch::kDouble);
  return (guess.to(torch::kDouble).clamp(-1, 1) - target).abs();
}

double mean_of(const torch::Tensor& of) { return of.mean().item<double>(); }

std::string what(Reads reads) {
  return reads == Reads::number ? "C" : reads == Reads::sign ? "sign of C" : "|C|";
}

HiddenFinding attack(Plan& plan, const OverheardSamples& samples, const Budget& budget,
                     const SelectiveProgress& progress) {
  HiddenFinding finding{.attacker = plan.name, .hears = plan.hears, .reads = what(plan.reads)};
  const auto began = std::chrono::steady_clock::now();
  const auto passed = [&] { return std::chrono::steady_clock::now() - began; };
  for (std::int64_t i = 0; i < budget.minibatches && !finding.cut_short; ++i) {
    const auto sample = samples.at(kFirstAttacked + i);
    plan.model->learn(features(plan, sample), target(plan, sample),
                      static_cast<double>(i) / static_cast<double>(budget.minibatches));
    finding.minibatches = i + 1;
    finding.cut_short = passed() > budget.attackers_s && i + 1 < budget.minibatches;
    if (progress) progress(plan.name, i, budget.minibatches);
  }
  plan.model->finish();
  double sum = 0;
  double squares = 0;
  double blind = 0;
  const auto held_out = budget.held_out / kAttackMinibatch;
  for (std::int64_t i = 0; i < held_out; ++i) {
    const auto sample = samples.at(kFirstHeldOut + i);
    const auto wanted = target(plan, sample);
    const auto each = distances(plan, plan.model->guess(features(plan, sample)), wanted);
    sum += each.sum().item<double>();
    squares += each.square().sum().item<double>();
    // Of numbers uniform in (-1, 1) the median is 0, of their magnitudes 1/2.
    blind += plan.reads == Reads::sign        ? 0.5
             : plan.reads == Reads::magnitude ? mean_of((wanted - 0.5).abs())
                                              : mean_of(wanted.abs());
  }
  const auto count = static_cast<double>(held_out * kAttackMinibatch);
  const double mean = sum / count;
  const double half = 1.96 * std::sqrt((squares / count - mean * mean) / count);
  finding.distance = {mean, mean - half, mean + half};
  finding.blind = blind / static_cast<double>(held_out);
  finding.seconds = std::chrono::duration<double>(passed()).count();
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

/// Every key, [2^N, N].
torch::Tensor every_key(std::int64_t bits) {
  const auto numbers = torch::arange(std::int64_t{1} << bits).unsqueeze(1);
  const auto places = torch::arange(bits).unsqueeze(0);
  return (numbers.bitwise_right_shift(places).bitwise_and(1) * 2 - 1).to(torch::kFloat);
}

std::optional<CiphertextBound> bound_of(const SelectiveArchives& archives,
                                        const OverheardSamples& samples) {
  const auto bits = archives.key_bits();
  if (bits > kMostKeyBitsToTry) return std::nullopt;
  const auto keys = every_key(bits);
  const auto places = torch::pow(2, torch::arange(bits)).to(torch::kLong);
  double sum = 0;
  double squares = 0;
  CiphertextBound bound;
  for (std::int64_t number = 0; bound.tried < kTriedMessages; ++number) {
    torch::Tensor hidden;
    torch::Tensor useful;
    const auto seen = samples.seen(kFirstMessages + number, hidden, useful);
    for (std::int64_t i = 0; i < seen.size(0); ++i) {
      const auto one = seen.narrow(0, i, 1).expand({keys.size(0), kSeenValues}).contiguous();
      const auto sent = archives.encrypt(one, keys);
      if (!sent.abs().eq(1).all().item<bool>()) return std::nullopt;  // no hard bits
      const auto counts = (sent.gt(0).to(torch::kLong) * places)
                              .sum(1)
                              .bincount({}, keys.size(0))
                              .to(torch::kDouble);
      const auto share = counts / static_cast<double>(keys.size(0));
      const double entropy = -torch::where(share > 0, share * torch::log2(share.clamp_min(1e-12)),
                                           torch::zeros_like(share))
                                  .sum()
                                  .item<double>();
      const double tells = std::max(0.0, static_cast<double>(bits) - entropy);
      sum += tells;
      squares += tells * tells;
    }
    bound.tried += seen.size(0);
  }
  const auto n = static_cast<double>(bound.tried);
  bound.mean_bits = sum / n;
  const double variance = std::max(0.0, (squares - sum * sum / n) / (n - 1));
  const double log_inverse = std::log(2 / 0.05);
  bound.at_most_bits = std::min(static_cast<double>(bits),
                                bound.mean_bits + std::sqrt(2 * variance * log_inverse / n) +
                                    static_cast<double>(bits) * 7 * log_inverse / (3 * (n - 1)));
  return bound;
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
  const OverheardSamples samples(archives, stream);
  SelectiveAudit result{.budget = budget.name, .key_bits = archives.key_bits()};
  std::vector<torch::Tensor> published;
  std::vector<torch::Tensor> hidden;
  double bob = 0;
  const auto held_out = budget.held_out / kAttackMinibatch;
  for (std::int64_t i = 0; i < held_out; ++i) {
    const auto sample = samples.at(kFirstHeldOut + i);
    published.push_back(sample.heard.select(1, 0).clone());
    hidden.push_back(sample.hidden.select(1, 0));
    result.public_distance += mean_of((published.back() - sample.useful.select(1, 0)).abs());
    if (archives.with_bob())
      bob += mean_of((archives.read(sample.heard, sample.key) - sample.useful).abs());
  }
  result.public_distance /= static_cast<double>(held_out);
  if (archives.with_bob()) result.bob_distance = bob / static_cast<double>(held_out);
  result.public_bits = mutual_bits(torch::cat(published), torch::cat(hidden));
  for (auto& plan : panel(1 + archives.key_bits(), stream))
    result.findings.push_back(attack(plan, samples, budget, progress));
  result.ciphertext = bound_of(archives, samples);
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
                        {"reads", each.reads},
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
