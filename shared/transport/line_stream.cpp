#include "shared/transport/line_stream.hpp"

#include <openssl/x509v3.h>

namespace sotto {
namespace {

/// Whom the certificate must name. A name goes to the server, too, which may have several.
bool expect_host(SSL* ssl, const std::string& host) {
  error_code no_address;
  net::ip::make_address(host, no_address);
  auto* wanted = SSL_get0_param(ssl);
  if (!no_address) return X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1;
  return X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) == 1 &&
         SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

}  // namespace

SegmentStream& LineStream::next_layer() {
  if (auto* tls = std::get_if<Encrypted>(&stream_)) return tls->next_layer();
  return *std::get_if<SegmentStream>(&stream_);
}

net::awaitable<error_code> LineStream::handshake_as_server() {
  auto* tls = std::get_if<Encrypted>(&stream_);
  if (tls == nullptr) co_return error_code{};
  const auto [fault] = co_await tls->async_handshake(net::ssl::stream_base::server, nothrow);
  co_return fault;
}

net::awaitable<error_code> LineStream::handshake_as_client(std::string host) {
  auto* tls = std::get_if<Encrypted>(&stream_);
  if (tls == nullptr) co_return error_code{};
  if (!expect_host(tls->native_handle(), host)) co_return net::error::invalid_argument;
  const auto [fault] = co_await tls->async_handshake(net::ssl::stream_base::client, nothrow);
  co_return fault;
}

std::string LineStream::distrust() {
  auto* tls = std::get_if<Encrypted>(&stream_);
  if (tls == nullptr) return {};
  const auto verdict = SSL_get_verify_result(tls->native_handle());
  return verdict == X509_V_OK ? "" : X509_verify_cert_error_string(verdict);
}

net::awaitable<void> LineStream::finish() {
  if (auto* tls = std::get_if<Encrypted>(&stream_)) co_await tls->async_shutdown(nothrow);
  error_code ignored;
  next_layer().socket().shutdown(tcp::socket::shutdown_send, ignored);
}

void LineStream::read_some(const Few<net::mutable_buffer>& to, AnyHandler handler) {
  if (auto* tls = std::get_if<Encrypted>(&stream_))
    tls->async_read_some(to, std::move(handler));
  else
    next_layer().async_read_some(to, std::move(handler));
}

void LineStream::write_some(const Few<net::const_buffer>& from, AnyHandler handler) {
  if (auto* tls = std::get_if<Encrypted>(&stream_))
    tls->async_write_some(from, std::move(handler));
  else
    next_layer().async_write_some(from, std::move(handler));
}

}  // namespace sotto
