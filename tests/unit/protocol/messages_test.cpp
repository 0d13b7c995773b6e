// Messages there and back, and what is no message at all.
#include "shared/protocol/messages.hpp"

#include <gtest/gtest.h>

#include "shared/protocol/limits.hpp"

namespace sotto::protocol {
namespace {

const std::string kDigest(64, 'a');

// ---- There and back ----

void expect_round_trip(const ToRelay& message) {
  const auto text = encode(message);
  const auto back = decode_to_relay(text);
  ASSERT_TRUE(back) << text << "\n" << back.error().message;
  EXPECT_TRUE(*back == message) << text;
  EXPECT_EQ(text.find('\n'), std::string::npos) << "one line";
}

void expect_round_trip(const FromRelay& message) {
  const auto text = encode(message);
  const auto back = decode_from_relay(text);
  ASSERT_TRUE(back) << text << "\n" << back.error().message;
  EXPECT_TRUE(*back == message) << text;
}

Status full_status() {
  return {.session = "live",
          .state = SessionState::running,
          .text = "waiting for Bob: feedback, step 3, 0.1 s of 10.0 s",
          .epoch = 2,
          .step = 3,
          .main_steps = 1,
          .phase = "eve",
          .connected = {Role::alice, Role::bob, Role::eve},
          .listeners = 1,
          .attackers = {"linear", "mlp256"},
          .running_s = 1.5,
          .means = {{"bob", 0.25}, {"eve", 7.5}, {"shadow", 7.75}},
          .goal_since_step = 2,
          .goal_text = "Eve fails since step 2",
          .twin_in_step = false,
          .waiting = Wait{Role::bob, "feedback", 100, 10'000},
          .refused = 4,
          .missed_by_eve = 5,
          .eve_behind = true,
          .controls = {{{"alice_bob", 1}, {"eve", 4}}, 0.1, true, 250},
          .watchers = 2,
          .journal = true};
}

Finding full_finding() {
  return {.attacker = "mlp256",
          .audit = 3'000,
          .reads = "bits",
          .minibatches = 590,
          .of = 600,
          .final = true,
          .missed = 10,
          .bits_wrong = 0.1 + 0.2,
          .low = 0.25,
          .high = 0.5,
          .leak_bits = 1.0 / 3,
          .gain = 7.7};
}

TEST(Messages, ToTheRelayArriveAsTheyWereSent) {
  expect_round_trip(ToRelay{Hello{3, "live", Role::alice, "token", {3, 4}}});
  expect_round_trip(ToRelay{Hello{3, "live", Role::listener, "", {}}});
  expect_round_trip(ToRelay{Hello{3, "live", Role::operator_, "token", {}, true}});
  expect_round_trip(ToRelay{Hello{.protocol = 3,
                                  .session = "live",
                                  .role = Role::attacker,
                                  .token = "token",
                                  .holds = {},
                                  .attacker = "leak4-mlp256"}});
  expect_round_trip(ToRelay{full_finding()});
  expect_round_trip(ToRelay{Finding{.attacker = "affine"}});
  expect_round_trip(ToRelay{Done{}});
  expect_round_trip(ToRelay{Done{4'294'967'295U,
                                 kMaxSteps,
                                 {.values = {{"bob", 0.125}},
                                  .compute_ms = 1.5,
                                  .digests = {{"alice", kDigest}, {"shadow", std::string(64, '0')}},
                                  .probe = std::string("\0\x7F\xFF", 3)}}});
  expect_round_trip(ToRelay{ChatDone{3, std::int64_t{1} << 62, "gr\xC3\xBC\xFF"}});
  expect_round_trip(ToRelay{ChatDone{}});
}

TEST(Messages, EveryCommandArrivesAsItWasSent) {
  for (const auto& form : kCommandForms) {
    Command command{.id = 7, .name = form.name};
    if (form.step_ms) command.step_ms = 500;
    if (form.text) command.text = "grüße", command.repeat_ms = 2000;
    if (form.cycle) command.cycle = Cycle{{"alice_bob", 1}, {"eve", 4}};
    if (form.learning_rate) command.learning_rate = 0.1;
    expect_round_trip(ToRelay{command});
    if (form.at_step) command.at_step = 17;
    expect_round_trip(ToRelay{command});
  }
  EXPECT_EQ(kCommandForms.size(), Names<CommandName>::values.size());
}

// What is written is the protocol's: another program reads it.
TEST(Messages, StandOnTheWireAsDocumented) {
  EXPECT_EQ(encode(ToRelay{Done{1, 2, {.values = {{"bob", 0.5}}}}}),
            R"({"type":"done","epoch":1,"step":2,"metrics":{"values":{"bob":0.5}}})");
  EXPECT_EQ(encode(FromRelay{Turn{1, 99, "eve", 0.1}}),
            R"({"type":"turn","epoch":1,"step":99,"phase":"eve","rate":0.1})");
  EXPECT_EQ(
      encode(FromRelay{Turn{.phase = "eve",
                            .rate = 1,
                            .noise = 0.25,
                            .shadows_weight = 1.5,
                            .shadow_reset = 2,
                            .restart = true,
                            .digest = true,
                            .frozen = true,
                            .eve_generation = 3,
                            .probe = true}}),
      R"({"type":"turn","epoch":0,"step":0,"phase":"eve","rate":1,"noise":0.25,)"
      R"("shadows_weight":1.5,"shadow_reset":2,"restart":true,"digest":true,"frozen":true,"eve_generation":3,"probe":true})");
  EXPECT_EQ(encode(FromRelay{CommandResult{.id = 7, .accepted = true, .from_step = 1203}}),
            R"({"type":"command_result","id":7,"accepted":true,"from_step":1203})");
  EXPECT_EQ(encode(FromRelay{Notice{1.23456, 5, NoticeKind::goal_lost, "gone"}}),
            R"({"type":"notice","t":1.2346,"step":5,"kind":"goal_lost","text":"gone"})");
}

TEST(Messages, FromTheRelayArriveAsTheyWereSent) {
  SessionConfig config;
  config.bits = 32;
  config.learning_rate = 0.1;  // no finite binary fraction
  config.cycle = {{"alice_bob", 3}};
  const TaskInfo task{.name = "bit_secrecy",
                      .main_phase = "alice_bob",
                      .phases = {"alice_bob", "eve"},
                      .frames = {{"ciphertext", 1, 512, 32, 1}},
                      .series = {{"bob", "Bob", "bits_wrong", Role::bob, "alice_bob", 32, 16}},
                      .goal = {"secret", 20, {{"bob", 0.1, std::nullopt}}}};
  expect_round_trip(
      FromRelay{Welcome{kProtocolVersion, "live", Role::operator_, 1, 2, config, task}});
  expect_round_trip(FromRelay{Turn{.epoch = 1,
                                   .step = 99,
                                   .phase = "eve",
                                   .rate = 0.1,
                                   .noise = 0.3,
                                   .shadows_weight = 20,
                                   .shadow_reset = 0,
                                   .restart = true,
                                   .digest = true,
                                   .frozen = true,
                                   .eve_generation = 3,
                                   .probe = true,
                                   .audit = 90}});
  expect_round_trip(FromRelay{Turn{}});
  expect_round_trip(FromRelay{Say{1, "grüße"}});
  expect_round_trip(FromRelay{Rewind{7, 0}});
  expect_round_trip(FromRelay{Meeting{std::string(64, 'a'), std::string(64, 'b')}});
  expect_round_trip(FromRelay{Gap{3, 9}});
  expect_round_trip(FromRelay{Finish{0, 30, "secret", "the secret is kept"}});
  expect_round_trip(FromRelay{Error{ErrorCode::session_over, "it has finished"}});
  expect_round_trip(FromRelay{full_status()});
  expect_round_trip(FromRelay{Status{}});
  expect_round_trip(FromRelay{Report{Json{{"outcome", "secret"}, {"steps", 3}}}});
  expect_round_trip(FromRelay{
      CommandResult{.id = 7, .accepted = false, .code = ErrorCode::overflow, .message = "no"}});
}

TEST(Messages, EveryErrorCodeAndRoleHasItsName) {
  for (std::size_t i = 0; i < Names<ErrorCode>::values.size(); ++i)
    expect_round_trip(FromRelay{Error{static_cast<ErrorCode>(i), ""}});
  for (std::size_t i = 0; i < Names<Role>::values.size(); ++i)
    if (const auto role = static_cast<Role>(i); role != Role::attacker)  // who says its name, too
      expect_round_trip(ToRelay{Hello{3, "live", role, "", {}}});
}

TEST(Messages, TextThatIsNotUtf8IsMendedWhenSent) {
  const auto text = encode(FromRelay{Error{ErrorCode::bad_json, "what: \xFF\xFE"}});
  const auto back = decode_from_relay(text);
  ASSERT_TRUE(back) << text;
  EXPECT_EQ(std::get<Error>(*back).message, "what: \uFFFD\uFFFD");
}

// ---- What can be wrong with a field: what no table says (field_table_test.cpp has the rest) ----

void expect_fault(const std::string& text, ErrorCode code) {
  const auto result = decode_to_relay(text);
  ASSERT_FALSE(result) << "accepted: " << text.substr(0, 100);
  EXPECT_EQ(result.error().code, code) << result.error().message << " of " << text.substr(0, 100);
  EXPECT_FALSE(result.error().message.empty());
}

/// It is refused, and the sentence has `words`.
void expect_bad_field(const std::string& text, const std::string& words) {
  expect_fault(text, ErrorCode::bad_field);
  const auto result = decode_to_relay(text);
  if (!result) {
    EXPECT_NE(result.error().message.find(words), std::string::npos) << result.error().message;
  }
}

TEST(Messages, ACommandHasTheFieldsOfItsNameAndNoOthers) {
  const auto command = [](const std::string& rest) {
    return R"({"type":"command","id":1,)" + rest + "}";
  };
  expect_bad_field(command(R"("name":"pace")"), "command.step_ms is missing");
  expect_bad_field(command(R"("name":"say","text":"hi")"), "command.repeat_ms is missing");
  expect_bad_field(command(R"("name":"say","repeat_ms":0)"), "command.text is missing");
  expect_bad_field(command(R"("name":"cycle","at_step":3)"), "command.cycle is missing");
  expect_bad_field(command(R"("name":"learning_rate")"), "command.learning_rate is missing");
  expect_bad_field(command(R"("name":"pause","step_ms":1)"),
                   "command.step_ms is no field of 'pause'");
  expect_bad_field(command(R"("name":"step","at_step":3)"),
                   "command.at_step is no field of 'step'");
  expect_bad_field(command(R"("name":"say","text":"","repeat_ms":0)"), "command.text is empty");
  expect_bad_field(command(R"("name":"say","text":"hi","repeat_ms":249)"), "command.repeat_ms");
  expect_bad_field(command(R"("name":"say","text":"hi","repeat_ms":60001)"), "command.repeat_ms");
}

// A command that is not good gets its result, too.
TEST(Messages, TheIdOfACommandIsFoundWhateverElseIsWrong) {
  EXPECT_EQ(id_of_command(R"({"type":"command","id":7,"name":"shout"})"), 7);
  EXPECT_EQ(id_of_command(R"({"type":"command","id":7})"), 7);
  for (const auto* text : {"", "[]", R"({"type":"done","id":7})", R"({"type":"command"})",
                           R"({"type":"command","id":0})", R"({"type":"command","id":"7"})",
                           R"({"type":"command","id":1.5})"})
    EXPECT_FALSE(id_of_command(text)) << text;
}

TEST(Messages, APlaceWithinAMessageIsNamedWhole) {
  expect_bad_field(R"({"type":"done","epoch":0,"step":0,"metrics":{"compute_ms":-1}})",
                   "done.metrics.compute_ms is out of range");
  expect_bad_field(R"({"type":"done","epoch":0,"step":0,"metrics":{"values":{"bob":"1"}}})",
                   "done.metrics.values.bob is not a number");
}

TEST(Messages, OnlyWatchersAndOperatorsAskForTelemetry) {
  for (const auto* role : {"alice", "bob", "eve", "listener"})
    expect_bad_field(R"({"type":"hello","protocol":6,"session":"s","role":")" + std::string(role) +
                         R"(","token":"","holds":[],"telemetry":true})",
                     "hello.telemetry");
}

TEST(Messages, OnlyBobSaysWhatHeHasHeard) {
  for (const auto* role : {"alice", "eve", "listener"})
    expect_bad_field(R"({"type":"hello","protocol":6,"session":"s","role":")" + std::string(role) +
                         R"(","token":"","holds":[],"heard":7})",
                     "hello.heard");
}

// ---- What is no message at all ----

TEST(Messages, TextThatIsNotOneObjectIsBadJson) {
  const std::string done = encode(ToRelay{Done{}});
  for (const auto& text : {std::string(),
                           std::string(" "),
                           std::string("null"),
                           std::string("1"),
                           std::string("\"hello\""),
                           std::string("[]"),
                           std::string("{"),
                           std::string("{}}"),
                           done + done,
                           "[" + done + "]",
                           done + "x",
                           done.substr(0, done.size() - 1),
                           "// comment\n" + done,
                           std::string("{'type':'done'}"),
                           std::string("{\"type\":done}"),
                           std::string("{\"step\":NaN}"),
                           std::string("{\"step\":1e999}"),
                           std::string("{\"step\":Infinity}"),
                           std::string("{\"step\":01}"),
                           std::string(1, '\0'),
                           done + '\0'})
    expect_fault(text, ErrorCode::bad_json);
}

TEST(Messages, InvalidUtf8IsBadJson) {
  for (const auto* bytes : {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82"})
    expect_fault("{\"type\":\"" + std::string(bytes) + "\"}", ErrorCode::bad_json);
}

// Neither the parser nor what copies a report may recurse once for every bracket.
TEST(Messages, DeepNestingIsRefusedWithoutTrouble) {
  constexpr std::size_t kDepth = 10'000;
  const std::string arrays = std::string(kDepth, '[') + std::string(kDepth, ']');
  std::string objects;
  for (std::size_t i = 0; i < kDepth; ++i) objects += "{\"a\":";
  objects += "1" + std::string(kDepth, '}');
  expect_fault(arrays, ErrorCode::bad_json);
  expect_fault(std::string(kDepth, '['), ErrorCode::bad_json);
  expect_fault(objects, ErrorCode::bad_json);
  expect_fault("{\"type\":\"done\",\"epoch\":0,\"step\":0,\"metrics\":" + arrays + "}",
               ErrorCode::bad_json);
  expect_fault("{\"type\":\"done\",\"epoch\":0,\"step\":0,\"metrics\":" + objects + "}",
               ErrorCode::bad_json);
}

TEST(Messages, AReportIsNestedAsDeepAsIsAllowedAndNoDeeper) {
  const auto report = [](std::size_t depth) {
    return decode_from_relay(R"({"type":"report","report":{"a":)" + std::string(depth, '[') +
                             std::string(depth, ']') + "}}");
  };
  EXPECT_TRUE(report(kMaxNesting - 2));
  for (const std::size_t depth : {kMaxNesting - 1, 32'000}) {
    const auto refused = report(depth);
    ASSERT_FALSE(refused) << depth;
    EXPECT_EQ(refused.error().code, ErrorCode::bad_json);
  }
}

TEST(Messages, AnObjectWithoutAKnownTypeIsOfUnknownType) {
  for (const auto* text : {"{}", "{\"step\":1}", "{\"type\":1}", "{\"type\":null}",
                           "{\"type\":\"\"}", "{\"type\":\"Hello\"}", "{\"type\":\"shout\"}"})
    expect_fault(text, ErrorCode::unknown_type);
}

// A party that could send what only the relay says could fool another.
TEST(Messages, OfTheRelayAreNotUnderstoodByTheRelay) {
  for (const auto& message : {FromRelay{Turn{}}, FromRelay{Rewind{}}, FromRelay{Finish{}},
                              FromRelay{Error{}}, FromRelay{Say{1, "hi"}}})
    expect_fault(encode(message), ErrorCode::unknown_type);
}

TEST(Messages, DuplicateKeysDeepInsideAreNoticedToo) {
  expect_fault(R"({"type":"done","epoch":0,"step":0,"metrics":{"compute_ms":1,"compute_ms":0}})",
               ErrorCode::bad_json);
}

TEST(Messages, TheSameKeyInTwoObjectsIsNoDuplicate) {
  const auto result = decode_from_relay(encode(FromRelay{full_status()}));  // "role", "step" inside
  EXPECT_TRUE(result);
}

TEST(Messages, StepsThatDoNotAscendAreNoHoldings) {
  for (const auto* holds : {"[4,3]", "[3,3]", "[1,5,4]"})
    expect_fault(R"({"type":"hello","protocol":6,"session":"s","role":"bob","token":"","holds":)" +
                     std::string(holds) + "}",
                 ErrorCode::bad_field);
}

TEST(CloseCodes, LeadBackToTheirErrors) {
  EXPECT_EQ(close_code(ErrorCode::bad_json), 4000);
  EXPECT_EQ(close_code(ErrorCode::too_many_violations), 4018);
  for (std::size_t i = 0; i < Names<ErrorCode>::values.size(); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    EXPECT_EQ(error_of_close(close_code(code)), code);
  }
  for (const std::uint16_t other : {0, 1000, 1001, 1006, 3999, 4022, 65535})
    EXPECT_FALSE(error_of_close(other));
}

// A sentence goes back in an `error`, into logs and onto terminals.
TEST(Messages, ARefusalIsPrintableAndShortWhateverWasSent) {
  const std::string escape = R"(\u001b[31m)";
  const std::string endless(60'000, 'a');
  const auto hello = [](const std::string& attacker) {
    return R"({"type":"hello","protocol":6,"session":"s","role":"attacker","token":"",)"
           R"("holds":[],"attacker":")" +
           attacker + "\"}";
  };
  for (const auto& text :
       {R"({"type":")" + escape + "\"}",
        R"({"type":"rewind","epoch":0,"step":0,")" + endless + "\":1}",
        R"({"type":"rewind","epoch":0,"step":0,")" + escape + "\":1}", hello(escape),
        R"({"type":"command","id":1,"name":")" + escape + "\"}",
        R"({"type":"command","id":1,"name":"cycle","cycle":")" + escape + "\"}",
        R"({"type":"done","epoch":0,"step":0,"metrics":{"values":{")" + endless + R"(":"1"}}})",
        R"({"type":"done","epoch":0,"step":0,"metrics":{"values":{")" + escape + R"(":"1"}}})"}) {
    const auto result = decode_to_relay(text);
    ASSERT_FALSE(result) << text.substr(0, 100);
    EXPECT_EQ(printable(result.error().message), result.error().message);
    EXPECT_LE(result.error().message.size(), 200U);
  }
}

}  // namespace
}  // namespace sotto::protocol
