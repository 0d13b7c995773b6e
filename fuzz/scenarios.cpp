// Scripts of runs, and a run that follows them.
#include "fuzz/property.hpp"
#include "launcher/scenario_run.hpp"

namespace sotto {
namespace {

/// A run in which everything works and nothing takes time.
class EmptyStage : public ScenarioRun::Stage {
 public:
  void say(const std::string& text) override { expect(!text.empty(), "what is said is not empty"); }
  void command(protocol::CommandName, std::optional<std::int64_t>) override {}
  void signal(Role role, Deed) override { expect(is_party(role), "a party is signalled"); }
  bool running(Role) const override { return false; }
  void start(Role role) override { expect(is_party(role), "a party is started"); }
  void done(const std::string& line) override { expect(!line.empty(), "a deed is told"); }
};

std::optional<Scenario> read(std::string_view text) {
  try {
    return Scenario::from_json(parse_object(text));
  } catch (const FieldError& error) {
    expect_sentence(error.what());
  } catch (const ScenarioError& error) {
    expect_sentence(error.what());
  }
  return std::nullopt;
}

protocol::Status late_status() {
  return {.session = "live", .text = "running", .step = kMaxSteps, .attackers = {"linear"}};
}

/// A day and more, in which every event is due and every expectation is met or given up.
void follow(const Scenario& scenario) {
  EmptyStage stage;
  ScenarioRun run(scenario, ScenarioRun::Time{});
  for (const auto role : kParties) run.heard(role, "a line");
  const std::optional<protocol::Status> status = late_status();
  try {
    for (int day = 0; day <= 2; ++day)
      run.advance(ScenarioRun::Time{std::chrono::hours(24 * day)}, {}, stage);
    for (int day = 2; day <= 4; ++day)
      run.advance(ScenarioRun::Time{std::chrono::hours(24 * day)}, status, stage);
    expect(run.over() || scenario.events().size() > 2, "a short scenario comes to its end");
  } catch (const ScenarioError& error) {
    expect_sentence(error.what());
  }
}

void check(const Scenario& scenario) {
  try {
    scenario.check(Json{{"steps", 3}, {"outcome", "secret"}, {"waits", {{{"name", "Bob"}}}}});
  } catch (const ScenarioError& error) {
    expect_sentence(error.what());
  }
}

}  // namespace
}  // namespace sotto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto scenario = sotto::read({reinterpret_cast<const char*>(data), size});
  if (!scenario) return 0;
  sotto::follow(*scenario);
  sotto::check(*scenario);
  return 0;
}
