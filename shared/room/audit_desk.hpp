// The audits of a session: who takes part, what they found, and what the secret is worth by it.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "shared/base/clock.hpp"
#include "shared/protocol/audit_messages.hpp"
#include "shared/protocol/fault.hpp"
#include "shared/tasks/audit_grade.hpp"
#include "shared/tasks/certificate.hpp"
#include "shared/tasks/task.hpp"

namespace sotto {

/// The outcome of a session until `audited` whose audit decided nothing.
inline constexpr std::string_view kUnaudited = "unaudited";

/// An audit is known by its first step.
class AuditDesk {
 public:
  /// `task` must outlive this.
  AuditDesk(const Task& task, const SessionConfig& config);

  // ---- What happens ----

  /// The audit begins, and those take part. One that began already goes on as it was.
  void begin(std::int64_t audit, const std::vector<std::string>& present);
  /// A step of it is complete; one that comes again is not counted again.
  void add(std::int64_t audit, const JudgedStep& step);
  /// All its steps are: those who take part have until the deadline to send their last finding. It
  /// begins anew whenever one of them has come further, up to as many times as there are attackers.
  void await_findings(std::int64_t audit, Time now);

  /// Why the attacker of that name may not send this.
  std::optional<protocol::Fault> refuses(const std::string& name,
                                         const protocol::Finding& finding) const;
  /// Takes what was found good. False where it is known already, or comes after the attacker's
  /// last.
  bool take(const protocol::Finding& finding, Time now);

  // ---- The verdict ----

  struct Awaited {
    std::int64_t audit;
    Time since;
    Time until;
    Time limit;  ///< `until` is never later
  };
  /// Whether findings of that audit are awaited, and until when; null where they are not.
  const Awaited* awaited(std::int64_t audit) const;
  /// When conclude() has something to do, if nothing happens before.
  std::optional<Time> due() const;
  /// Those of them who have not sent their last finding.
  std::vector<std::string> not_reported(std::int64_t audit) const;
  /// An audit of which nothing more is awaited, or not any longer; each once.
  std::optional<std::int64_t> conclude(Time now);
  bool concluded(std::int64_t audit) const;

  /// What a ciphertext tells of a message at most, in bits (shared/tasks/certificate.hpp); nothing
  /// where the session has nobody who reads the key, or no step of the audit is complete.
  std::optional<double> leak_at_most(std::int64_t audit) const;
  /// Nothing: the audit decided nothing.
  std::optional<Grade> grade(std::int64_t audit) const;
  /// Its name, or kUnaudited.
  std::string outcome(std::int64_t audit) const;
  /// What it says, in a sentence or two.
  std::string sentence(std::int64_t audit) const;

  /// Of the newest audit (docs/report.md); null where there was none.
  Json report() const;

 private:
  struct Round {
    bool begun = false;
    bool concluded = false;
    std::set<std::string> present;  ///< when it began
    std::map<std::string, protocol::Finding> findings;
    std::map<std::string, int> sent;  ///< findings, by attacker
    std::int64_t counted_to = -1;     ///< the last step that is in the sums
    struct Sum {
      double of = 0;
      std::int64_t count = 0;
    };
    std::array<Sum, kMaxSeries> sums{};
    Errors keys;  ///< bits of keys read wrong, and keys; where the session certifies
  };
  const Round& round(std::int64_t audit) const { return rounds_.at(audit); }
  const protocol::Finding* best(const Round& round) const;
  bool counts(const protocol::Finding& finding) const;

  const Task& task_;
  SessionConfig config_;
  std::optional<std::size_t> certificate_;  ///< the place of its series
  std::map<std::int64_t, Round> rounds_;
  std::vector<Awaited> awaited_;
};

}  // namespace sotto
