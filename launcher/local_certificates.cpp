#include "launcher/local_certificates.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace sotto {
namespace {

constexpr long kLifeSeconds = 7L * 24 * 3600;
/// A clock that is set back a little must not make them invalid.
constexpr long kBeforeSeconds = 300;

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;
using OpenFile = std::unique_ptr<std::FILE, Release<std::fclose>>;

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL could not make a certificate");
}

void add(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

/// Unsigned, and issued by itself.
Certificate certificate_of(EVP_PKEY* key, const std::string& name) {
  Certificate made(X509_new());
  require(made != nullptr);
  std::uint64_t serial = 0;
  require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  auto* const subject = X509_get_subject_name(made.get());
  require(X509_set_version(made.get(), X509_VERSION_3) == 1 &&
          ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), serial >> 1) == 1 &&
          X509_gmtime_adj(X509_getm_notBefore(made.get()), -kBeforeSeconds) != nullptr &&
          X509_gmtime_adj(X509_getm_notAfter(made.get()), kLifeSeconds) != nullptr &&
          X509_set_pubkey(made.get(), key) == 1 &&
          X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                                     0) == 1 &&
          X509_set_issuer_name(made.get(), subject) == 1);
  return made;
}

/// `mode`: of a new file; one that is there is refused where it is secret.
OpenFile open_new(const std::filesystem::path& file, int flags, mode_t mode) {
  const int handle = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode);
  if (handle < 0)
    throw std::runtime_error("'" + file.string() + "' cannot be created: " + std::strerror(errno));
  return OpenFile(::fdopen(handle, "w"));
}

void write(const std::filesystem::path& file, X509* certificate) {
  const auto out = open_new(file, O_TRUNC, 0644);
  require(PEM_write_X509(out.get(), certificate) == 1 && std::fflush(out.get()) == 0);
}

/// Nothing where the file is missing, or holds none.
template <class Kept, auto read_pem>
Kept read(const std::filesystem::path& file) {
  const OpenFile in(std::fopen(file.c_str(), "re"));
  Kept kept(in ? read_pem(in.get(), nullptr, nullptr, nullptr) : nullptr);
  ERR_clear_error();
  return kept;
}

bool are_valid(const LocalCertificates& files) {
  const auto authority = read<Certificate, PEM_read_X509>(files.authority);
  const auto certificate = read<Certificate, PEM_read_X509>(files.certificate);
  const auto key = read<Key, PEM_read_PrivateKey>(files.key);
  const bool valid = authority && certificate && key &&
                     X509_check_private_key(certificate.get(), key.get()) == 1 &&
                     X509_verify(certificate.get(), X509_get0_pubkey(authority.get())) == 1 &&
                     X509_cmp_current_time(X509_get0_notAfter(certificate.get())) > 0;
  ERR_clear_error();
  return valid;
}

LocalCertificates files_in(const std::filesystem::path& directory) {
  return {directory / "ca.pem", directory / "relay.pem", directory / "relay.key"};
}

std::string names_of(const std::string& host) {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  boost::system::error_code no_address;
  const auto address = boost::asio::ip::make_address(host, no_address);
  if (!no_address) names += ",IP:" + address.to_string();
  return names;
}

}  // namespace

LocalCertificates make_local_certificates(const std::filesystem::path& directory,
                                          const std::string& host) {
  auto files = files_in(directory);
  const Key authority_key(EVP_EC_gen("P-256"));
  const Key key(EVP_EC_gen("P-256"));
  require(authority_key && key);

  const auto authority = certificate_of(authority_key.get(), "Sotto, on this machine");
  add(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign");
  add(authority.get(), authority.get(), NID_subject_key_identifier, "hash");
  require(X509_sign(authority.get(), authority_key.get(), EVP_sha256()) > 0);

  const auto certificate = certificate_of(key.get(), "Sotto's relay, on this machine");
  require(X509_set_issuer_name(certificate.get(), X509_get_subject_name(authority.get())) == 1);
  add(certificate.get(), authority.get(), NID_basic_constraints, "critical,CA:FALSE");
  add(certificate.get(), authority.get(), NID_key_usage, "critical,digitalSignature");
  add(certificate.get(), authority.get(), NID_ext_key_usage, "serverAuth");
  add(certificate.get(), authority.get(), NID_subject_alt_name, names_of(host));
  add(certificate.get(), authority.get(), NID_authority_key_identifier, "keyid");
  require(X509_sign(certificate.get(), authority_key.get(), EVP_sha256()) > 0);

  const auto out = open_new(files.key, O_EXCL, 0600);
  require(PEM_write_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
          std::fflush(out.get()) == 0);
  write(files.certificate, certificate.get());
  write(files.authority, authority.get());
  return files;
}

std::optional<LocalCertificates> kept_local_certificates(const std::filesystem::path& directory) {
  auto files = files_in(directory);
  if (are_valid(files)) return files;
  for (const auto* file : {&files.key, &files.certificate, &files.authority})
    std::filesystem::remove(*file);
  return std::nullopt;
}

}  // namespace sotto
