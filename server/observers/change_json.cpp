#include "server/observers/change_json.hpp"

namespace sotto {

Json to_json(const Change& change) {
  Json object{{"at_step", change.at_step}, {"name", name(change.kind)}};
  if (change.kind == ChangeKind::cycle) object["cycle"] = to_text(change.cycle);
  if (change.kind == ChangeKind::learning_rate) object["learning_rate"] = change.learning_rate;
  return object;
}

Json to_json(const PlanChanged& changed) {
  auto object = to_json(changed.change);
  if (changed.decides) object["decides"] = true;
  return object;
}

PlanChanged change_from_json(const Json& object) {
  Fields from(object, {"change"});
  PlanChanged changed;
  auto& change = changed.change;
  change.at_step = from.integer("at_step", 0, kMaxSteps);
  change.kind = from.choice<ChangeKind>("name");
  if (change.kind == ChangeKind::cycle) {
    const auto cycle = parse_cycle(from.text("cycle", kMaxCycleText));
    if (!cycle) from.fail("cycle", "is no cycle");
    change.cycle = *cycle;
  }
  if (change.kind == ChangeKind::learning_rate)
    change.learning_rate = from.number("learning_rate", 0, 1);
  if (from.has("decides")) changed.decides = from.boolean("decides");
  from.finish();
  return changed;
}

Json to_json(const AuditBegun& begun) {
  return {{"audit", begun.audit}, {"attackers", begun.attackers}};
}

AuditBegun audit_from_json(const Json& object) {
  Fields from(object, {"audit"});
  AuditBegun begun{.audit = from.integer("audit", 0, kMaxSteps), .attackers = {}};
  const auto place = from.place("attackers");
  protocol::List<protocol::Text>{protocol::kMaxAttackers, {protocol::kMaxAttackerName}}.read(
      from.at("attackers"), place, begun.attackers);
  from.finish();
  return begun;
}

Json to_json(const SayOrdered& ordered) {
  return {{"id", ordered.say.id}, {"text", ordered.say.text}, {"repeat_ms", ordered.repeat_ms}};
}

SayOrdered say_from_json(const Json& object) {
  Fields from(object, {"say"});
  SayOrdered ordered;
  ordered.say.id = from.integer("id", 1, std::numeric_limits<std::int64_t>::max());
  ordered.say.text = from.text("text", protocol::kMaxChatText);
  ordered.repeat_ms = from.integer("repeat_ms", 0, protocol::kMaxRepeatMs);
  from.finish();
  return ordered;
}

}  // namespace sotto
