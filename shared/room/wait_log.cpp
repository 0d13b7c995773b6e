#include "shared/room/wait_log.hpp"

namespace sotto {

std::string wait_name(Role role, std::string_view what) {
  return std::string(title(role)) + ": " + std::string(what);
}

void WaitLog::waited(const std::string& name, std::chrono::nanoseconds time, std::int64_t step) {
  auto& wait = waits_[name];
  if (time <= wait.longest) return;
  wait.longest = time;
  wait.at_step = step;
}

Json WaitLog::report() const {
  auto object = Json::object();
  for (const auto& [name, wait] : waits_)
    object[name] = {{"longest_ms", std::chrono::duration<double, std::milli>(wait.longest).count()},
                    {"at_step", wait.at_step},
                    {"missed", wait.missed}};
  return object;
}

}  // namespace sotto
