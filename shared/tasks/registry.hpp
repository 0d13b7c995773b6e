// The tasks that this program knows, by name.
#pragma once

#include "shared/tasks/task.hpp"

namespace sotto {

/// Adds a task, at the start of a program, before any session. A task of that name must not be
/// there yet. The built-in tasks are there from the start.
void register_task(Task task);

/// Null where there is none of that name. Lives as long as the program.
const Task* find_task(std::string_view name);
/// The task of a configuration that why_not_playable() has found good.
const Task& task_of(const SessionConfig& config);
/// "bit_secrecy, ...", for sentences.
std::string task_list();

/// A preset of any task, or null.
const Preset* find_preset(std::string_view name);
std::string preset_list();

/// One sentence saying what is wrong with a configuration and what was expected: its numbers
/// (validate()), its task, the phases of its cycle, and what the task asks besides. Nothing for a
/// good one.
std::optional<std::string> why_not_playable(const SessionConfig& config);

/// A run until a goal must end if it is never met: without a limit it gets the task's. The
/// configuration is one that why_not_playable() has found good.
void set_default_limit(SessionConfig& config);

}  // namespace sotto
