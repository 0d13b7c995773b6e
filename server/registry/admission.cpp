#include "server/registry/admission.hpp"

#include <algorithm>

namespace sotto {
namespace {

/// Addresses that are remembered before it is worth while to look for those that need not be.
constexpr std::size_t kFewAddresses = 1'024;

}  // namespace

Admission::Ticket Admission::admit(const boost::asio::ip::address& address, Time now) {
  forget(now);
  auto& from = of_address_[address];
  if (connections_ >= limits_.all || from.connections >= limits_.of_address ||
      !take_token(from, now)) {
    ++refused_;
    return nullptr;
  }
  ++connections_;
  ++from.connections;
  // What a ticket points to is of no interest: it counts down when the last copy goes.
  return {this, [address](Admission* self) { self->release(address); }};
}

bool Admission::take_token(Address& from, Time now) const {
  const auto refill = std::chrono::nanoseconds(std::chrono::seconds(1)) /
                      static_cast<std::int64_t>(limits_.new_of_address);
  const auto full_at = std::max(from.full_at, now) + refill;
  if (full_at - now > protocol::kNewConnectionsWindow) return false;
  from.full_at = full_at;
  return true;
}

void Admission::release(const boost::asio::ip::address& address) {
  --connections_;
  --of_address_.at(address).connections;
}

/// Now and then, so that neither addresses nor the search for them grow with those that have gone.
void Admission::forget(Time now) {
  if (of_address_.size() < forget_at_) return;
  std::erase_if(of_address_, [&](const auto& each) {
    return each.second.connections == 0 && each.second.full_at <= now;
  });
  forget_at_ = std::max(kFewAddresses, 2 * of_address_.size());
}

}  // namespace sotto
