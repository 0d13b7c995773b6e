// A promise that a simulated session broke.
#pragma once

#include <stdexcept>
#include <string>

namespace sotto {

class Violation : public std::runtime_error {
 public:
  /// `promise`: its short name; `sentence`: what happened.
  Violation(std::string promise, const std::string& sentence)
      : std::runtime_error(sentence), promise_(std::move(promise)) {}

  const std::string& promise() const { return promise_; }

 private:
  std::string promise_;
};

}  // namespace sotto
