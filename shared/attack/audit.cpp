#include "shared/attack/audit.hpp"

#include <algorithm>

#include "shared/attack/given_key_reader.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kCiphertextMinibatches = 40;
constexpr std::int64_t kBobMinibatches = 200;

/// Whether it guesses at the message's bits, one after the other, and has nothing but ciphertexts.
bool reads_bits(const Attacker& attacker, std::int64_t bits) {
  const auto forms = attacker.forms();
  if (!attacker.grant().none() || attacker.grant().chosen_pair || std::ssize(forms) != bits)
    return false;
  for (std::size_t i = 0; i < forms.size(); ++i)
    if (forms[i] != Form().set(i)) return false;
  return true;
}

Grade grade_of(const Audit& audit) {
  const auto* best = audit.best();
  // What somebody reads is read, whatever a bound says: then the bound's reader was told too much.
  if (best != nullptr && gain(*best, audit.bits) > kAuditedGain) return Grade::hollow;
  const auto most = audit.leak_at_most();
  if (most && *most <= kCertifiedLeak) return Grade::certified;
  if (best == nullptr) return Grade::hollow;
  // What is known to leak by enumeration is no secret, whether or not the panel found it.
  if (!audit.exact.empty() && audit.exact.front().bits > kAuditedGain) return Grade::hollow;
  return Grade::audited;
}

}  // namespace

const Finding* Audit::best() const {
  const Finding* best = nullptr;
  for (const auto& finding : findings)
    if (!finding.granted && (best == nullptr || gain(finding, bits) > gain(*best, bits)))
      best = &finding;
  return best;
}

std::optional<double> Audit::leak_at_most() const {
  // What is sent is what `exact` begins with: whole numbers.
  if (!exact.empty()) return exact.front().bits;
  if (certificate) return certificate->leak_bits;
  return std::nullopt;
}

double Audit::seconds() const {
  double sum = certificate ? certificate->key_reader.seconds : 0;
  for (const auto& finding : findings) sum += finding.seconds;
  return sum;
}

Audit audit(Cipher& cipher, const Insiders& insiders, const NumberStream& stream,
            const AuditPlan& plan, const AuditProgress& progress) {
  std::vector<std::unique_ptr<Attacker>> attackers;
  for (const auto& name : plan.attackers)
    attackers.push_back(make_attacker(name, cipher.bits(), stream));
  const Samples samples(cipher, stream, kAttackMinibatch);
  Audit result;
  result.bits = cipher.bits();
  result.budget = plan.budget.name;
  if (insiders.bob) result.bob_bits_wrong = bits_wrong_of(insiders.bob, samples, kBobMinibatches);
  result.ciphertext = measure_ciphertext(cipher, samples, kCiphertextMinibatches);
  result.precision = measure_precision(cipher, samples, insiders.bob);
  if (cipher.bits() <= kMostBitsToEnumerate)
    for (const int precision : kPrecisions) result.exact.push_back(exact_leak(cipher, precision));
  const auto told = [&](const std::string& name) {
    return [&, name](std::int64_t done, std::int64_t of) {
      if (progress) progress(name, done, of);
    };
  };
  for (std::size_t i = 0; i < attackers.size(); ++i)
    result.findings.push_back(
        attack(plan.attackers[i], *attackers[i], samples, plan.budget, told(plan.attackers[i])));
  if (!plan.texts.empty()) {
    const EncryptedTexts texts(cipher, stream, plan.texts);
    if (insiders.bob)
      result.letters.push_back(texts.judge("Bob", insiders.bob(texts.ciphertext(), texts.key())));
    for (std::size_t i = 0; i < attackers.size(); ++i)
      if (reads_bits(*attackers[i], cipher.bits()))
        result.letters.push_back(texts.judge(
            plan.attackers[i], attackers[i]->guess({.ciphertext = texts.ciphertext()})));
  }
  const auto reader = insiders.key_reader
                          ? std::make_unique<GivenKeyReader>(insiders.key_reader, cipher.bits())
                          : make_key_reader(cipher.bits(), stream);
  result.certificate = certify(samples, *reader, plan.budget, told("the key's reader"));
  result.grade = grade_of(result);
  return result;
}

std::string sentence(const Audit& audit) {
  const auto* best = audit.best();
  const auto n = std::to_string(audit.bits);
  const auto most = audit.leak_at_most();
  if (audit.grade == Grade::certified)
    return certified_sentence(*most, audit.bits, !audit.exact.empty());
  if (best == nullptr) return "Nothing was attacked, so nothing is known of the secret.";
  std::optional<double> bits_wrong;
  if (best->bits_wrong) bits_wrong = best->bits_wrong->mean;
  const BestAttacker told{best->attacker, bits_wrong, best->leak_bits};
  if (audit.grade == Grade::audited) return audited_sentence(told, audit.bits);
  if (gain(*best, audit.bits) <= kAuditedGain)
    return "Hollow: no attacker of this panel found it, but by enumeration the ciphertext tells " +
           short_number(audit.exact.front().bits) + " of " + n + " bits.";
  return hollow_sentence(told, audit.bits);
}

Json json_of(const Audit& audit) {
  Json json{{"bits", audit.bits},
            {"budget", audit.budget},
            {"grade", name(audit.grade)},
            {"sentence", sentence(audit)},
            {"seconds", audit.seconds()},
            {"ciphertext", json_of(audit.ciphertext)},
            {"precision", json_of(audit.precision)},
            {"findings", Json::array()},
            {"exact", Json::array()},
            {"letters", Json::array()}};
  for (const auto& read : audit.letters) json["letters"].push_back(json_of(read));
  json["bob_bits_wrong"] = audit.bob_bits_wrong ? Json(*audit.bob_bits_wrong) : Json(nullptr);
  for (const auto& finding : audit.findings)
    json["findings"].push_back(json_of(finding, audit.bits));
  for (const auto& leak : audit.exact)
    json["exact"].push_back({{"precision", leak.precision},
                             {"leak_bits", leak.bits},
                             {"best_bits_wrong", leak.best_bits_wrong}});
  if (audit.certificate)
    json["certificate"] = {{"leak_bits_at_most", audit.certificate->leak_bits},
                           {"key_reader", json_of(audit.certificate->key_reader, audit.bits)}};
  const auto most = audit.leak_at_most();
  json["leak_bits_at_most"] = most ? Json(*most) : Json(nullptr);
  return json;
}

}  // namespace sotto
