// Sessions, their page and their figures.
#pragma once

#include "server/api/routes.hpp"
#include "server/net/open_websockets.hpp"
#include "server/net/refusal_log.hpp"
#include "server/net/service.hpp"

namespace sotto {

class SessionService : public Service {
 public:
  /// `open` and all of `api` must outlive this.
  SessionService(const Api& api, OpenWebSockets& open) : api_(api), open_(open) {}

  Answer answer(const Request& request) override { return answer_to(api_, request); }
  std::optional<Response> refuses_upgrade(const Request& request, bool encrypted) override;
  std::string_view subprotocol() const override;
  void begin(Connection::Stream stream, Admission::Ticket ticket) override;

 private:
  const Api& api_;
  OpenWebSockets& open_;
  RefusalLog refusals_;
};

}  // namespace sotto
