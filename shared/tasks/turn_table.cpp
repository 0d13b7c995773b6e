#include "shared/tasks/turn_table.hpp"

#include <array>

namespace sotto {
namespace {

using enum Role;

constexpr std::array kAliceBob{
    Exchange{alice, Item::ciphertext, bob, eve, std::nullopt},
    Exchange{bob, Item::feedback, alice, std::nullopt, Item::ciphertext},
    Exchange{alice, Item::done, std::nullopt, std::nullopt, Item::feedback},
    Exchange{bob, Item::done, std::nullopt, std::nullopt, Item::feedback},
    Exchange{eve, Item::done, std::nullopt, std::nullopt, Item::ciphertext},
};

constexpr std::array kEve{
    Exchange{alice, Item::ciphertext, bob, eve, std::nullopt},
    Exchange{alice, Item::done, std::nullopt, std::nullopt, Item::ciphertext},
    Exchange{bob, Item::done, std::nullopt, std::nullopt, Item::ciphertext},
    Exchange{eve, Item::done, std::nullopt, std::nullopt, Item::ciphertext},
};

}  // namespace

std::span<const Exchange> turn_table(Phase phase) {
  if (phase == Phase::alice_bob) return kAliceBob;
  return kEve;
}

const Exchange* find_exchange(Phase phase, Role from, Item item) {
  for (const auto& exchange : turn_table(phase))
    if (exchange.from == from && exchange.item == item) return &exchange;
  return nullptr;
}

}  // namespace sotto
