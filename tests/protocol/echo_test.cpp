// `sotto-relay --echo`, as a suite that tests WebSocket would speak to it: byte by byte.
#include <gtest/gtest.h>

#include "tests/support/raw_client.hpp"
#include "tests/support/raw_socket.hpp"

namespace sotto {
namespace {

constexpr unsigned char kText = 0x81;
constexpr unsigned char kBinary = 0x82;
constexpr unsigned char kClose = 0x88;
constexpr unsigned char kPing = 0x89;
constexpr unsigned char kPong = 0x8A;

/// As the relay sends it.
std::string bare_frame(unsigned char first, std::string_view payload) {
  auto frame = masked_frame(first, payload);
  const auto mask = frame.size() - payload.size() - 4;
  frame[1] = static_cast<char>(frame[1] & 0x7F);
  return frame.erase(mask, 4);
}

std::string close_payload(unsigned code, std::string_view reason = "") {
  return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)} +
         std::string(reason);
}

class Echo : public testing::Test {
 protected:
  RawSocket open(std::string request = upgrade_request("")) {
    RawSocket socket(relay_.port());
    socket.send(request);
    const auto answer = socket.receive_until("\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 101 ")) << answer;
    EXPECT_EQ(answer.find("Sec-WebSocket-Protocol"), answer.npos) << answer;
    return socket;
  }

  static void expect(RawSocket& socket, const std::string& bytes) {
    EXPECT_EQ(socket.receive(bytes.size()), bytes);
  }

  /// What was sent ends the connection with this code.
  void expect_close(const std::string& sent, unsigned code) {
    auto socket = open();
    socket.send(sent);
    const auto answer = socket.rest();
    ASSERT_GE(answer.size(), 4U) << "for " << testing::PrintToString(sent);
    EXPECT_EQ(static_cast<unsigned char>(answer[0]), kClose);
    EXPECT_EQ(answer.substr(2, 2), close_payload(code)) << testing::PrintToString(sent);
  }

  RelayProcess relay_{Options{{"echo", ""}}};
};

TEST_F(Echo, SaysBackWholeMessagesOfBothKinds) {
  auto socket = open();
  for (const std::string text :
       {"hello", "", "two\nlines\n", "Grüße, 世界", "{\"type\":\"hello\"}"}) {
    socket.send(masked_frame(kText, text));
    expect(socket, bare_frame(kText, text));
  }
  for (const std::size_t size : {0, 1, 125, 126, 127, 65'535, 65'536, 1'000'000}) {
    const std::string bytes(size, '\xFE');
    socket.send(masked_frame(kBinary, bytes));
    expect(socket, bare_frame(kBinary, bytes));
  }
}

TEST_F(Echo, StandsAtEveryPathForEverySubprotocol) {
  auto request = upgrade_request("chat, superchat");
  request.replace(request.find("GET / "), 6, "GET /any/where?case=1 ");
  auto socket = open(request);
  socket.send(masked_frame(kText, "x"));
  expect(socket, bare_frame(kText, "x"));
}

TEST_F(Echo, PutsFragmentsTogetherAndAnswersPingsAmongThem) {
  auto socket = open();
  socket.send(masked_frame(0x01, "Hel") + masked_frame(kPing, "mid") + masked_frame(0x00, "l") +
              masked_frame(0x80, "o"));
  expect(socket, bare_frame(kPong, "mid") + bare_frame(kText, "Hello"));
  socket.send(masked_frame(kPing, std::string(125, '\x7F')));
  expect(socket, bare_frame(kPong, std::string(125, '\x7F')));
  socket.send(masked_frame(kPong, "nobody asked") + masked_frame(kText, "on"));
  expect(socket, bare_frame(kText, "on"));
  // A letter may be divided between fragments.
  socket.send(masked_frame(0x01, "\xE4\xB8") + masked_frame(0x80, "\x96"));
  expect(socket, bare_frame(kText, "世"));
}

TEST_F(Echo, TakesAFrameByteByByte) {
  auto socket = open();
  for (const char each : masked_frame(kText, "slowly")) socket.send({&each, 1});
  expect(socket, bare_frame(kText, "slowly"));
}

TEST_F(Echo, ClosesWithTheCodeThatItIsClosedWith) {
  for (const unsigned code : {1000U, 1001U, 1003U, 1007U, 3000U, 4999U})
    expect_close(masked_frame(kClose, close_payload(code, "bye")), code);
  auto socket = open();
  socket.send(masked_frame(kClose, ""));
  EXPECT_EQ(static_cast<unsigned char>(socket.rest().at(0)), kClose);
}

TEST_F(Echo, EndsWhatIsNoWebSocket) {
  for (const unsigned code : {0U, 999U, 1004U, 1005U, 1006U, 1015U, 1016U, 2999U})
    expect_close(masked_frame(kClose, close_payload(code)), 1002);
  expect_close(masked_frame(kClose, "x"), 1002);
  expect_close(masked_frame(kClose, close_payload(1000, "\xFF")), 1002);
  expect_close(masked_frame(0x83, "reserved"), 1002);
  expect_close(masked_frame(0x8B, "reserved"), 1002);
  expect_close(masked_frame(0xC1, "compressed"), 1002);
  expect_close(masked_frame(0x80, "the rest of nothing"), 1002);
  expect_close(masked_frame(0x01, "one") + masked_frame(kText, "another"), 1002);
  expect_close(masked_frame(0x09, "half a ping"), 1002);
  expect_close(masked_frame(kPing, std::string(126, 'x')), 1002);
  expect_close(bare_frame(kText, "without a mask"), 1002);
}

TEST_F(Echo, EndsTextThatIsNotUtf8) {
  for (const auto* text : {"\xFF", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "half \xE4\xB8"})
    expect_close(masked_frame(kText, text), 1007);
  expect_close(masked_frame(0x01, "\xE4") + masked_frame(0x80, "x"), 1007);
}

TEST_F(Echo, DoesNothingElse) {
  const auto answer = get(relay_.port(), "/");
  EXPECT_EQ(answer.status, 426U);
  EXPECT_NE(answer.json()["error"].get<std::string>().find("echoes"), std::string::npos);
  EXPECT_EQ(get(relay_.port(), "/api/sessions").status, 426U);
}

}  // namespace
}  // namespace sotto
