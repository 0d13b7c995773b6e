// Is the cipher sealed? Bob reads the message, the key can be read from it, and Eve reads nothing.
#pragma once

#include "shared/session/session_config.hpp"
#include "shared/tasks/criterion.hpp"

namespace sotto {

/// Over the last 100 Alice-Bob minibatches Bob is wrong in at most 0.05 N/16 bits of the message,
/// the reader beside him in at most 0.00002 bits of the key, and Eve in at least 7.3 N/16 of the
/// message. Eve needs no chance to learn here: the key's reader says what she could ever learn. Of
/// floats it says nothing, and the goal is that of bit_secrecy.
Goal sealed_goal(const SessionConfig& config);

class SealedCriterion : public WindowCriterion {
 public:
  SealedCriterion(const Task& task, const SessionConfig& config)
      : WindowCriterion(task, sealed_goal(config)) {}

  std::string standing() const override;
};

}  // namespace sotto
