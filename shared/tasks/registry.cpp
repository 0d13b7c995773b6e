#include "shared/tasks/registry.hpp"

#include <algorithm>
#include <deque>
#include <stdexcept>

#include "shared/session/cycle_schedule.hpp"
#include "shared/tasks/bit_secrecy/bit_secrecy.hpp"
#include "shared/tasks/sealed_bits/sealed_bits.hpp"
#include "shared/tasks/selective/selective.hpp"

namespace sotto {
namespace {

/// A deque: what it holds never moves.
std::deque<Task>& tasks() {
  static std::deque<Task> all{bit_secrecy(), sealed_bits(), selective()};
  return all;
}

template <class T>
std::string list_of(const T& all) {
  std::string list;
  for (const auto& each : all) list += (list.empty() ? "" : ", ") + each.name;
  return list;
}

/// All phases but the audit's, whose steps are put between cycles.
std::vector<Phase> phases_in_cycles(const Task& task) {
  auto phases = task.phases;
  std::erase_if(phases, [&](const Phase& phase) { return phase.name == task.audit_phase; });
  return phases;
}

}  // namespace

void register_task(Task task) {
  if (find_task(task.name) != nullptr)
    throw std::logic_error("there is a task '" + task.name + "' already");
  if (task.series.size() > kMaxSeries)
    throw std::logic_error("task '" + task.name + "' has more than " + std::to_string(kMaxSeries) +
                           " series");
  tasks().push_back(std::move(task));
}

const Task* find_task(std::string_view name) {
  const auto found = std::ranges::find(tasks(), name, &Task::name);
  return found == tasks().end() ? nullptr : &*found;
}

const Task& task_of(const SessionConfig& config) {
  const auto* task = find_task(config.task);
  if (task == nullptr) throw std::logic_error("no task '" + config.task + "'");
  return *task;
}

std::string task_list() { return list_of(tasks()); }

const Preset* find_preset(std::string_view name) {
  for (const auto& task : tasks())
    for (const auto& preset : task.presets)
      if (preset.name == name) return &preset;
  return nullptr;
}

std::string preset_list() {
  std::string list;
  for (const auto& task : tasks())
    if (!task.presets.empty()) list += (list.empty() ? "" : ", ") + list_of(task.presets);
  return list;
}

std::optional<std::string> why_not_playable(const SessionConfig& config) {
  if (auto wrong = validate(config)) return wrong;
  const auto* task = find_task(config.task);
  if (task == nullptr) return "task is '" + config.task + "', expected one of " + task_list();
  if (has_table(config) && !task->tables)
    return "table is given, expected a task that is about one, and " + task->name + " is not";
  const auto in_cycles = phases_in_cycles(*task);
  for (const auto& entry : config.cycle)
    if (std::ranges::find(in_cycles, entry.phase, &Phase::name) == in_cycles.end())
      return "cycle is '" + to_text(config.cycle) + "', expected phases of " + task->name + ": " +
             list_of(in_cycles);
  const auto goal = task->goal(config);
  const bool audits = !task->audit_phase.empty();
  const bool certifies = audits && task->certifies(config);
  if (config.until != kUntilSteps && config.until != goal.name &&
      !(audits && config.until == kUntilAudited) && !(certifies && config.until == kUntilCertified))
    return "until is '" + config.until + "', expected " + goal.name + (audits ? ", audited" : "") +
           // Whatever the session, a program with its networks at hand can certify.
           (audits ? ", certified" : "") + " or steps";
  return task->validate(config);
}

void set_default_limit(SessionConfig& config) {
  constexpr std::int64_t kCourses = 8;
  if (config.until == kUntilSteps || config.steps != 0) return;
  const auto* task = find_task(config.task);
  if (task == nullptr) return;
  const CycleSchedule schedule(config.cycle);
  if (schedule.count_before(task->main_phase, schedule.length()) > 0)
    config.steps = std::min(
        kMaxSteps, schedule.steps_for(task->main_phase, std::max(task->give_up_main_steps,
                                                                 kCourses * config.restart_every)));
}

}  // namespace sotto
