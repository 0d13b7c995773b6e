// Whom a line that is encrypted by TLS is opened to, and whom it shows.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

namespace sotto {

using TlsContext = boost::asio::ssl::context;

/// For a client: TLS 1.2 or 1.3 with a server whose certificate is signed by one in the PEM file
/// `authorities`; where that is empty, by one that this system trusts. Throws std::runtime_error,
/// one sentence.
std::shared_ptr<TlsContext> client_tls(const std::string& authorities);

/// For a server: TLS 1.2 or 1.3, with the PEM file `certificate`, which may hold those between it
/// and its authority, too, and its key. Throws std::runtime_error, one sentence, where one of them
/// cannot be read, is not the other's, or has expired.
std::shared_ptr<TlsContext> server_tls(const std::string& certificate, const std::string& key);

}  // namespace sotto
