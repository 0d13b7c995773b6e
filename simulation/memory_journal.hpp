// What a journal keeps of a session that a relay can go on with, in memory.
#pragma once

#include <algorithm>

#include "shared/room/recollection.hpp"

namespace sotto {

class MemoryJournal {
 public:
  void observe(const SessionEvent& event) {
    std::visit(Handle{[&](const StepResult& step) { kept_.steps.push_back(step); },
                      [&](const Rewound& rewound) {
                        std::erase_if(kept_.steps, [&](const StepResult& each) {
                          return each.judged.step >= rewound.step;
                        });
                        kept_.epoch = rewound.epoch;
                        ++kept_.epochs;
                      },
                      [&](const PlanChanged& changed) { kept_.changes.push_back(changed); },
                      [&](const AuditBegun& begun) { kept_.audits.push_back(begun); },
                      [&](const protocol::ToldFinding& found) { kept_.findings.push_back(found); },
                      [&](const ChatSent& sent) {
                        kept_.chat.add_answer(sent.number, sent.say);
                        if (sent.kept) kept_.chat.unread.push_back({sent.number, sent.frame});
                      },
                      [&](const protocol::Notice& notice) {
                        using enum protocol::NoticeKind;
                        kept_.without_eve |= notice.kind == behind;
                        if (notice.kind == paused || notice.kind == resumed)
                          kept_.paused = notice.kind == paused;
                      },
                      [&](const SayOrdered& ordered) { kept_.chat.add(ordered); },
                      [&](const protocol::Reading& reading) {
                        if (reading.role == Role::bob)
                          std::erase_if(kept_.chat.unread, [&](const auto& each) {
                            return each.number <= reading.number;
                          });
                      },
                      [](const FrameTapped&) {}, [](const protocol::Probe&) {}},
               event);
  }

  const Recollection& kept() const { return kept_; }

 private:
  Recollection kept_;
};

}  // namespace sotto
