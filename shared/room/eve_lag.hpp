// Whether Eve keeps up: what she owes, and what went by her unheard.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "shared/protocol/step_messages.hpp"

namespace sotto {

/// While Eve is behind she gets neither turns nor frames. She is back with the `done` of the last
/// step that she was sent a frame of.
class EveLag {
 public:
  bool behind() const { return owes_.has_value(); }

  /// She missed a deadline; `step`: the last that she will still answer, or nothing where she was
  /// sent no frame.
  void fall_behind(std::optional<std::int64_t> step) {
    if (step) owes_ = step;
  }

  /// What a late `done` of hers means.
  enum class Late { not_late, still_behind, caught_up };
  Late answer(std::int64_t step) {
    if (!owes_ || step > *owes_) return Late::not_late;
    if (step < *owes_) return Late::still_behind;
    owes_.reset();
    return Late::caught_up;
  }

  /// She left or came back, or a new epoch began: nothing is owed any more.
  void forgive() { owes_.reset(); }

  /// A frame of that step went by her.
  void miss(std::int64_t step) {
    ++missed_;
    if (!gap_) gap_ = protocol::Gap{step, step};
    gap_->last = step;
  }

  /// What she has missed and was not yet told of; once.
  std::optional<protocol::Gap> take_gap() { return std::exchange(gap_, std::nullopt); }
  /// Whoever joins next starts where the session is.
  void forget_gap() { gap_.reset(); }

  /// Frames that went by her unheard.
  std::int64_t missed() const { return missed_; }

 private:
  std::optional<std::int64_t> owes_;  ///< the step of that `done`
  std::optional<protocol::Gap> gap_;
  std::int64_t missed_ = 0;
};

}  // namespace sotto
