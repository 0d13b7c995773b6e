// A listener: it hears, and that is all.
#pragma once

#include "shared/party/player.hpp"

namespace sotto {

class ListeningPlayer : public Player {
 public:
  Role role() const override { return Role::listener; }
  std::vector<std::int64_t> holds() const override { return {}; }
  void receive(const protocol::FromRelay&, Outlet&) override {}
  void receive(const protocol::Frame&, Outlet&) override {}
  void say(std::string_view, Outlet&) override {}
  void save(const std::string&) const override {}
};

}  // namespace sotto
