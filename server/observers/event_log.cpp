#include "server/observers/event_log.hpp"

#include <spdlog/spdlog.h>

namespace sotto {
namespace {

spdlog::level::level_enum level_of(protocol::NoticeKind kind) {
  using enum protocol::NoticeKind;
  switch (kind) {
    case left:
    case waiting:
    case behind:
    case refused:
      return spdlog::level::warn;
    default:
      return spdlog::level::info;
  }
}

}  // namespace

void EventLog::observe(const SessionEvent& event, Time) {
  std::visit(Handle{[&](const protocol::Notice& notice) {
                      spdlog::log(level_of(notice.kind), "session={} step={} {}", session_,
                                  notice.step, notice.text);
                    },
                    [](const StepResult&) {}, [](const FrameTapped&) {}, [](const SayOrdered&) {},
                    [](const ChatSent&) {}, [](const protocol::Reading&) {},
                    [](const protocol::Probe&) {}, [](const Rewound&) {}, [](const PlanChanged&) {},
                    [](const AuditBegun&) {}, [](const protocol::ToldFinding&) {}},
             event);
}

void EventLog::log(const LogLine& line, std::int64_t step) {
  spdlog::log(line.warning ? spdlog::level::warn : spdlog::level::info, "session={} step={} {}",
              session_, step, line.text);
}

}  // namespace sotto
