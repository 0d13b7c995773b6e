// Every limit of the protocol. docs/protocol.md lists them with what happens beyond.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace sotto::protocol {

/// Bytes of a text message.
inline constexpr std::size_t kMaxText = 64 * 1024;
/// Bytes of lines or frames that are joined to one message.
inline constexpr std::size_t kMaxJoined = 128 * 1024;
/// Bytes of a message before `hello` has been accepted.
inline constexpr std::size_t kMaxHello = 4 * 1024;
/// Rows of a chat frame: 4,096 blocks of N bits.
inline constexpr std::uint32_t kMaxChatRows = 4096;
/// Bytes of text in one chat message.
inline constexpr std::size_t kMaxChatText = 2048;
/// Chat messages that Bob or Eve has been sent and not yet answered; no more are sent until then.
inline constexpr std::size_t kMaxUnreadChats = 16;
/// What operators have given Alice to say and she has not sent.
inline constexpr std::size_t kMaxOrders = 16;
/// How often a `say` may be repeated, in milliseconds.
inline constexpr std::int64_t kMinRepeatMs = 250;
inline constexpr std::int64_t kMaxRepeatMs = 60'000;
/// Slowest slow motion: milliseconds from one turn to the next.
inline constexpr std::int64_t kMaxPaceMs = 10'000;
/// Changes of the plan that a session takes.
inline constexpr std::size_t kMaxChanges = 1000;
/// Rows and columns of any frame.
inline constexpr std::uint32_t kMaxFrameRows = 65'536;
inline constexpr std::uint32_t kMaxFrameColumns = 128;
/// Listeners of a session beside Eve, and watchers and operators of one.
inline constexpr std::size_t kMaxListeners = 16;
inline constexpr std::size_t kMaxWatchers = 1'000;
/// Attackers of a session, bytes of an attacker's name and of what it says that it reads.
inline constexpr std::size_t kMaxAttackers = 16;
inline constexpr std::size_t kMaxAttackerName = 64;
inline constexpr std::size_t kMaxAttackerReads = 64;
/// Findings that an attacker may send in one audit.
inline constexpr int kMaxFindings = 32;
/// Connections to a relay, and those of them that one address may have.
inline constexpr std::size_t kMaxConnections = 4'096;
inline constexpr std::size_t kMaxConnectionsOfAddress = 2'048;
/// New connections of an address in a second, and the time over which they are counted: so many
/// seconds' worth may come at once.
inline constexpr std::size_t kMaxNewConnectionsOfAddress = 128;
inline constexpr std::chrono::seconds kNewConnectionsWindow{4};
/// Bytes of answers to HTTP requests that their askers have not read, of all together.
inline constexpr std::size_t kMaxUnreadAnswers = std::size_t{64} << 20;
inline constexpr std::size_t kMaxSessionName = 64;
/// Bytes of a sentence.
inline constexpr std::size_t kMaxSentence = 4'096;
/// Entries of an object by name: series, networks, phases.
inline constexpr std::size_t kMaxNames = 16;
/// Of a frontier.
inline constexpr std::size_t kMaxFrontierPoints = 64;
/// Bytes of a probe: 2N x N for the largest N, where it is of bits.
inline constexpr std::size_t kMaxProbe = 2 * 128 * 128;
inline constexpr std::size_t kMaxToken = 128;
/// Steps that a party may say it can go back to.
inline constexpr std::size_t kMaxHeldSteps = 64;
/// Checkpoints that a party keeps, the newest.
inline constexpr std::size_t kKeptCheckpoints = 3;

/// |values| of a chat frame: a tanh, which may round to 1.
inline constexpr float kMaxChatValue = 1.0F;
/// Violations after which a party is disconnected.
inline constexpr int kMaxViolations = 3;

/// Messages waiting to be written to a party, and bytes waiting to be written to anybody.
inline constexpr std::size_t kMaxQueuedMessages = 256;
/// Messages waiting to be written to an attacker: it goes last where processors are few, and an
/// audit does not wait for it.
inline constexpr std::size_t kMaxQueuedForAttacker = 16'384;
inline constexpr std::size_t kMaxQueuedBytes = std::size_t{128} << 20;

/// From the TCP connection to an accepted `hello`.
inline constexpr std::chrono::seconds kHelloDeadline{10};
/// Without any sign of life, pings unanswered.
inline constexpr std::chrono::seconds kIdleTimeout{30};
/// That one message may take to be written to a peer that reads too slowly, or not at all.
inline constexpr std::chrono::seconds kWriteDeadline{30};
/// From asking a peer to close to closing its socket.
inline constexpr std::chrono::seconds kCloseDeadline{1};
/// How often watchers get a status while nothing but the step changes.
inline constexpr std::chrono::milliseconds kStatusInterval{100};
/// The same for watchers with telemetry, who have samples besides.
inline constexpr std::chrono::seconds kTelemetryStatusInterval{1};
inline constexpr std::chrono::milliseconds kSamplesInterval{100};
/// Bytes that wait for a watcher with telemetry before it gets nothing more until it has read.
inline constexpr std::size_t kMaxWatcherBytes = std::size_t{1} << 20;

}  // namespace sotto::protocol
