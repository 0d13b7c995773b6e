#include "shared/tasks/config_flags.hpp"

#include <algorithm>
#include <charconv>

#include "shared/tasks/registry.hpp"

namespace sotto {
namespace {

[[noreturn]] void fail(const std::string& field, const std::string& text,
                       const std::string& expected) {
  throw CLI::ValidationError(option_name(field), "is '" + text + "', expected " + expected);
}

template <class Number>
void parse_number(const std::string& field, const std::string& text, const char* expected,
                  Number& value) {
  const auto* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, value);
  if (fault != std::errc{} || stop != end) fail(field, text, expected);
}

void parse(const std::string& field, const std::string& text, std::int64_t& value) {
  parse_number(field, text, "a whole number", value);
}
void parse(const std::string& field, const std::string& text, double& value) {
  parse_number(field, text, "a number", value);
}
void parse(const std::string& field, const std::string& text, Cycle& value) {
  const auto cycle = parse_cycle(text);
  if (!cycle) fail(field, text, "for example alice_bob:1,eve:2");
  value = *cycle;
}
void parse(const std::string&, const std::string& text, std::string& value) { value = text; }
template <class E>
void parse(const std::string& field, const std::string& text, E& value) {
  const auto known = named<E>(text);
  if (!known) fail(field, text, "one of " + all_names<E>());
  value = *known;
}

}  // namespace

std::string option_name(std::string field) {
  std::ranges::replace(field, '_', '-');
  return "--" + field;
}

ConfigFlags::ConfigFlags(CLI::App& app) {
  preset_option_ = app.add_option("--preset", preset_,
                                  "where the session's numbers start from: " + preset_list() +
                                      "; by default the first of a --task that is given")
                       ->capture_default_str()
                       ->group("Session");
  SessionConfig defaults;
  visit_fields(defaults, [&](const char* field, auto&, const char* help) {
    app.add_option_function<std::string>(
           option_name(field), [this, field](const std::string& text) { given_[field] = text; },
           help)
        ->group("Session");
  });
}

bool ConfigFlags::audits_archives() const {
  const auto until = given_.find("until");
  if (until == given_.end() || until->second != kUntilCertified) return false;
  return config().until != kUntilCertified;
}

/// What --preset says, or else the first preset of what --task says.
SessionConfig ConfigFlags::start() const {
  if (const auto given = given_.find("task"); given != given_.end() && preset_option_->empty())
    if (const auto* task = find_task(given->second); task != nullptr && !task->presets.empty())
      return task->presets.front().config;
  const auto* preset = find_preset(preset_);
  if (preset == nullptr) fail("preset", preset_, "one of " + preset_list());
  return preset->config;
}

SessionConfig ConfigFlags::config() const {
  auto config = start();
  visit_fields(config, [&](const char* field, auto& value, const char*) {
    if (const auto found = given_.find(field); found != given_.end())
      parse(field, found->second, value);
  });
  if (config.until == kUntilCertified)
    if (const auto* task = find_task(config.task);
        task != nullptr && !task->audit_phase.empty() && !task->certifies(config))
      config.until = task->goal(config).name;
  if (const auto wrong = why_not_playable(config)) throw CLI::ValidationError(*wrong);
  set_default_limit(config);
  return config;
}

}  // namespace sotto
