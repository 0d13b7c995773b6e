#include "server/observers/change_json.hpp"

namespace sotto {

Json to_json(const Change& change) {
  Json object{{"at_step", change.at_step}, {"name", name(change.kind)}};
  if (change.kind == ChangeKind::cycle) object["cycle"] = to_text(change.cycle);
  if (change.kind == ChangeKind::learning_rate) object["learning_rate"] = change.learning_rate;
  return object;
}

Change change_from_json(const Json& object) {
  Fields from(object, {"change"});
  Change change;
  change.at_step = from.integer("at_step", 0, kMaxSteps);
  change.kind = from.choice<ChangeKind>("name");
  if (change.kind == ChangeKind::cycle) {
    const auto cycle = parse_cycle(from.text("cycle", kMaxCycleText));
    if (!cycle) from.fail("cycle", "is no cycle");
    change.cycle = *cycle;
  }
  if (change.kind == ChangeKind::learning_rate)
    change.learning_rate = from.number("learning_rate", 0, 1);
  from.finish();
  return change;
}

}  // namespace sotto
