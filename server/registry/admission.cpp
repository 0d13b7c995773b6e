#include "server/registry/admission.hpp"

namespace sotto {

Admission::Ticket Admission::admit(const boost::asio::ip::address& address) {
  auto& from_there = of_address_[address];
  if (connections_ >= limits_.all || from_there >= limits_.of_address) {
    if (from_there == 0) of_address_.erase(address);
    ++refused_;
    return nullptr;
  }
  ++connections_;
  ++from_there;
  // What a ticket points to is of no interest: it counts down when the last copy goes.
  return {this, [address](Admission* self) { self->release(address); }};
}

void Admission::release(const boost::asio::ip::address& address) {
  --connections_;
  const auto found = of_address_.find(address);
  if (--found->second == 0) of_address_.erase(found);
}

}  // namespace sotto
