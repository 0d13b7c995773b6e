// Every message there and back, and every way in which one of its fields can be wrong.
#include "shared/protocol/messages.hpp"

#include <gtest/gtest.h>

#include <map>

#include "shared/protocol/limits.hpp"

namespace sotto::protocol {
namespace {

const std::string kDigest(64, 'a');

// ---- There and back ----

void expect_round_trip(const ToRelay& message) {
  const auto text = encode(message);
  const auto back = decode_to_relay(text);
  ASSERT_EQ(fault(back), nullptr) << text << "\n" << fault(back)->message;
  EXPECT_EQ(std::get<ToRelay>(back), message) << text;
  EXPECT_EQ(text.find('\n'), std::string::npos) << "one line";
}

void expect_round_trip(const FromRelay& message) {
  const auto text = encode(message);
  const auto back = decode_from_relay(text);
  ASSERT_EQ(fault(back), nullptr) << text << "\n" << fault(back)->message;
  EXPECT_EQ(std::get<FromRelay>(back), message) << text;
}

Status full_status() {
  return {.session = "live",
          .state = SessionState::running,
          .text = "waiting for Bob: feedback, step 3, 0.1 s of 10.0 s",
          .epoch = 2,
          .step = 3,
          .alice_bob_steps = 1,
          .phase = Phase::eve,
          .waiting = Wait{Role::bob, "feedback", 100, 10'000},
          .connected = {Role::alice, Role::bob, Role::eve},
          .running_s = 1.5,
          .bob_bits_wrong = 0.25,
          .eve_bits_wrong = 7.5,
          .shadow_bits_wrong = 7.75,
          .secret_since_step = 2,
          .twin_in_step = false,
          .refused = 4,
          .missed_by_eve = 5,
          .eve_behind = true,
          .controls = {{{Phase::alice_bob, 1}, {Phase::eve, 4}}, 0.1, true, 250},
          .watchers = 2,
          .journal = true};
}

TEST(Messages, ToTheRelayArriveAsTheyWereSent) {
  expect_round_trip(ToRelay{Hello{1, "live", Role::alice, "token", {3, 4}}});
  expect_round_trip(ToRelay{Hello{1, "live", Role::watcher, "", {}}});
  expect_round_trip(ToRelay{Done{}});
  expect_round_trip(ToRelay{Done{
      4'294'967'295U, kMaxSteps, {0.125, 0.25, 7.5, 7.75, 1.5, kDigest, std::string(64, '0')}}});
  expect_round_trip(ToRelay{Command{CommandName::pause, std::nullopt}});
  expect_round_trip(ToRelay{Command{CommandName::stop, 17}});
  expect_round_trip(ToRelay{Hello{1, "live", Role::operator_, "token", {}, true}});
  expect_round_trip(ToRelay{Done{0, 1, {.sensitivity = std::string("\0\x7F\xFF", 3)}}});
  expect_round_trip(ToRelay{Reading{3, std::int64_t{1} << 62, "gr\xC3\xBC\xFF"}});
  expect_round_trip(ToRelay{Reading{}});
}

TEST(Messages, EveryCommandArrivesAsItWasSent) {
  for (std::size_t i = 0; i < Names<CommandName>::values.size(); ++i) {
    Command command{.name = static_cast<CommandName>(i)};
    if (command.name == CommandName::pace) command.step_ms = 500;
    if (command.name == CommandName::say) command.text = "grüße", command.repeat_ms = 2000;
    if (command.name == CommandName::cycle)
      command.cycle = {{Phase::alice_bob, 1}, {Phase::eve, 4}};
    if (command.name == CommandName::learning_rate) command.learning_rate = 0.1;
    expect_round_trip(ToRelay{command});
    const bool may_wait = command.name != CommandName::step && command.name != CommandName::pace &&
                          command.name != CommandName::say;
    command.at_step = 17;
    if (may_wait) expect_round_trip(ToRelay{command});
  }
}

TEST(Messages, FromTheRelayArriveAsTheyWereSent) {
  SessionConfig config;
  config.bits = 32;
  config.learning_rate = 0.1;  // no finite binary fraction
  config.cycle = {{Phase::alice_bob, 3}};
  expect_round_trip(FromRelay{Welcome{"live", Role::operator_, 1, 2, config}});
  expect_round_trip(FromRelay{Turn{1, 99, Phase::eve, 0.1, true, true, 3, true}});
  expect_round_trip(FromRelay{Turn{}});
  expect_round_trip(FromRelay{Say{1, "grüße"}});
  expect_round_trip(FromRelay{Rewind{7, 0}});
  expect_round_trip(FromRelay{Gap{3, 9}});
  expect_round_trip(FromRelay{Finish{0, 30, Outcome::secret, "the secret is kept"}});
  expect_round_trip(FromRelay{Error{ErrorCode::session_over, "it has finished"}});
  expect_round_trip(FromRelay{full_status()});
  expect_round_trip(FromRelay{Status{}});
  expect_round_trip(FromRelay{Report{Json{{"outcome", "secret"}, {"steps", 3}}}});
}

TEST(Messages, EveryErrorCodeAndRoleHasItsName) {
  for (std::size_t i = 0; i < Names<ErrorCode>::values.size(); ++i)
    expect_round_trip(FromRelay{Error{static_cast<ErrorCode>(i), ""}});
  for (std::size_t i = 0; i < Names<Role>::values.size(); ++i)
    expect_round_trip(ToRelay{Hello{1, "live", static_cast<Role>(i), "", {}}});
}

TEST(Messages, TextThatIsNotUtf8IsMendedWhenSent) {
  const auto text = encode(FromRelay{Error{ErrorCode::bad_json, "what: \xFF\xFE"}});
  const auto back = decode_from_relay(text);
  ASSERT_EQ(fault(back), nullptr) << text;
  EXPECT_EQ(std::get<Error>(std::get<FromRelay>(back)).message, "what: \uFFFD\uFFFD");
}

// ---- What can be wrong with each field ----

enum class Kind { whole, number, boolean, text, choice, object, array, digest, base64 };

/// JSON texts that no field of that kind may hold.
std::vector<std::string> bad_values(Kind kind) {
  const auto quoted = [](std::size_t size, char c) { return '"' + std::string(size, c) + '"'; };
  const auto too_long = quoted(5000, 'x');
  switch (kind) {
    case Kind::whole:
      return {"null",
              "true",
              "\"1\"",
              "1.5",
              "1.0",
              "1e3",
              "-1",
              "[]",
              "{}",
              "9223372036854775808",
              "18446744073709551615"};
    case Kind::number:  // what JSON makes of a NaN is null
      return {"null", "true", "\"1\"", "\"NaN\"", "-0.5", "-1", "1e300", "[]", "{}"};
    case Kind::boolean:
      return {"null", "0", "1", "\"true\"", "[]", "{}"};
    case Kind::text:
      return {"null", "1", "true", "[]", "{}", too_long};
    case Kind::choice:
      return {"null", "0", "true", "[]", "{}", "\"\"", "\"nobody\"", "\"Alice\"", too_long};
    case Kind::object:
      return {"null", "1", "\"\"", "true", "[]"};
    case Kind::array:
      return {"null", "1", "\"\"", "true", "{}"};
    case Kind::base64:
      return {"null", "1", "true", "[]", "{}", "\"A\"", "\"?\""};
    case Kind::digest:
      return {"null",         "1", "[]", "\"\"", quoted(63, 'a'), quoted(65, 'a'), quoted(64, 'A'),
              quoted(64, 'g')};
  }
  return {};
}

/// One message in full: where its fields are, what they are, and whether they may be absent.
struct Grammar {
  std::string name;
  std::string example;
  struct Field {
    Kind kind;
    bool optional = false;
  };
  std::map<std::string, Field> fields;  ///< by JSON pointer
  /// Values that only this field refuses: (JSON pointer, JSON text).
  std::vector<std::pair<std::string, std::string>> also_bad = {};
};

/// So that a failing case prints its name.
void PrintTo(const Grammar& grammar, std::ostream* out) { *out << grammar.name; }

class MessageGrammar : public testing::TestWithParam<Grammar> {
 protected:
  /// What decoding says, or nothing where the message is accepted.
  static std::optional<Fault> decode(const std::string& text) {
    const auto known = Json::parse(GetParam().example)["type"];
    std::optional<Fault> wrong;
    if (known == "hello" || known == "done" || known == "command") {
      const auto result = decode_to_relay(text);
      if (const auto* found = fault(result)) wrong = *found;
    } else {
      const auto result = decode_from_relay(text);
      if (const auto* found = fault(result)) wrong = *found;
    }
    return wrong;
  }

  static void expect_bad_field(const Json& message, const std::string& pointer) {
    const auto text = message.dump();
    const auto wrong = decode(text);
    ASSERT_TRUE(wrong) << "accepted: " << text.substr(0, 400);
    EXPECT_EQ(wrong->code, ErrorCode::bad_field) << text.substr(0, 400);
    const auto key = pointer.substr(pointer.rfind('/') + 1);
    EXPECT_NE(wrong->message.find(key), std::string::npos)
        << "does not name '" << key << "': " << wrong->message;
  }

  const Json example_ = Json::parse(GetParam().example);
};

TEST_P(MessageGrammar, TheExampleIsAccepted) {
  const auto wrong = decode(GetParam().example);
  EXPECT_FALSE(wrong) << wrong->message;
}

TEST_P(MessageGrammar, EveryFieldOfTheExampleIsDescribed) {
  const auto walk = [](const auto& self, const Json& object, const std::string& at) -> void {
    for (const auto& [key, value] : object.items()) {
      const auto pointer = at + "/" + key;
      if (pointer == "/type") continue;
      const auto& known = GetParam().fields;
      ASSERT_TRUE(known.contains(pointer)) << pointer;
      if (known.at(pointer).kind == Kind::object && pointer != "/config" && pointer != "/report")
        self(self, value, pointer);
    }
  };
  walk(walk, example_, "");
}

TEST_P(MessageGrammar, OnlyOptionalFieldsMayBeMissing) {
  for (const auto& [pointer, field] : GetParam().fields) {
    auto message = example_;
    const Json::json_pointer at(pointer);
    message.at(at.parent_pointer()).erase(at.back());
    if (!field.optional) {
      expect_bad_field(message, pointer);
    } else {
      EXPECT_FALSE(decode(message.dump())) << pointer;
    }
  }
}

TEST_P(MessageGrammar, NoFieldHoldsAnotherTypeOrAValueOutOfItsRange) {
  for (const auto& [pointer, field] : GetParam().fields)
    for (const auto& value : bad_values(field.kind)) {
      SCOPED_TRACE(pointer + " = " + value.substr(0, 40));
      auto message = example_;
      message.at(Json::json_pointer(pointer)) = Json::parse(value);
      expect_bad_field(message, pointer);
    }
  for (const auto& [pointer, value] : GetParam().also_bad) {
    SCOPED_TRACE(pointer + " = " + value.substr(0, 40));
    auto message = example_;
    message.at(Json::json_pointer(pointer)) = Json::parse(value);
    expect_bad_field(message, pointer);
  }
}

TEST_P(MessageGrammar, AFieldThatNobodyKnowsIsRefused) {
  auto message = example_;
  message["surprise"] = 1;
  expect_bad_field(message, "/surprise");
}

TEST_P(MessageGrammar, AFieldNamedTwiceIsRefused) {
  for (const auto& [key, value] : example_.items()) {
    auto text = example_.dump();
    text.insert(1, Json(key).dump() + ":" + value.dump() + ",");
    const auto wrong = decode(text);
    ASSERT_TRUE(wrong) << text;
    EXPECT_EQ(wrong->code, ErrorCode::bad_json);
  }
}

using enum Kind;
INSTANTIATE_TEST_SUITE_P(
    All, MessageGrammar,
    testing::Values(
        Grammar{"hello",
                R"({"type":"hello","protocol":1,"session":"live","role":"alice","token":"t",
                    "holds":[3,4],"telemetry":false})",
                {{"/telemetry", {boolean, true}},
                 {"/protocol", {whole}},
                 {"/session", {text}},
                 {"/role", {choice}},
                 {"/token", {text}},
                 {"/holds", {array}}},
                {{"/protocol", "1000001"},
                 {"/telemetry", "true"},  // of a party
                 {"/session", "\"" + std::string(kMaxSessionName + 1, 's') + "\""},
                 {"/token", "\"" + std::string(kMaxToken + 1, 't') + "\""},
                 {"/holds", "[1.5]"},
                 {"/holds", "[-1]"},
                 {"/holds", "[\"1\"]"},
                 {"/holds", "[null]"},
                 {"/holds", "[1000000000001]"},
                 {"/holds", "[18446744073709551615]"},
                 {"/holds", Json(std::vector<int>(kMaxHeldSteps + 1, 1)).dump()}}},
        Grammar{"done",
                R"({"type":"done","epoch":0,"step":5,"metrics":{"error_bits":1.5,"bits_wrong":1,
                    "shadow_error_bits":2,"shadow_bits_wrong":2.5,"compute_ms":3,"digest":")" +
                    kDigest + R"(","shadow_digest":")" + kDigest + R"(","sensitivity":"AAEC"}})",
                {{"/epoch", {whole}},
                 {"/step", {whole}},
                 {"/metrics", {object}},
                 {"/metrics/error_bits", {number, true}},
                 {"/metrics/bits_wrong", {number, true}},
                 {"/metrics/shadow_error_bits", {number, true}},
                 {"/metrics/shadow_bits_wrong", {number, true}},
                 {"/metrics/compute_ms", {number, true}},
                 {"/metrics/digest", {digest, true}},
                 {"/metrics/shadow_digest", {digest, true}},
                 {"/metrics/sensitivity", {base64, true}}},
                {{"/epoch", "4294967296"},
                 {"/step", "1000000000001"},
                 {"/metrics/error_bits", "128.5"},
                 {"/metrics/bits_wrong", "129"},
                 {"/metrics/sensitivity", "\"AAE\""},
                 {"/metrics/sensitivity", "\"AA EC\""},
                 {"/metrics/sensitivity", "\"AAEC=\""}}},
        Grammar{"pace",
                R"({"type":"command","name":"pace","step_ms":10000})",
                {{"/name", {choice}}, {"/step_ms", {whole}}},
                {{"/step_ms", "10001"}}},
        Grammar{"say_command",
                R"({"type":"command","name":"say","text":"hi","repeat_ms":250})",
                {{"/name", {choice}}, {"/text", {text}}, {"/repeat_ms", {whole}}},
                {{"/text", "\"\""}, {"/repeat_ms", "249"}, {"/repeat_ms", "60001"}}},
        Grammar{"cycle",
                R"({"type":"command","name":"cycle","cycle":"alice_bob:1,eve:4","at_step":3})",
                {{"/name", {choice}}, {"/cycle", {text}}, {"/at_step", {whole, true}}},
                {{"/cycle", "\"alice\""}}},
        Grammar{"learning_rate",
                R"({"type":"command","name":"learning_rate","learning_rate":0.1,"at_step":3})",
                {{"/name", {choice}}, {"/learning_rate", {number}}, {"/at_step", {whole, true}}},
                {{"/learning_rate", "1.5"}}},
        Grammar{"command",
                R"({"type":"command","name":"pause","at_step":3})",
                {{"/name", {choice}}, {"/at_step", {whole, true}}},
                {{"/at_step", "1000000000001"}}},
        Grammar{"welcome",
                R"({"type":"welcome","protocol":1,"session":"live","role":"bob","epoch":0,"step":5,
                    "config":{"bits":16}})",
                {{"/protocol", {whole}},
                 {"/session", {text}},
                 {"/role", {choice}},
                 {"/epoch", {whole}},
                 {"/step", {whole}},
                 {"/config", {object}}},
                {{"/protocol", "2"}}},
        Grammar{"turn",
                R"({"type":"turn","epoch":0,"step":5,"phase":"eve","rate":0.008,"digest":true,
                "frozen":true,"reset":1,"sensitivity":true})",
                {{"/epoch", {whole}},
                 {"/step", {whole}},
                 {"/phase", {choice}},
                 {"/rate", {number}},
                 {"/digest", {boolean, true}},
                 {"/frozen", {boolean, true}},
                 {"/reset", {whole, true}},
                 {"/sensitivity", {boolean, true}}},
                {{"/phase", "\"audit\""}, {"/rate", "1.5"}}},
        Grammar{"say",
                R"({"type":"say","id":1,"text":"hi"})",
                {{"/id", {whole}}, {"/text", {text}}},
                {{"/id", "0"}}},
        Grammar{"rewind",
                R"({"type":"rewind","epoch":1,"step":5})",
                {{"/epoch", {whole}}, {"/step", {whole}}}},
        Grammar{"gap",
                R"({"type":"gap","first":1,"last":5})",
                {{"/first", {whole}}, {"/last", {whole}}}},
        Grammar{
            "finish",
            R"({"type":"finish","epoch":1,"step":5,"outcome":"secret","reason":"kept"})",
            {{"/epoch", {whole}}, {"/step", {whole}}, {"/outcome", {choice}}, {"/reason", {text}}}},
        Grammar{"error",
                R"({"type":"error","code":"bad_json","message":"no"})",
                {{"/code", {choice}}, {"/message", {text}}}},
        Grammar{"status",
                encode(FromRelay{full_status()}),
                {{"/session", {text}},
                 {"/state", {choice}},
                 {"/text", {text}},
                 {"/epoch", {whole}},
                 {"/step", {whole}},
                 {"/alice_bob_steps", {whole}},
                 {"/phase", {choice}},
                 {"/waiting", {object, true}},
                 {"/waiting/role", {choice}},
                 {"/waiting/what", {text}},
                 {"/waiting/waited_ms", {whole}},
                 {"/waiting/deadline_ms", {whole}},
                 {"/connected", {array}},
                 {"/running_s", {number}},
                 {"/bob_bits_wrong", {number, true}},
                 {"/eve_bits_wrong", {number, true}},
                 {"/shadow_bits_wrong", {number, true}},
                 {"/secret_since_step", {whole, true}},
                 {"/twin_in_step", {boolean, true}},
                 {"/refused", {whole}},
                 {"/missed_by_eve", {whole}},
                 {"/eve_behind", {boolean}},
                 {"/controls", {object}},
                 {"/controls/cycle", {text}},
                 {"/controls/learning_rate", {number}},
                 {"/controls/frozen", {boolean}},
                 {"/controls/step_ms", {whole}},
                 {"/watchers", {whole}},
                 {"/journal", {boolean}}},
                {{"/connected", "[\"nobody\"]"}, {"/connected", "[1]"}}},
        Grammar{"report", R"({"type":"report","report":{"steps":3}})", {{"/report", {object}}}}),
    [](const auto& grammar) { return grammar.param.name; });

// ---- A reading: the other form of `done` ----

TEST(Readings, ThatAreNotWhatTheyShouldBeAreRefused) {
  for (const auto* rest :
       {R"("chat":1)", R"("chat":1,"reading":null)", R"("chat":1,"reading":"?")",
        R"("chat":1,"reading":"aGk")", R"("chat":-1,"reading":"aGk=")",
        R"("chat":1.5,"reading":"aGk=")", R"("chat":null,"reading":"aGk=")",
        R"("chat":9223372036854775808,"reading":"aGk=")", R"("chat":1,"reading":"aGk=","step":1)",
        R"("chat":1,"reading":"aGk=","metrics":{})"}) {
    const auto text = R"({"type":"done","epoch":0,)" + std::string(rest) + "}";
    const auto result = decode_to_relay(text);
    EXPECT_NE(fault(result), nullptr) << text;
  }
  const auto long_one = encode(ToRelay{Reading{0, 1, std::string(kMaxChatText + 1, 'x')}});
  EXPECT_NE(fault(decode_to_relay(long_one)), nullptr);
}

// ---- What is no message at all ----

void expect_fault(const std::string& text, ErrorCode code) {
  const auto result = decode_to_relay(text);
  const auto* wrong = fault(result);
  ASSERT_NE(wrong, nullptr) << "accepted: " << text.substr(0, 100);
  EXPECT_EQ(wrong->code, code) << wrong->message << " of " << text.substr(0, 100);
  EXPECT_FALSE(wrong->message.empty());
}

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

// The parser must not recurse once for every bracket.
TEST(Messages, DeepNestingIsRefusedWithoutTrouble) {
  constexpr std::size_t kDepth = 10'000;
  const std::string arrays = std::string(kDepth, '[') + std::string(kDepth, ']');
  std::string objects;
  for (std::size_t i = 0; i < kDepth; ++i) objects += "{\"a\":";
  objects += "1" + std::string(kDepth, '}');
  expect_fault(arrays, ErrorCode::bad_json);
  expect_fault(std::string(kDepth, '['), ErrorCode::bad_json);
  expect_fault(objects, ErrorCode::unknown_type);
  expect_fault("{\"type\":\"done\",\"epoch\":0,\"step\":0,\"metrics\":" + arrays + "}",
               ErrorCode::bad_field);
  expect_fault("{\"type\":\"done\",\"epoch\":0,\"step\":0,\"metrics\":" + objects + "}",
               ErrorCode::bad_field);
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
  expect_fault(R"({"type":"done","epoch":0,"step":0,"metrics":{"bits_wrong":1,"bits_wrong":0}})",
               ErrorCode::bad_json);
}

TEST(Messages, TheSameKeyInTwoObjectsIsNoDuplicate) {
  const auto result = decode_from_relay(encode(FromRelay{full_status()}));  // "role", "step" inside
  EXPECT_EQ(fault(result), nullptr);
}

TEST(Messages, StepsThatDoNotAscendAreNoHoldings) {
  for (const auto* holds : {"[4,3]", "[3,3]", "[1,5,4]"})
    expect_fault(R"({"type":"hello","protocol":1,"session":"s","role":"bob","token":"","holds":)" +
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

}  // namespace
}  // namespace sotto::protocol
