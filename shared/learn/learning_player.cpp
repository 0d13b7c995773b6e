#include "shared/learn/learning_player.hpp"

#include "shared/learn/archive.hpp"

namespace sotto {

std::vector<std::int64_t> LearningPlayer::holds() const {
  if (!config_) return {};
  if (before_ && before_->step < completed_) return {before_->step, completed_};
  return {completed_};
}

void LearningPlayer::receive(const wire::FromRelay& message, Outlet& out) {
  if (const auto* welcome = std::get_if<wire::Welcome>(&message)) return begin(*welcome);
  if (!config_) return;  // nothing else means anything before the welcome
  if (const auto* turn = std::get_if<wire::Turn>(&message)) return begin_step(*turn, out);
  if (const auto* back = std::get_if<wire::Rewind>(&message)) {
    epoch_ = back->epoch;
    return rewind(back->step);
  }
  if (const auto* finish = std::get_if<wire::Finish>(&message)) {
    if (completed_ > finish->step) rewind(finish->step);  // the last step was called off
    turn_.reset();
    wire::Metrics metrics;
    add_digests(metrics);
    out.send(wire::Done{finish->epoch, finish->step, metrics});
  }
}

void LearningPlayer::begin(const wire::Welcome& welcome) {
  turn_.reset();
  if (config_) {
    if (*config_ != welcome.config)
      throw PlayerError("the session's configuration is not the one this run began with");
    return;
  }
  config_ = welcome.config;
  schedule_.emplace(config_->cycle);
  public_stream_ = Stream::public_stream(config_->public_seed);
  epoch_ = welcome.epoch;
  completed_ = welcome.step;
  prepare();
}

void LearningPlayer::begin_step(const wire::Turn& turn, Outlet& out) {
  epoch_ = turn.epoch;
  turn_ = turn;
  computed_ = {};
  before_ = Snapshot{turn.step, {}};
  for (const auto* learner : learners()) before_->states.push_back(learner->state());
  completed_ = turn.step;
  take_turn(out);
}

/// Puts the weights back to where they were before `step`. A party that has no such weights,
/// because it came late or was away, goes on with those it has.
void LearningPlayer::rewind(std::int64_t step) {
  turn_.reset();
  if (before_ && before_->step == step) {
    std::size_t i = 0;
    for (auto* learner : learners()) learner->restore(before_->states[i++]);
  }
  completed_ = step;
}

void LearningPlayer::receive(const wire::Frame& frame, Outlet& out) {
  if (!config_) return;
  const auto& header = frame.header();
  if (header.kind == wire::FrameKind::chat) return read_chat(frame, out);
  // A frame of an epoch or step that is over was under way when it ended.
  if (!turn_ || header.epoch != turn_->epoch || header.step != turn_->step) return;
  hear(frame, out);
}

void LearningPlayer::say(std::string_view, Outlet& out) {
  out.show("only Alice can send messages");
}

void LearningPlayer::save(const std::string& file) const {
  if (!config_) return;
  save_archive(*const_cast<LearningPlayer*>(this)->learners().front()->network(), file);
}

torch::Tensor LearningPlayer::minibatch() const {
  return torch::empty({config_->minibatch, config_->bits});
}

void LearningPlayer::fill(const Stream& stream, Purpose purpose, std::int64_t number,
                          torch::Tensor& bits) {
  stream.fill_bits(purpose, number,
                   {bits.data_ptr<float>(), static_cast<std::size_t>(bits.numel())});
}

torch::Tensor LearningPlayer::tensor_of(const wire::Frame& frame) {
  // from_blob takes no const; what comes out is only ever read.
  return torch::from_blob(const_cast<float*>(frame.values().data()),
                          {frame.header().rows, frame.header().columns});
}

torch::Tensor LearningPlayer::tensor_of(wire::Frame& frame) {
  return torch::from_blob(frame.mutable_values().data(),
                          {frame.header().rows, frame.header().columns});
}

wire::Frame LearningPlayer::frame_of(wire::FrameKind kind) const {
  wire::FrameHeader header{};
  header.kind = kind;
  header.epoch = turn_->epoch;
  header.step = turn_->step;
  header.rows = static_cast<std::uint32_t>(config_->minibatch);
  header.columns = static_cast<std::uint32_t>(config_->bits);
  return wire::Frame(header);
}

double LearningPlayer::rate() const {
  const auto alice_bob = schedule_->count_before(Phase::alice_bob, turn_->step);
  // Eve's steps go with the Alice-Bob step before them.
  const auto at =
      turn_->phase == Phase::alice_bob ? alice_bob : std::max<std::int64_t>(alice_bob - 1, 0);
  return learning_rate(*config_, at);
}

void LearningPlayer::finish_step(wire::Metrics metrics, Outlet& out) {
  if (turn_->digest) add_digests(metrics);
  metrics.compute_ms = std::chrono::duration<double, std::milli>(computed_).count();
  completed_ = turn_->step + 1;
  const wire::Done done{turn_->epoch, turn_->step, std::move(metrics)};
  turn_.reset();
  out.send(done);
}

}  // namespace sotto
