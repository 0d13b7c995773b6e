#include "shared/party/frame_seal.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "shared/crypto/message_tag.hpp"

namespace sotto {
namespace {

/// A process begins at a random one of 2^62 numbers and says fewer messages than this.
constexpr std::int64_t kNumbersOfAProcess = std::int64_t{1} << 32;

MessageTag tag_of(const NumberStream& stream, Role sender, const protocol::Frame& frame) {
  const auto& header = frame.header();
  const bool chat = header.kind == protocol::kChatFrame;
  return message_tag(stream.one_time_key({.sender = static_cast<std::uint8_t>(sender),
                                          .kind = header.kind,
                                          .epoch = header.epoch,
                                          .number = chat ? header.number : header.step}),
                     {frame.tagged_header(), frame.payload()});
}

}  // namespace

FrameSeal::FrameSeal(Role role, const Secret& secret)
    : role_(role),
      other_(role == Role::alice ? Role::bob : Role::alice),
      secret_(secret),
      chat_stream_(NumberStream::secret_stream(secret)) {}

void FrameSeal::introduce(const std::string& nonce) {
  nonce_ = nonce;
  meeting_stream_.reset();
  sealed_.clear();
}

void FrameSeal::meet(const protocol::Meeting& meeting) {
  const auto& [mine, others] = role_ == Role::alice ? std::tie(meeting.alice, meeting.bob)
                                                    : std::tie(meeting.bob, meeting.alice);
  if (mine != nonce_)
    throw PlayerError("the relay has " + std::string(title(role_)) +
                      " meet with a nonce that is not that of the last hello");
  meeting_stream_ = NumberStream::meeting_stream(secret_, meeting.alice, meeting.bob);
}

const NumberStream* FrameSeal::stream_of(const protocol::Frame& frame) const {
  if (frame.header().kind == protocol::kChatFrame) return &chat_stream_;
  return meeting_stream_ ? &*meeting_stream_ : nullptr;
}

void FrameSeal::seal(protocol::Frame& frame) {
  const auto& header = frame.header();
  const auto* stream = stream_of(frame);
  if (stream == nullptr)
    throw PlayerError("the relay has a step begin before Alice and Bob have met");
  if (header.kind != protocol::kChatFrame) {
    const Place place{header.epoch, header.step};
    const auto [last, first] = sealed_.try_emplace(header.kind, place);
    if (!first && place <= last->second)
      throw PlayerError("the relay asks for step " + std::to_string(place.step) + " of epoch " +
                        std::to_string(place.epoch) + " after step " +
                        std::to_string(last->second.step) + " of epoch " +
                        std::to_string(last->second.epoch) +
                        ": what is sent again needs a later epoch");
    last->second = place;
  }
  frame.finish();
  frame.finish(tag_of(*stream, role_, frame));
}

bool FrameSeal::is_genuine(const protocol::Frame& frame) const {
  const auto* stream = stream_of(frame);
  return stream != nullptr && equal(tag_of(*stream, other_, frame), frame.header().tag);
}

void FrameSeal::check(const protocol::Frame& frame, const std::string& what) {
  const auto other = std::string(title(other_));
  if (!is_genuine(frame))
    throw ForgeryError("the " + what + " is not what " + other + " sent: " +
                       (heard_any_
                            ? "it was altered or forged on the way"
                            : other + "'s secret is not this one, or the frame was altered"));
  heard_any_ = true;
}

void FrameSeal::check_chat(const protocol::Frame& frame) {
  const auto number = frame.header().number;
  check(frame, "message");
  const auto last = std::ranges::find_if(chat_, [&](std::int64_t each) {
    return std::max(each, number) - std::min(each, number) < kNumbersOfAProcess;
  });
  if (last == chat_.end()) {
    chat_.push_back(number);
    return;
  }
  if (number <= *last)
    throw ForgeryError(
        "a message came that was said before another: it was replayed or put out of order on the "
        "way");
  *last = number;
}

}  // namespace sotto
