#include "shared/room/audit_desk.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "shared/base/durations.hpp"
#include "shared/base/utf8_text.hpp"

namespace sotto {

using protocol::ErrorCode;
using protocol::Fault;
using protocol::Finding;

namespace {

std::string quoted(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "'" : i + 1 == names.size() ? " and '" : ", '") + names[i] + "'";
  return text;
}

std::string has(const std::vector<std::string>& names, const std::string& what) {
  return quoted(names) + (names.size() == 1 ? " has" : " have") + what;
}

Json json_of(const Finding& finding) {
  Json json{{"attacker", finding.attacker},
            {"reads", finding.reads},
            {"minibatches", finding.minibatches},
            {"of", finding.of},
            {"final", finding.final},
            {"missed", finding.missed},
            {"leak_bits_at_least", finding.leak_bits},
            {"gain_bits", finding.gain}};
  if (finding.bits_wrong) {
    json["bits_wrong"] = *finding.bits_wrong;
    if (finding.low && finding.high) json["bits_wrong_interval"] = {*finding.low, *finding.high};
  }
  return json;
}

}  // namespace

AuditDesk::AuditDesk(const Task& task, const SessionConfig& config) : task_(task), config_(config) {
  if (task.certifies(config)) certificate_ = task.find_series(task.certificate_series);
}

void AuditDesk::begin(std::int64_t audit, const std::vector<std::string>& present) {
  auto& round = rounds_[audit];
  if (std::exchange(round.begun, true)) return;
  round.present = {present.begin(), present.end()};
}

void AuditDesk::add(std::int64_t audit, const JudgedStep& step) {
  auto& round = rounds_[audit];
  if (step.step <= round.counted_to) return;
  round.counted_to = step.step;
  for (std::size_t i = 0; i < round.sums.size(); ++i)
    if (step.values[i]) {
      round.sums[i].of += *step.values[i];
      ++round.sums[i].count;
    }
  if (certificate_ && step.values[*certificate_]) {
    round.keys.trials += config_.minibatch;
    round.keys.wrong +=
        std::llround(*step.values[*certificate_] * static_cast<double>(config_.minibatch));
  }
}

void AuditDesk::await_findings(std::int64_t audit, Time now) {
  if (concluded(audit) || awaited(audit) != nullptr) return;
  const auto deadline = ms(config_.finding_deadline_ms);
  const auto attackers = std::ssize(rounds_[audit].present);
  awaited_.push_back({audit, now, now + deadline, now + deadline * std::max(attackers, 1L)});
}

std::optional<Fault> AuditDesk::refuses(const std::string& name, const Finding& finding) const {
  if (finding.attacker != name)
    return Fault{ErrorCode::bad_field, "finding.attacker is " + in_quotes(finding.attacker) +
                                           ", expected '" + name + "'"};
  const auto found = rounds_.find(finding.audit);
  if (found == rounds_.end() || !found->second.begun)
    return Fault{ErrorCode::out_of_turn,
                 "no audit has begun with step " + std::to_string(finding.audit)};
  const auto& round = found->second;
  const auto most = static_cast<double>(config_.bits);
  for (const double bits :
       {finding.bits_wrong.value_or(0), finding.high.value_or(0), finding.leak_bits, finding.gain})
    if (bits > most)
      return Fault{ErrorCode::bad_field, "a finding of more than " + std::to_string(config_.bits) +
                                             " bits, which is all that a message has"};
  if (finding.of > config_.audit_minibatches)
    return Fault{ErrorCode::bad_field,
                 "finding.of is " + std::to_string(finding.of) + ", the audit has " +
                     std::to_string(config_.audit_minibatches) + " minibatches to learn from"};
  if (const auto sent = round.sent.find(name);
      sent != round.sent.end() && sent->second >= protocol::kMaxFindings)
    return Fault{ErrorCode::overflow, "an attacker sends at most " +
                                          std::to_string(protocol::kMaxFindings) +
                                          " findings in an audit"};
  return std::nullopt;
}

bool AuditDesk::take(const Finding& finding, Time now) {
  auto& round = rounds_[finding.audit];
  ++round.sent[finding.attacker];
  auto& kept = round.findings[finding.attacker];
  // Who was killed may hear steps again of which it knows no more that it has told all of them.
  if (kept.final || kept == finding) return false;
  const bool further = finding.final || finding.minibatches > kept.minibatches;
  kept = finding;
  const auto open = std::ranges::find(awaited_, finding.audit, &Awaited::audit);
  if (further && open != awaited_.end())
    open->until = std::min(open->limit, now + ms(config_.finding_deadline_ms));
  return true;
}

const AuditDesk::Awaited* AuditDesk::awaited(std::int64_t audit) const {
  const auto found = std::ranges::find(awaited_, audit, &Awaited::audit);
  return found == awaited_.end() ? nullptr : &*found;
}

std::optional<Time> AuditDesk::due() const {
  if (awaited_.empty()) return std::nullopt;
  return std::ranges::min(awaited_, {}, &Awaited::until).until;
}

std::vector<std::string> AuditDesk::not_reported(std::int64_t audit) const {
  const auto& here = round(audit);
  std::vector<std::string> names;
  for (const auto& name : here.present) {
    const auto found = here.findings.find(name);
    if (found == here.findings.end() || !found->second.final) names.push_back(name);
  }
  return names;
}

std::optional<std::int64_t> AuditDesk::conclude(Time now) {
  const auto over = std::ranges::find_if(awaited_, [&](const Awaited& each) {
    return now >= each.until || not_reported(each.audit).empty();
  });
  if (over == awaited_.end()) return std::nullopt;
  const auto audit = over->audit;
  rounds_[audit].concluded = true;
  awaited_.erase(over);
  return audit;
}

bool AuditDesk::concluded(std::int64_t audit) const {
  const auto found = rounds_.find(audit);
  return found != rounds_.end() && found->second.concluded;
}

/// Whether it says what an attacker gains. By a few examples anybody may be better than chance: of
/// who was not judged to the end, only what is surely more than that is believed.
bool AuditDesk::counts(const Finding& finding) const {
  if (finding.final) return true;
  const double chance = static_cast<double>(config_.bits) / 2;
  return finding.leak_bits > kAuditedGain ||
         (finding.bits_wrong && finding.high && chance - *finding.high > kAuditedGain);
}

const Finding* AuditDesk::best(const Round& round) const {
  const Finding* best = nullptr;
  for (const auto& [name, finding] : round.findings)
    if (counts(finding) && (best == nullptr || finding.gain > best->gain)) best = &finding;
  return best;
}

std::optional<double> AuditDesk::leak_at_most(std::int64_t audit) const {
  const auto& keys = round(audit).keys;
  if (keys.trials == 0) return std::nullopt;
  return certified_leak(keys, config_.bits);
}

std::optional<Grade> AuditDesk::grade(std::int64_t audit) const {
  const auto& here = round(audit);
  const auto* most = best(here);
  if (most != nullptr && most->gain > kAuditedGain) return Grade::hollow;
  // It holds against those who did not come, too.
  if (const auto leak = leak_at_most(audit); leak && *leak <= kCertifiedLeak)
    return Grade::certified;
  if (most == nullptr) return std::nullopt;
  const bool heard_all = std::ranges::all_of(here.present, [&](const auto& name) {
    const auto found = here.findings.find(name);
    return found != here.findings.end() && found->second.final && found->second.missed == 0;
  });
  return heard_all && !here.present.empty() ? std::optional(Grade::audited) : std::nullopt;
}

std::string AuditDesk::outcome(std::int64_t audit) const {
  const auto graded = grade(audit);
  return std::string(graded ? name(*graded) : kUnaudited);
}

std::string AuditDesk::sentence(std::int64_t audit) const {
  const auto& here = round(audit);
  const auto late = not_reported(audit);
  const auto* most = best(here);
  const auto graded = grade(audit);
  if (graded == Grade::certified)
    return certified_sentence(*leak_at_most(audit), config_.bits, /*tried_all=*/false);
  if (graded) {
    const BestAttacker told{most->attacker, most->bits_wrong, most->leak_bits};
    if (*graded == Grade::audited) return audited_sentence(told, config_.bits);
    return hollow_sentence(told, config_.bits) +
           (late.empty() ? "" : " " + has(late, " not finished."));
  }
  if (const auto leak = leak_at_most(audit); leak && here.present.empty())
    return "Unaudited: nobody attacked, and by the key's reader the ciphertext may tell " +
           short_number(*leak, 4) + " bits of a message, more than is certified.";
  if (here.present.empty())
    return "Unaudited: nobody attacked from its beginning, so nothing is known of the secret.";
  if (!late.empty()) return "Unaudited: " + has(late, " not reported.");
  std::vector<std::string> deaf;
  for (const auto& name : here.present)
    if (here.findings.at(name).missed > 0) deaf.push_back(name);
  return "Unaudited: " + has(deaf, " not heard all that was sent.");
}

Json AuditDesk::report() const {
  const auto newest = std::ranges::find_if(rounds_.rbegin(), rounds_.rend(),
                                           [](const auto& each) { return each.second.begun; });
  if (newest == rounds_.rend()) return nullptr;
  const auto& [audit, round] = *newest;
  Json json{{"step", audit},
            {"bits", config_.bits},
            {"minibatches", config_.audit_minibatches},
            {"held_out", config_.audit_held_out * config_.minibatch},
            {"grade", nullptr},
            {"sentence", "The audit is not over."},
            {"findings", Json::array()},
            {"not_reported", not_reported(audit)}};
  if (const auto leak = leak_at_most(audit)) json["leak_bits_at_most"] = *leak;
  if (round.concluded) {
    json["grade"] = outcome(audit);
    json["sentence"] = sentence(audit);
  }
  for (std::size_t i = 0; i < task_.series.size(); ++i)
    if (const auto& sum = round.sums[i]; sum.count > 0)
      json[task_.series[i].name + "_" + task_.series[i].unit] =
          sum.of / static_cast<double>(sum.count);
  for (const auto& [name, finding] : round.findings) json["findings"].push_back(json_of(finding));
  return json;
}

}  // namespace sotto
