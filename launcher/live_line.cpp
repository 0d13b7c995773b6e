#include "launcher/live_line.hpp"

#include <cstdio>
#include <iostream>

namespace sotto {
namespace {

using namespace std::chrono_literals;
constexpr auto kPlainInterval = 2s;
constexpr auto kRateInterval = 1s;

std::string bits(const std::optional<double>& value) {
  if (!value) return "  –  ";
  char text[32];
  std::snprintf(text, sizeof text, "%5.2f", *value);
  return text;
}

}  // namespace

void Console::print(const std::string& line) {
  finish();
  std::cout << line << std::endl;
}

void Console::conclude(const Json& report) {
  const auto figure = [&](const char* key) -> std::optional<double> {
    const auto value = report.value(key, Json());
    return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
  };
  const auto at = figure("secret_at_s");
  char seconds[32] = "";
  if (at) std::snprintf(seconds, sizeof seconds, ", kept first after %.1f s", *at);
  print("outcome " + report.at("outcome").get<std::string>() + " after " +
        report.at("steps").dump() + " steps: Bob" + bits(figure("bob_bits_wrong")) + ", Eve" +
        bits(figure("eve_bits_wrong")) + " of " + report.at("config").at("bits").dump() +
        " bits wrong" + seconds);
}

void Console::finish() {
  if (shown_) std::cout << "\r\033[K" << std::flush;
  shown_ = false;
}

void Console::show(const protocol::Status& status) {
  const auto now = std::chrono::steady_clock::now();
  const bool changed =
      last_state_ != status.state || last_secret_ != status.secret_since_step.has_value();
  if (status.secret_since_step && last_secret_ != true) secret_since_ = now;
  last_state_ = status.state;
  last_secret_ = status.secret_since_step.has_value();
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

std::string Console::describe(const protocol::Status& status) {
  if (status.state != protocol::SessionState::running) return status.text;
  char text[256];
  std::snprintf(text, sizeof text, "step %7lld   Bob %s   Eve %s bits wrong   %6.0f steps/s   ",
                static_cast<long long>(status.step), bits(status.bob_bits_wrong).c_str(),
                bits(status.eve_bits_wrong).c_str(), rate_);
  std::string line = text;
  if (status.secret_since_step) {
    const auto kept =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - secret_since_);
    std::snprintf(text, sizeof text, "secret kept since step %lld (%.0f s)",
                  static_cast<long long>(*status.secret_since_step), kept.count());
    line += text;
  } else {
    line += "no secret yet";
  }
  if (status.waiting && status.waiting->waited_ms > 500) line += "   " + status.text;
  return line;
}

}  // namespace sotto
