#include "shared/transport/tls_context.hpp"

#include <openssl/ssl.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace sotto {
namespace {

using boost::system::error_code;
using Base = boost::asio::ssl::context_base;

std::shared_ptr<TlsContext> modern(Base::method method) {
  auto context = std::make_shared<TlsContext>(method);
  context->set_options(Base::default_workarounds | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  // Of TLS 1.2 what is left in TLS 1.3: a key that is stolen later opens nothing recorded before.
  SSL_CTX_set_cipher_list(context->native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20");
  // Whoever connects must not fill the memory: a session that is taken up again travels as a
  // ticket.
  SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
  return context;
}

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw std::runtime_error("'" + file + "' " + why);
}

/// OpenSSL says of a missing file what nobody understands.
void require_readable(const std::string& file) {
  errno = 0;
  if (std::ifstream in(file); !in || in.peek() == std::ifstream::traits_type::eof())
    refuse(file, errno != 0 ? std::string("cannot be read: ") + std::strerror(errno) : "is empty");
}

}  // namespace

std::shared_ptr<TlsContext> client_tls(const std::string& authorities) {
  auto context = modern(Base::tls_client);
  context->set_verify_mode(boost::asio::ssl::verify_peer);
  error_code fault;
  if (authorities.empty()) {
    context->set_default_verify_paths(fault);
    if (fault) throw std::runtime_error("this system's authorities cannot be read");
    return context;
  }
  require_readable(authorities);
  context->load_verify_file(authorities, fault);
  if (fault) refuse(authorities, "holds no certificate in PEM form: " + fault.message());
  return context;
}

std::shared_ptr<TlsContext> server_tls(const std::string& certificate, const std::string& key) {
  auto context = modern(Base::tls_server);
  // Nobody is asked at a terminal for the password of a key that has one.
  context->set_password_callback([](std::size_t, Base::password_purpose) { return std::string(); });
  error_code fault;
  require_readable(certificate);
  context->use_certificate_chain_file(certificate, fault);
  if (fault) refuse(certificate, "holds no certificate in PEM form: " + fault.message());
  const auto* shown = SSL_CTX_get0_certificate(context->native_handle());
  if (X509_cmp_current_time(X509_get0_notAfter(shown)) < 0)
    refuse(certificate, "holds a certificate that has expired");
  require_readable(key);
  context->use_private_key_file(key, TlsContext::pem, fault);
  if (fault &&
      ERR_GET_REASON(static_cast<unsigned long>(fault.value())) == X509_R_KEY_VALUES_MISMATCH)
    refuse(key, "holds another key than that of the certificate in '" + certificate + "'");
  if (fault) refuse(key, "holds no key in PEM form without a password: " + fault.message());
  return context;
}

}  // namespace sotto
