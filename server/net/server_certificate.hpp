// What the relay shows of itself over TLS.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "shared/transport/tls_context.hpp"

namespace sotto {

/// A certificate and its key, from files that may change.
class ServerCertificate {
 public:
  /// Reads both. Throws std::runtime_error, one sentence.
  ServerCertificate(std::string certificate, std::string key)
      : certificate_(std::move(certificate)), key_(std::move(key)) {
    read_again();
  }

  /// Of connections from now on; those that are open keep theirs. Throws std::runtime_error, one
  /// sentence, and leaves what there was.
  void read_again() { context_ = server_tls(certificate_, key_); }

  TlsContext& context() const { return *context_; }

 private:
  std::string certificate_;
  std::string key_;
  std::shared_ptr<TlsContext> context_;
};

}  // namespace sotto
