// Every message of the protocol, drawn at random from its field table: it arrives as it was sent,
// and whatever is wrong with one of its fields is refused with a sentence that names the field.
#include "shared/protocol/field_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <random>

#include "shared/protocol/messages.hpp"

namespace sotto::protocol {
namespace {

// ---- Good values ----

class Draw {
 public:
  /// `full`: every field is there.
  Draw(unsigned seed, bool full) : random_(seed), full_(full) {}

  std::int64_t between(std::int64_t low, std::int64_t high) {
    const auto kind = random_() % 4;
    if (kind == 0) return low;
    if (kind == 1) return high;
    if (kind == 2)
      return std::uniform_int_distribution<std::int64_t>(low, std::min(high, low + 100))(random_);
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }
  bool coin() { return random_() % 2 == 0; }
  bool present() { return full_ || coin(); }

  template <class T>
  void value(const Integer& rule, T& to) {
    to = static_cast<T>(between(rule.low, rule.high));
  }
  void value(const Number& rule, double& to) {
    if (rule.rounded)  // to what four decimals hold
      to = rule.low + static_cast<double>(between(0, 16'000)) / 16;
    else
      to = coin() ? rule.high : std::uniform_real_distribution(rule.low, rule.high)(random_);
  }
  void value(const Boolean&, bool& to) { to = coin(); }
  void value(const Text& rule, std::string& to) {
    constexpr std::array<std::string_view, 8> kPieces{"a",  "Z",  "é",  "日本",
                                                      "\"", "\\", "\n", "\x01"};
    const auto size = static_cast<std::size_t>(between(0, 40));
    to.clear();
    while (true) {
      const auto piece = kPieces[random_() % kPieces.size()];
      if (to.size() + piece.size() > std::min(size, rule.max_bytes)) break;
      to += piece;
    }
  }
  template <class E>
  void value(const Choice<E>&, E& to) {
    to = static_cast<E>(random_() % Names<E>::values.size());
  }
  void value(const Bytes& rule, std::string& to) {
    to.resize(static_cast<std::size_t>(
        between(0, std::min<std::int64_t>(60, static_cast<std::int64_t>(rule.max_bytes)))));
    for (auto& c : to) c = static_cast<char>(random_());
  }
  void value(const Digest&, std::string& to) {
    to.resize(64);
    for (auto& c : to) c = "0123456789abcdef"[random_() % 16];
  }
  void value(const AnyObject&, Json& to) { to = {{"steps", between(0, 9)}, {"outcome", "secret"}}; }
  void value(const CycleText&, Cycle& to) {
    to.clear();
    for (auto left = between(1, 3); left > 0; --left)
      to.push_back({coin() ? "alice_bob" : "eve", static_cast<int>(between(1, 300))});
  }
  void value(const ConfigObject&, SessionConfig& to) {
    to.bits = 2 * between(2, 64);
    to.learning_rate = std::uniform_real_distribution(0.001, 1.0)(random_);
    value(CycleText{}, to.cycle);
    to.shadow = coin() ? Shadow::twin : Shadow::independent;
    to.public_seed = between(0, kMaxSeed);
  }
  void value(const SpreadArray&, SpreadValues& to) {
    const Number rounded{0, 1e12, true};
    for (auto* each : {&to.min, &to.mean, &to.max}) value(rounded, *each);
    to.count = between(1, kMaxSteps);
  }
  void value(const RowsText&, std::string& to) {
    to = coin() ? "[]" : "[[0,3,0.5,null],[4,7,1.25,8]]";
  }
  template <class M>
  void value(const Object<M>&, M& to) {
    message(to);
  }
  template <class Rule, class T>
  void value(const List<Rule>& rule, std::vector<T>& to) {
    to.clear();
    const auto longest = std::min<std::int64_t>(3, static_cast<std::int64_t>(rule.max_size));
    for (auto left = full_ ? longest : between(0, longest); left > 0; --left) {
      T made{};
      value(rule.each, made);
      to.push_back(std::move(made));
    }
  }
  template <class Rule, class T>
  void value(const Map<Rule>& rule, ByName<T>& to) {
    to.clear();
    const auto size = full_ ? 2 : between(0, 3);
    for (std::int64_t i = 0; i < size; ++i) {
      T made{};
      value(rule.each, made);
      to.emplace_back("name_" + std::to_string(i), std::move(made));
    }
  }

  template <Tabled M>
  void message(M& to) {
    std::apply([&](const auto&... field) { (this->field(field, to), ...); }, Table<M>::fields);
    fit(to);
  }

 private:
  template <class M, class T, class Rule, std::derived_from<M> Message>
  void field(const Field<M, T, Rule>& field, Message& to) {
    if constexpr (IsOptional<T>::value) {
      if (!present()) return void((to.*field.member).reset());
      typename T::value_type made{};
      value(field.rule, made);
      to.*field.member = std::move(made);
    } else {
      value(field.rule, to.*field.member);
      // What is zero is not written.
      if (full_ && field.presence == Presence::if_set && to.*field.member == T{})
        this->field(field, to);
    }
  }

  /// What the fields of a message ask of each other.
  template <class M>
  void fit(M&) {}
  void fit(Hello& hello) {
    std::ranges::sort(hello.holds);
    hello.holds.erase(std::unique(hello.holds.begin(), hello.holds.end()), hello.holds.end());
    if (hello.telemetry && is_seated(hello.role)) hello.role = Role::operator_;
    if (hello.role != Role::alice && hello.role != Role::bob) hello.nonce.reset();
    if (hello.role != Role::bob) hello.heard.reset();
    hello.attacker = hello.role == Role::attacker ? "mlp256" : "";
  }
  void fit(Finding& finding) {
    finding.of = std::max(finding.of, finding.minibatches);
    if (!finding.bits_wrong) return;
    if (finding.low) finding.low = std::min(*finding.low, *finding.bits_wrong);
    if (finding.high) finding.high = std::max(*finding.high, *finding.bits_wrong);
  }
  void fit(ToldFinding& finding) { fit(static_cast<Finding&>(finding)); }
  void fit(Command& command) {
    const auto& form = *std::ranges::find(kCommandForms, command.name, &CommandForm::name);
    const auto keep = [](bool wanted, auto& field, auto value) {
      if (!wanted) field.reset();
      if (wanted && !field) field = value;
    };
    if (!form.at_step) command.at_step.reset();
    keep(form.step_ms, command.step_ms, 500);
    keep(form.text, command.text, "hi");
    keep(form.text, command.repeat_ms, 250);
    keep(form.cycle, command.cycle, Cycle{{"eve", 1}});
    keep(form.learning_rate, command.learning_rate, 0.5);
    if (command.text && command.text->empty()) command.text = "hi";
    if (command.repeat_ms && *command.repeat_ms < kMinRepeatMs) command.repeat_ms = 0;
  }

  std::mt19937 random_;
  bool full_;
};

// ---- Values that a rule refuses, as JSON text ----

using Texts = std::vector<std::string>;

std::string quoted(std::size_t size, char c) { return '"' + std::string(size, c) + '"'; }

Texts wrong(const Integer& rule) {
  Texts texts{"null",
              "true",
              "\"1\"",
              "1.5",
              "1e3",
              "[]",
              "{}",
              "9223372036854775808",
              "18446744073709551615",
              std::to_string(rule.low - 1)};
  if (rule.high < std::numeric_limits<std::int64_t>::max())
    texts.push_back(std::to_string(rule.high + 1));
  return texts;
}
Texts wrong(const Number& rule) {
  // What JSON makes of a NaN is null.
  return {"null",
          "true",
          "\"1\"",
          "\"NaN\"",
          "[]",
          "{}",
          Json(rule.low - 1).dump(),
          Json(rule.high * 2 + 1).dump()};
}
Texts wrong(const Boolean&) { return {"null", "0", "1", "\"true\"", "[]", "{}"}; }
Texts wrong(const Text& rule) {
  return {"null", "1", "true", "[]", "{}", quoted(rule.max_bytes + 1, 'x')};
}
template <class E>
Texts wrong(const Choice<E>&) {
  auto shouted = std::string(Names<E>::values.front());
  std::ranges::transform(shouted, shouted.begin(),
                         [](char c) { return static_cast<char>(std::toupper(c)); });
  return {"null",          "0", "true", "[]", "{}", "\"\"", "\"nobody\"", '"' + shouted + '"',
          quoted(100, 'x')};
}
Texts wrong(const Bytes& rule) {
  return {"null",
          "1",
          "true",
          "[]",
          "{}",
          "\"A\"",
          "\"?\"",
          "\"AAE\"",
          "\"AA EC\"",
          "\"AAEC=\"",
          '"' + to_base64(std::string(rule.max_bytes + 1, 'x')) + '"'};
}
Texts wrong(const Digest&) {
  return {"null",         "1", "[]", "\"\"", quoted(63, 'a'), quoted(65, 'a'), quoted(64, 'A'),
          quoted(64, 'g')};
}
Texts wrong(const CycleText&) { return {"null", "1", "[]", "\"\"", "\"eve\"", "\"eve:x\""}; }
Texts no_object() { return {"null", "1", "\"\"", "true", "[]"}; }
Texts no_array() { return {"null", "1", "\"\"", "true", "{}"}; }
Texts wrong(const AnyObject&) { return no_object(); }
Texts wrong(const ConfigObject&) { return no_object(); }
Texts wrong(const RowsText&) { return no_array(); }
Texts wrong(const SpreadArray&) {
  return {"null",        "1",         "{}",          "[]",           "[1,2,3]",
          "[1,2,3,4,5]", "[1,2,3,0]", "[1,2,3,1.5]", "[null,2,3,4]", "[-1,2,3,4]"};
}
template <class M>
Texts wrong(const Object<M>&) {
  return no_object();
}
template <class Rule>
Texts wrong(const List<Rule>& rule) {
  auto texts = no_array();
  texts.push_back(Json(std::vector<int>(rule.max_size + 1)).dump());
  for (const auto& each : wrong(rule.each)) texts.push_back("[" + each + "]");
  return texts;
}
template <class Rule>
Texts wrong(const Map<Rule>& rule) {
  auto texts = no_object();
  auto many = Json::object();
  for (std::size_t i = 0; i <= rule.max_size; ++i) many["n" + std::to_string(i)] = 1;
  texts.push_back(many.dump());
  for (const auto& each : wrong(rule.each)) texts.push_back("{\"a\":" + each + "}");
  return texts;
}

// ---- Every field, be it of an object within the message ----

using Pointer = Json::json_pointer;

/// Calls `see(pointer, wrong values, may be absent)` for each field that `message` has, and
/// `object(pointer)` for each of its objects.
template <class See, class SeeObject>
class Walk {
 public:
  Walk(const Json& message, See see, SeeObject object)
      : message_(message), see_(see), object_(object) {}

  template <Tabled M>
  void over(const Pointer& at) {
    object_(at);
    std::apply([&](const auto&... field) { (this->field(at, field), ...); }, Table<M>::fields);
  }

 private:
  template <class M, class T, class Rule>
  void field(const Pointer& at, const Field<M, T, Rule>& field) {
    const auto here = at / field.name;
    if (!message_.contains(here)) return;
    auto texts = wrong(field.rule);
    if (field.presence == Presence::nullable) std::erase(texts, "null");
    see_(here, texts, field.presence == Presence::optional || field.presence == Presence::if_set);
    inside(here, field.rule);
  }
  template <class Rule>
  void inside(const Pointer&, const Rule&) {}
  template <class M>
  void inside(const Pointer& at, const Object<M>&) {
    if (!message_.at(at).is_null()) over<M>(at);
  }
  template <class M>
  void inside(const Pointer& at, const List<Object<M>>&) {
    if (!message_.at(at).empty()) over<M>(at / 0);
  }

  const Json& message_;
  See see_;
  SeeObject object_;
};

template <class M>
class FieldTable : public testing::Test {
 protected:
  static constexpr bool kToRelay = std::is_constructible_v<ToRelay, M> &&
                                   !std::is_same_v<M, ToldFinding>;  // it would lose its time

  static std::string encode_it(const M& message) {
    if constexpr (kToRelay)
      return encode(ToRelay{message});
    else
      return encode(FromRelay{message});
  }
  static Result<M> decode_it(const std::string& text) {
    if constexpr (kToRelay) {
      auto result = decode_to_relay(text);
      if (!result) return result.error();
      return std::get<M>(*result);
    } else {
      auto result = decode_from_relay(text);
      if (!result) return result.error();
      return std::get<M>(*result);
    }
  }
  static M drawn(unsigned seed, bool full) {
    M message;
    Draw(seed, full).message(message);
    return message;
  }
  static void expect_named(const Json& message, const std::string& name, const std::string& how) {
    const auto result = decode_it(message.dump());
    ASSERT_FALSE(result) << "accepted with " << name << " " << how;
    EXPECT_EQ(result.error().code, ErrorCode::bad_field) << name << " " << how;
    EXPECT_NE(result.error().message.find(name), std::string::npos)
        << "does not name '" << name << "' " << how << ": " << result.error().message;
  }
};

template <class A, class B>
struct Both;
template <class... A, class... B>
struct Both<std::variant<A...>, std::variant<B...>> {
  using Types = testing::Types<A..., B...>;
};

struct NamesOfMessages {
  template <class M>
  static std::string GetName(int) {
    return Table<M>::name;
  }
};

using AllMessages = Both<ToRelay, FromRelay>::Types;
TYPED_TEST_SUITE(FieldTable, AllMessages, NamesOfMessages);

TYPED_TEST(FieldTable, AMessageArrivesAsItWasSent) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    const auto message = this->drawn(seed, /*full=*/seed % 4 == 0);
    const auto text = this->encode_it(message);
    const auto back = this->decode_it(text);
    ASSERT_TRUE(back) << "seed " << seed << ": " << text << "\n" << back.error().message;
    EXPECT_TRUE(*back == message) << "seed " << seed << ": " << text;
    EXPECT_EQ(text.find('\n'), std::string::npos) << "one line";
  }
}

TYPED_TEST(FieldTable, AFieldThatIsWrongIsNamed) {
  for (unsigned seed = 0; seed < 6; ++seed) {
    const auto message = Json::parse(this->encode_it(this->drawn(seed, /*full=*/true)));
    const auto see = [&](const Pointer& at, const Texts& values, bool may_be_absent) {
      for (const auto& value : values) {
        auto changed = message;
        changed[at] = Json::parse(value);
        this->expect_named(changed, at.back(), "= " + value.substr(0, 60));
      }
      auto changed = message;
      changed[at.parent_pointer()].erase(at.back());
      if (!may_be_absent) this->expect_named(changed, at.back(), "removed");
    };
    const auto object = [&](const Pointer& at) {
      auto changed = message;
      changed[at]["surprise"] = 1;
      this->expect_named(changed, "surprise", "added");
    };
    Walk(message, see, object).template over<TypeParam>(Pointer());
  }
}

TYPED_TEST(FieldTable, WhatMayBeAbsentMayBeAbsent) {
  if constexpr (std::is_same_v<TypeParam, Command>)
    GTEST_SKIP() << "what a command takes depends on its name";
  const auto message = Json::parse(this->encode_it(this->drawn(1, /*full=*/true)));
  const auto see = [&](const Pointer& at, const Texts&, bool may_be_absent) {
    if (!may_be_absent) return;
    auto changed = message;
    changed[at.parent_pointer()].erase(at.back());
    EXPECT_TRUE(this->decode_it(changed.dump())) << at.to_string();
  };
  Walk(message, see, [](const Pointer&) {}).template over<TypeParam>(Pointer());
}

TYPED_TEST(FieldTable, AFieldNamedTwiceIsRefused) {
  const auto message = Json::parse(this->encode_it(this->drawn(1, /*full=*/true)));
  for (const auto& [key, value] : message.items()) {
    auto text = message.dump();
    text.insert(1, Json(key).dump() + ":" + value.dump() + ",");
    const auto result = this->decode_it(text);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().code, ErrorCode::bad_json);
  }
}

TYPED_TEST(FieldTable, IsDescribed) {
  std::apply(
      [](const auto&... field) {
        const auto check = [](const auto& each) {
          EXPECT_NE(std::string(each.about), "") << each.name;
          EXPECT_NE(each.rule.expected(), "") << each.name;
          EXPECT_NE(each.rule.type(), "") << each.name;
        };
        (check(field), ...);
      },
      Table<TypeParam>::fields);
}

}  // namespace
}  // namespace sotto::protocol
