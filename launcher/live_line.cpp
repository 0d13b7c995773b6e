#include "launcher/live_line.hpp"

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace sotto {
namespace {

using namespace std::chrono_literals;
constexpr auto kPlainInterval = 2s;
constexpr auto kRateInterval = 1s;

std::string fixed(const std::optional<double>& value) {
  if (!value) return " –  ";
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", *value);
  return text;
}

std::string spaced(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

}  // namespace

/// "Bob 0.03, Eve 7.23 of 16 bits wrong": of each series that the goal bounds, by figure(series).
template <class Figure>
std::string LiveLine::figures(Figure&& figure) const {
  std::string text;
  std::string unit;
  for (const auto& series : task_.series) {
    if (std::ranges::count(task_.goal.bounds, series.name, &protocol::BoundInfo::series) == 0)
      continue;
    text += (text.empty() ? "" : ", ") + series.title + " " + fixed(figure(series));
    char max[32];
    std::snprintf(max, sizeof max, " of %g ", series.max);
    unit = max + spaced(series.unit);
  }
  return text + unit;
}

void LiveLine::print(const std::string& line) {
  finish();
  std::cout << line << std::endl;
}

void LiveLine::conclude(const Json& report) {
  const auto number = [&](const std::string& key) -> std::optional<double> {
    const auto value = report.value(key, Json());
    return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
  };
  std::string line = "outcome " + report.at("outcome").get<std::string>() + " after " +
                     report.at("steps").dump() + " steps";
  if (!task_.series.empty())
    line += ": " + figures([&](const protocol::SeriesInfo& series) {
              return number(series.name + "_" + series.unit);
            });
  if (const auto at = number(task_.goal.name + "_at_s")) {
    char seconds[48];
    std::snprintf(seconds, sizeof seconds, ", %s first after %.1f s", task_.goal.name.c_str(), *at);
    line += seconds;
  }
  print(line);
  if (const auto audit = report.find("audit"); audit != report.end())
    print(audit->at("sentence").get<std::string>());
}

void LiveLine::finish() {
  if (shown_) std::cout << "\r\033[K" << std::flush;
  shown_ = false;
}

void LiveLine::show(const protocol::Status& status) {
  const auto now = std::chrono::steady_clock::now();
  const bool met = status.goal_since_step.has_value();
  const bool changed = last_state_ != status.state || last_met_ != met;
  if (met && last_met_ != true) met_since_ = now;
  last_state_ = status.state;
  last_met_ = met;
  if (now - rate_since_ >= kRateInterval) {
    if (rate_since_.time_since_epoch() != 0s && status.step >= rate_step_)
      rate_ = static_cast<double>(status.step - rate_step_) /
              std::chrono::duration<double>(now - rate_since_).count();
    rate_since_ = now;
    rate_step_ = status.step;
  }
  if (live_) {
    std::cout << "\r\033[K" << describe(status) << std::flush;
    shown_ = true;
  } else if (changed || now - last_printed_ >= kPlainInterval) {
    last_printed_ = now;
    std::cout << describe(status) << std::endl;
  }
}

std::string LiveLine::describe(const protocol::Status& status) {
  if (status.state != protocol::SessionState::running) return status.text;
  char text[64];
  std::snprintf(text, sizeof text, "step %7lld   ", static_cast<long long>(status.step));
  std::string line = text;
  line += figures([&](const protocol::SeriesInfo& series) { return status.mean(series.name); });
  std::snprintf(text, sizeof text, "   %6.0f steps/s   ", rate_);
  line += text + status.goal_text;
  if (status.goal_since_step) {
    const auto kept = std::chrono::duration<double>(std::chrono::steady_clock::now() - met_since_);
    std::snprintf(text, sizeof text, " (%.0f s)", kept.count());
    line += text;
  }
  if (status.waiting && status.waiting->waited_ms > 500) line += "   " + status.text;
  return line;
}

}  // namespace sotto
