#include "shared/party/learning_player.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "shared/base/utf8_text.hpp"
#include "shared/nn/archive.hpp"
#include "shared/nn/weight_digest.hpp"
#include "shared/protocol/chat_text.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/tasks/registry.hpp"

namespace sotto {

std::vector<std::int64_t> LearningPlayer::holds() const {
  if (!config_) return store_ != nullptr ? store_->found() : std::vector<std::int64_t>{};
  std::set<std::int64_t> steps{completed_};
  for (const auto& each : before_)
    if (each.step < completed_) steps.insert(each.step);
  for (const auto& each : kept_) steps.insert(each.step);
  return {steps.begin(), steps.end()};
}

void LearningPlayer::introduce(const std::string& nonce) {
  if (seal_) seal_->introduce(nonce);
}

void LearningPlayer::receive(const protocol::FromRelay& message, Outlet& out) {
  handle(message, out);
  take_turns(out);
}

void LearningPlayer::handle(const protocol::FromRelay& message, Outlet& out) {
  if (const auto* welcome = std::get_if<protocol::Welcome>(&message)) return begin(*welcome);
  if (!config_) return;  // nothing else means anything before the welcome
  if (const auto* turn = std::get_if<protocol::Turn>(&message)) turns_.push_back(*turn);
  if (const auto* meeting = std::get_if<protocol::Meeting>(&message))
    if (seal_) seal_->meet(*meeting);
  if (const auto* say = std::get_if<protocol::Say>(&message)) say_for(*say, out);
  if (const auto* gap = std::get_if<protocol::Gap>(&message)) forget_turns(gap->last);
  if (const auto* back = std::get_if<protocol::Rewind>(&message)) {
    epoch_ = back->epoch;
    if (!go_back(back->step) && role() != Role::eve)
      throw PlayerError("the relay asks for the weights of step " + std::to_string(back->step) +
                        ", which " + std::string(title(role())) + " does not hold");
  }
  if (const auto* finish = std::get_if<protocol::Finish>(&message)) {
    // Steps beyond it are called off. Of weights that are not those of the end nothing is said.
    const bool held = go_back(finish->step);
    lost_ = !held && role() != Role::eve;  // she keeps what she has, as ever
    protocol::Metrics end;
    if (held) end.digests = digests();
    out.send(protocol::Done{finish->epoch, finish->step, std::move(end)});
  }
}

/// Takes up the turns that were given ahead, until one needs what has not been heard yet.
void LearningPlayer::take_turns(Outlet& out) {
  while (!turn_ && !turns_.empty()) {
    const auto next = turns_.front();
    turns_.pop_front();
    begin_step(next, out);
  }
}

/// Their ciphertexts will not come.
void LearningPlayer::forget_turns(std::int64_t up_to) {
  std::erase_if(turns_, [&](const protocol::Turn& turn) { return turn.step <= up_to; });
  if (turn_ && turn_->step <= up_to) turn_.reset();
}

void LearningPlayer::begin(const protocol::Welcome& welcome) {
  turn_.reset();
  turns_.clear();
  forget_ahead();
  if (config_) {
    if (*config_ != welcome.config)
      throw PlayerError("the session's configuration is not the one this run began with");
    return;
  }
  config_ = welcome.config;
  public_stream_ = NumberStream::public_stream(config_->public_seed);
  epoch_ = welcome.epoch;
  prepare();
  if (store_ != nullptr) take_found_checkpoints();
}

void LearningPlayer::take_found_checkpoints() {
  auto found = [&] {
    try {
      return store_->take_found(*config_);
    } catch (const CheckpointError& error) {
      throw PlayerError(error.what());
    }
  }();
  const auto all = learners();
  const auto fits = [&](const Checkpoint& checkpoint) {
    if (checkpoint.states.size() != all.size()) return false;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (checkpoint.states[i].parameters.numel() != all[i].learner->network()->flat().numel())
        return false;
    return true;
  };
  for (auto& each : found) {
    if (!fits(each))
      throw PlayerError("the checkpoint of step " + std::to_string(each.step) +
                        " holds other networks than this party's");
    kept_.push_back(std::move(each));
  }
}

void LearningPlayer::begin_step(const protocol::Turn& turn, Outlet& out) {
  epoch_ = turn.epoch;
  turn_ = turn;
  computed_ = {};
  heard_ = 0;
  completed_ = turn.step;
  remember(turn);
  // After that: whoever takes this step again resets again.
  play_generation(turn.eve_generation);
  take_turn(out);
}

/// The weights as they are before the step, to go back to.
void LearningPlayer::remember(const protocol::Turn& turn) {
  Checkpoint now{turn.step, eve_generation_, {}};
  // Others may be that many steps behind, and the step at hand is one more to go back to.
  if (static_cast<std::int64_t>(before_.size()) > config_->turns_ahead) {
    now.states = std::move(before_.front().states);  // for its storage
    before_.pop_front();
  }
  const auto all = learners();
  now.states.resize(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i].learner->save(now.states[i]);
  before_.push_back(std::move(now));
  if (!turn.checkpoint) return;

  std::erase_if(kept_, [&](const Checkpoint& each) { return each.step >= turn.step; });
  auto& kept = kept_.emplace_back(Checkpoint{turn.step, eve_generation_, {}});
  kept.states.resize(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i].learner->save(kept.states[i]);
  if (kept_.size() > protocol::kKeptCheckpoints) kept_.pop_front();
  if (store_ != nullptr) store_->keep(kept);
}

void LearningPlayer::play_generation(std::int64_t generation) {
  if (generation == eve_generation_) return;
  eve_generation_ = generation;
  reset_eve(generation);
}

/// Puts the weights back to where they were before `step`. False where this party has others by
/// now: Alice and Bob are asked only for steps that they hold. Eve is not always waited for: where
/// she holds no such weights, because she came late or was away, she goes on with those she has,
/// and her twin shows it.
bool LearningPlayer::go_back(std::int64_t step) {
  turn_.reset();
  turns_.clear();
  forget_ahead();
  bool held = restore(before_, step) || step == completed_ || restore(kept_, step);
  if (!held && step == 0) {
    // Whoever learns can begin again.
    prepare();
    eve_generation_ = 0;
    held = true;
  }
  const auto later = [&](const Checkpoint& each) { return each.step > step; };
  std::erase_if(kept_, later);
  // What was before the step at hand was not changed yet, where that is the one.
  std::erase_if(before_, [&](const Checkpoint& each) { return each.step >= step; });
  if (store_ != nullptr) store_->forget_after(step);
  completed_ = step;
  return held;
}

bool LearningPlayer::restore(std::deque<Checkpoint>& from, std::int64_t step) {
  const auto found = std::ranges::find(from, step, &Checkpoint::step);
  if (found == from.end()) return false;
  std::size_t i = 0;
  for (const auto& each : learners()) each.learner->restore(found->states[i++]);
  eve_generation_ = found->eve_generation;
  return true;
}

void LearningPlayer::receive(const protocol::Frame& frame, Outlet& out) {
  if (!config_) return;
  if (seal_) require_genuine(frame);
  const auto& header = frame.header();
  if (header.kind == protocol::kChatFrame) return read_chat(frame, out);
  // A frame of an epoch or step that is over was under way when it ended.
  if (!turn_ || header.epoch != turn_->epoch || header.step != turn_->step) return;
  hear(frame, out);
  take_turns(out);
}

/// The frame that this party is to hear next in the step at hand; null where there is none.
const Exchange* LearningPlayer::next_due() const {
  if (!turn_) return nullptr;
  const auto* phase = task_of(*config_).find_phase(turn_->phase);
  if (phase == nullptr) return nullptr;
  std::size_t before = heard_;
  for (const auto& exchange : phase->exchanges)
    if (exchange.to == role() && before-- == 0) return &exchange;
  return nullptr;
}

/// Throws ForgeryError for anything but what the other party made to be heard now. Whatever an
/// honest relay has under way comes before the message that makes it void, so there is no blameless
/// frame of another step.
void LearningPlayer::require_genuine(const protocol::Frame& frame) {
  const auto& task = task_of(*config_);
  const auto& header = frame.header();
  if (header.kind == protocol::kChatFrame) return seal_->check_chat(frame);
  const auto* type = task.find_frame(header.kind);
  const auto what =
      (type != nullptr ? type->name : "frame of kind " + std::to_string(header.kind)) +
      " of step " + std::to_string(header.step);
  seal_->check(frame, what);
  const auto* due = next_due();
  if (due == nullptr || type == nullptr || due->item != type->name ||
      header.epoch != turn_->epoch || header.step != turn_->step)
    throw ForgeryError("the " + what + " (epoch " + std::to_string(header.epoch) + ") came " +
                       (due == nullptr ? "where nothing was due"
                                       : "where the " + std::string(due->item) + " of step " +
                                             std::to_string(turn_->step) + " (epoch " +
                                             std::to_string(turn_->epoch) + ") was due") +
                       ": it was replayed or put out of order on the way");
  ++heard_;
}

void LearningPlayer::say(std::string_view, Outlet& out) {
  out.show("only Alice can send messages");
}

void LearningPlayer::save(const std::string& file) const {
  if (!config_) return;
  if (lost_)
    throw PlayerError(std::string(title(role())) + " came back without the weights of step " +
                      std::to_string(completed_) + ", and the session ended there");
  const auto all = const_cast<LearningPlayer*>(this)->learners();
  const auto table = has_table(*config_) ? config_->table : std::string();
  save_archive(*all.front().learner->network(), all.front().form, file, table);
  for (const auto& each : all)
    if (each.beside != nullptr)
      save_archive(*each.learner->network(), each.form,
                   std::filesystem::path(file).replace_filename(each.beside), table);
}

torch::Tensor LearningPlayer::minibatch() const {
  return torch::empty({config_->minibatch, config_->bits});
}

std::span<float> LearningPlayer::numbers(torch::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

protocol::ByName<std::string> LearningPlayer::digests() {
  protocol::ByName<std::string> all;
  for (const auto& each : learners())
    if (each.network != nullptr)
      all.emplace_back(each.network, weight_digest(*each.learner->network()));
  return all;
}

torch::Tensor LearningPlayer::tensor_of(const protocol::Frame& frame) {
  // from_blob takes no const; what comes out is only ever read.
  return torch::from_blob(const_cast<float*>(frame.values().data()),
                          {frame.header().rows, frame.header().columns});
}

torch::Tensor LearningPlayer::tensor_of(protocol::Frame& frame) {
  return torch::from_blob(frame.mutable_values().data(),
                          {frame.header().rows, frame.header().columns});
}

protocol::Frame LearningPlayer::frame_of(protocol::FrameKind kind,
                                         const protocol::Turn& turn) const {
  protocol::FrameHeader header{};
  header.kind = kind;
  header.epoch = turn.epoch;
  header.step = turn.step;
  const auto shape = task_of(*config_).find_frame(kind)->shape(*config_);
  header.rows = shape.rows;
  header.columns = shape.columns;
  return protocol::Frame(header);
}

void LearningPlayer::tell_reading(const protocol::Frame& frame, const torch::Tensor& plaintext,
                                  const std::string& whose, Outlet& out) const {
  auto bytes = protocol::chat_text(
      {plaintext.data_ptr<float>(), static_cast<std::size_t>(plaintext.numel())});
  out.show(whose + printable(bytes));
  bytes.resize(std::min(bytes.size(), protocol::kMaxChatText));  // the rest fills up the last block
  out.send(protocol::ChatDone{epoch_, frame.header().number, std::move(bytes)});
}

void LearningPlayer::finish_step(protocol::Metrics metrics, Outlet& out) {
  if (turn_->digest) metrics.digests = digests();
  metrics.compute_ms = std::chrono::duration<double, std::milli>(computed_).count();
  completed_ = turn_->step + 1;
  const protocol::Done done{turn_->epoch, turn_->step, std::move(metrics)};
  turn_.reset();
  out.send(done);
}

}  // namespace sotto
