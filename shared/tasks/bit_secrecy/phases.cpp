#include "shared/tasks/bit_secrecy/phases.hpp"

namespace sotto {

using enum Role;

std::vector<Phase> bit_secrecy_phases() {
  return {{.name = std::string(kAliceBobPhase),
           .exchanges = {{.from = alice, .item = kCiphertext, .to = bob, .tapped = true},
                         {.from = bob, .item = kFeedback, .to = alice, .after = kCiphertext},
                         {.from = alice, .item = kDone, .after = kFeedback},
                         {.from = bob, .item = kDone, .after = kFeedback},
                         {.from = eve, .item = kDone, .after = kCiphertext}},
           .trains = {alice, bob}},
          {.name = std::string(kEvePhase),
           .exchanges = {{.from = alice, .item = kCiphertext, .to = bob, .tapped = true},
                         {.from = alice, .item = kDone, .after = kCiphertext},
                         {.from = bob, .item = kDone, .after = kCiphertext},
                         {.from = eve, .item = kDone, .after = kCiphertext}},
           .trains = {eve}},
          {.name = std::string(kAuditPhase),
           .exchanges = {{.from = alice, .item = kCiphertext, .to = bob, .tapped = true},
                         {.from = alice, .item = kDone, .after = kCiphertext},
                         {.from = bob, .item = kDone, .after = kCiphertext},
                         {.from = eve, .item = kDone, .after = kCiphertext}},
           .trains = {}}};
}

}  // namespace sotto
