// What a step's small change costs: random bits, checksums, frame checks, messages as text, the
// Room.
#include <benchmark/benchmark.h>

#include "shared/crypto/message_tag.hpp"
#include "shared/crypto/number_stream.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/protocol/messages.hpp"
#include "shared/room/room.hpp"
#include "shared/tasks/registry.hpp"

namespace {

using namespace sotto;

/// A frame of B x 16 values.
protocol::Frame frame_of(std::int64_t rows) {
  protocol::FrameHeader header{};
  header.kind = 1;
  header.rows = static_cast<std::uint32_t>(rows);
  header.columns = 16;
  protocol::Frame frame(header);
  for (auto& value : frame.mutable_values()) value = 0.5F;
  frame.finish();
  return frame;
}

void bytes_done(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
}

void draw_bits(benchmark::State& state) {
  const auto stream = NumberStream::public_stream(1);
  std::vector<float> bits(static_cast<std::size_t>(state.range(0)) * 16);
  std::int64_t step = 0;
  for (auto _ : state) {
    stream.fill_bits(Purpose::plaintext, step++, bits);
    benchmark::DoNotOptimize(bits.data());
  }
  bytes_done(state, bits.size() * sizeof(float));
}
BENCHMARK(draw_bits)->Arg(512)->Arg(4096);

void tag(benchmark::State& state) {
  const auto frame = frame_of(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(
        message_tag(OneTimeKey{}, {frame.tagged_header(), frame.payload()}).data()[0]);
  bytes_done(state, frame.buffer().size());
}
BENCHMARK(tag)->Arg(512)->Arg(4096);

void parse_frame(benchmark::State& state) {
  const auto bytes = frame_of(state.range(0)).buffer();
  for (auto _ : state) benchmark::DoNotOptimize(protocol::Frame::parse(bytes).has_value());
  bytes_done(state, bytes.size());
}
BENCHMARK(parse_frame)->Arg(512)->Arg(4096);

void check_values(benchmark::State& state) {
  const auto frame = frame_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(protocol::within(frame.values(), 1.0F));
  bytes_done(state, frame.buffer().size());
}
BENCHMARK(check_values)->Arg(512)->Arg(4096);

const protocol::FromRelay kTurn{
    protocol::Turn{.epoch = 1, .step = 123'456, .phase = "alice_bob", .rate = 0.00731}};
const protocol::ToRelay kDone{protocol::Done{
    .epoch = 1, .step = 123'456, .metrics = {.values = {{"eve", 7.25}}, .compute_ms = 0.125}}};

void encode_turn(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(protocol::encode(kTurn).data());
}
BENCHMARK(encode_turn);

void decode_turn(benchmark::State& state) {
  const auto text = protocol::encode(kTurn);
  for (auto _ : state) benchmark::DoNotOptimize(protocol::decode_from_relay(text).has_value());
}
BENCHMARK(decode_turn);

void encode_done(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(protocol::encode(kDone).data());
}
BENCHMARK(encode_done);

void decode_done(benchmark::State& state) {
  const auto text = protocol::encode(kDone);
  for (auto _ : state) benchmark::DoNotOptimize(protocol::decode_to_relay(text).has_value());
}
BENCHMARK(decode_done);

/// One step of phase `eve`, from turn to turn, without computing and without a wire.
void room_step(benchmark::State& state) {
  SessionConfig config;
  config.minibatch = 2;
  config.cycle = {{"alice_bob", 1}, {"eve", 999}};
  config.turns_ahead = 1;
  Time now{std::chrono::hours(1)};
  Room room("bench", config, now);
  Actions actions;
  for (const auto role : kParties)
    room.join(now, static_cast<MemberId>(role) + 1, {.protocol = 3, .role = role}, actions);
  auto frame = frame_of(2);
  for (auto _ : state) {
    actions.clear();
    const auto step = room.step();
    protocol::FrameHeader header = frame.header();
    header.step = step;
    protocol::Frame ciphertext(header);
    for (auto& value : ciphertext.mutable_values()) value = 0.5F;
    ciphertext.finish();
    room.receive(now, 1, ciphertext, actions);
    if (step % 1000 == 0) {
      header.kind = 2;
      protocol::Frame feedback(header);
      for (auto& value : feedback.mutable_values()) value = 0.5F;
      feedback.finish();
      room.receive(now, 2, feedback, actions);
    }
    for (const MemberId party : {1, 2, 3})
      room.receive(now, party, protocol::ToRelay{protocol::Done{.step = step}}, actions);
  }
  if (room.step() < static_cast<std::int64_t>(state.iterations()))
    state.SkipWithError("the room did not take every step");
}
BENCHMARK(room_step);

}  // namespace

BENCHMARK_MAIN();
