#include "server/observers/journal/journal_observer.hpp"

#include "server/observers/change_json.hpp"
#include "server/observers/frame_excerpt.hpp"
#include "server/observers/history.hpp"
#include "server/observers/object_text.hpp"
#include "shared/session/config_json.hpp"

namespace sotto {
namespace {

/// How long the others on the relay wait for a session's end to be written.
constexpr std::chrono::seconds kLastPatience{1};
/// How long for what was promised to somebody.
constexpr std::chrono::seconds kPatience{1};

}  // namespace

JournalObserver::JournalObserver(Journal& journal, const Room& room, const std::string& created)
    : journal_(journal),
      task_(room.task()),
      run_(journal.open(JournalRun{.session = room.name(),
                                   .created = created,
                                   .config = to_json(room.config()).dump(),
                                   .task = object_text(room.task_info())})) {}

JournalObserver::JournalObserver(Journal& journal, const Room& room, JournalReturn back)
    : journal_(journal), task_(room.task()), run_(journal.open(back)) {}

void JournalObserver::observe(const SessionEvent& event, Time) {
  using enum JournalEventType;
  std::visit(
      Handle{[&](const protocol::Notice& told) { write(notice, object_text(told)); },
             [&](const StepResult& step) {
               begun_ = true;
               t_ = step.t;
               journal_.write(run_,
                              JournalStep{step.judged.step, step.t,
                                          task_.find_phase(step.judged.phase) - task_.phases.data(),
                                          step.judged.values, step.compute_ms});
             },
             [&](const FrameTapped& tapped) {
               if (!is_pictured(tapped, task_) || !ciphertexts_.is_due(tapped.t)) return;
               ciphertexts_.recorded(tapped.t);
               write(ciphertext, object_text(ciphertext_of(tapped)));
             },
             [&](const SayOrdered& ordered) {
               write(say, to_json(ordered).dump());
               journal_.settle(kPatience);
             },
             [&](const ChatSent& sent) {
               write(message, object_text(message_of(sent)));
               if (sent.kept)
                 journal_.write(
                     run_, JournalUnread{sent.number, std::string(sent.frame.buffer().text())});
               journal_.settle(kPatience);
             },
             [&](const protocol::Reading& read) {
               write(reading, object_text(read));
               if (read.role == Role::bob) journal_.write(run_, JournalRead{read.number});
             },
             [&](const protocol::Probe& told) {
               if (!probes_.is_due(told.t)) return;
               probes_.recorded(told.t);
               write(probe, object_text(told));
             },
             [&](const Rewound& rewound) {
               journal_.write(run_, JournalRewind{rewound.step, rewound.epoch});
             },
             [&](const PlanChanged& changed) { write(change, to_json(changed).dump()); },
             [&](const AuditBegun& begun) { write(audit, to_json(begun).dump()); },
             [&](const protocol::ToldFinding& told) { write(finding, object_text(told)); }},
      event);
}

void JournalObserver::write(JournalEventType type, std::string body) {
  journal_.write(run_, JournalEvent{type, std::move(body)});
}

void JournalObserver::finished(const Json& report) {
  journal_.write(run_, JournalEnd{report.dump(-1, ' ', /*ensure_ascii=*/false,
                                              Json::error_handler_t::replace)});
  // The parties leave now: were the end lost, a relay that comes back would wait for them.
  journal_.settle(kLastPatience);
}

}  // namespace sotto
