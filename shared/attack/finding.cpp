#include "shared/attack/finding.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "shared/tasks/certificate.hpp"

namespace sotto {
namespace {

constexpr double kAlpha = 0.05;
/// Of a normal distribution, for 95 %.
constexpr double kDeviations = 1.96;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

bool is_hard(const torch::Tensor& ciphertext) { return (ciphertext.abs() == 1).all().item<bool>(); }

bool are_all_bits(const std::vector<Form>& forms, std::int64_t bits) {
  return static_cast<std::int64_t>(forms.size()) == bits &&
         std::ranges::all_of(forms, [](const Form& form) { return form.count() == 1; }) &&
         static_cast<std::int64_t>(rank(forms)) == bits;
}

}  // namespace

double gain(const Finding& finding, std::int64_t bits) {
  const double fewer_wrong =
      finding.bits_wrong ? static_cast<double>(bits) / 2 - finding.bits_wrong->mean : 0;
  return std::max({0.0, finding.leak_bits, fewer_wrong});
}

void Judge::add(Attacker& attacker, const Sample& sample) {
  if (attacker.forms().empty()) return;
  const auto guess = attacker.guess(sample);
  // A guess of 0 is half a guess: it counts as wrong, as one that is no number does.
  const auto bad = (guess * attacker.truth(sample) > 0).logical_not().to(torch::kDouble);
  const auto each = bad.sum(1);
  examples_ += guess.size(0);
  any_wrong_ += each.gt(0).sum().item<std::int64_t>();
  hard_bits_ = hard_bits_ && is_hard(sample.ciphertext);
  wrong_ += each.sum().item<double>();
  wrong_square_ += each.square().sum().item<double>();
  by_form_ = by_form_.defined() ? by_form_ + bad.sum(0) : bad.sum(0);
}

void Judge::conclude(const Attacker& attacker, std::int64_t bits, Finding& finding) const {
  finding.forms = attacker.forms();
  finding.errors.assign(finding.forms.size(), {});
  for (std::size_t i = 0; i < finding.forms.size() && examples_ > 0; ++i)
    finding.errors[i] = {
        static_cast<std::int64_t>(by_form_[static_cast<std::int64_t>(i)].item<double>()),
        examples_};
  finding.held_out = examples_;
  finding.any_wrong = any_wrong_;
  finding.hard_bits = examples_ > 0 && hard_bits_;
  if (examples_ > 0 && !attacker.grant().chosen_pair && are_all_bits(finding.forms, bits)) {
    const auto n = static_cast<double>(examples_);
    const double mean = wrong_ / n;
    const double deviation = std::sqrt(std::max(0.0, wrong_square_ / n - mean * mean) / n);
    finding.bits_wrong = {mean, mean - kDeviations * deviation, mean + kDeviations * deviation};
  }
  finding.leak_bits = leak_at_least(finding.forms, finding.errors, kAlpha);
}

Finding attack(std::string_view name, Attacker& attacker, const Samples& samples,
               const Budget& budget, const Progress& progress) {
  const auto begin = Clock::now();
  Finding finding;
  finding.attacker = name;
  finding.reads = attacker.reads();
  finding.granted = !attacker.grant().none();
  const auto wanted = attacker.minibatches(budget);
  for (std::int64_t i = 0; i < wanted && !finding.cut_short; ++i) {
    attacker.learn(samples.training(i, attacker.grant()),
                   static_cast<double>(i) / static_cast<double>(wanted));
    finding.minibatches = i + 1;
    finding.cut_short = i + 1 < wanted && Clock::now() - begin > budget.attackers_s;
    if (progress) progress(i + 1, wanted);
  }
  attacker.finish();
  Judge judge;
  const auto held_out = attacker.held_out(budget) / samples.minibatch();
  for (std::int64_t i = 0; i < held_out && !attacker.forms().empty(); ++i) {
    judge.add(attacker, samples.held_out(i, attacker.grant()));
    if (progress) progress(wanted, wanted);
  }
  judge.conclude(attacker, samples.bits(), finding);
  finding.seconds = seconds_since(begin);
  return finding;
}

std::optional<Certificate> certify(const Samples& samples, Attacker& key_reader,
                                   const Budget& budget, const Progress& progress) {
  // The first are looked at before anybody learns for minutes.
  if (!is_hard(samples.held_out(0, {}).ciphertext)) return std::nullopt;
  Certificate certificate;
  certificate.key_reader = attack("key", key_reader, samples, budget, progress);
  if (!certificate.key_reader.hard_bits) return std::nullopt;
  // What it reads is the key: that says nothing of the message.
  certificate.key_reader.leak_bits = 0;
  const Errors keys{certificate.key_reader.any_wrong, certificate.key_reader.held_out};
  certificate.leak_bits = std::min(leak_at_most(certificate.key_reader.errors, kAlpha / 2),
                                   certified_leak(keys, samples.bits(), 1 - kAlpha / 2));
  return certificate;
}

Json json_of(const Finding& finding, std::int64_t bits) {
  Json json{{"attacker", finding.attacker},    {"reads", finding.reads},
            {"granted", finding.granted},      {"minibatches", finding.minibatches},
            {"cut_short", finding.cut_short},  {"seconds", finding.seconds},
            {"held_out", finding.held_out},    {"leak_bits_at_least", finding.leak_bits},
            {"gain_bits", gain(finding, bits)}};
  if (finding.bits_wrong) {
    json["bits_wrong"] = finding.bits_wrong->mean;
    json["bits_wrong_interval"] = {finding.bits_wrong->low, finding.bits_wrong->high};
    Json rates = Json::array();
    for (const auto& errors : finding.errors) rates.push_back(errors.rate());
    json["wrong_of_each_bit"] = std::move(rates);
  }
  return json;
}

}  // namespace sotto
