#include "shared/tasks/selective/phases.hpp"

namespace sotto {

using enum Role;

std::vector<Phase> selective_phases() {
  const Exchange estimate{.from = alice, .item = kPublicEstimate, .to = bob, .tapped = true};
  const Exchange ciphertext{
      .from = alice, .item = kCiphertext, .to = bob, .tapped = true, .after = kPublicEstimate};
  return {{.name = std::string(kAliceBobPhase),
           .exchanges = {estimate,
                         ciphertext,
                         {.from = bob, .item = kFeedback, .to = alice, .after = kCiphertext},
                         {.from = alice, .item = kDone, .after = kFeedback},
                         {.from = bob, .item = kDone, .after = kFeedback},
                         {.from = eve, .item = kDone, .after = kCiphertext}},
           .trains = {alice, bob}},
          {.name = std::string(kEvePhase),
           .exchanges = {estimate,
                         ciphertext,
                         {.from = alice, .item = kDone, .after = kCiphertext},
                         {.from = bob, .item = kDone, .after = kCiphertext},
                         {.from = eve, .item = kDone, .after = kCiphertext}},
           .trains = {eve}}};
}

}  // namespace sotto
