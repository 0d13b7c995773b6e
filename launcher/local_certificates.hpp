// A certificate for a relay on this machine, and an authority that vouches for it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace sotto {

/// Files in PEM form.
struct LocalCertificates {
  std::filesystem::path authority;    ///< for clients (--tls-ca): whom to trust
  std::filesystem::path certificate;  ///< the relay's
  std::filesystem::path key;          ///< of the certificate; mode 0600
};

/// Makes both anew, as ca.pem, relay.pem and relay.key in `directory`. They hold for a week, and
/// for localhost, 127.0.0.1, ::1 and the address `host`. The authority's own key is kept nowhere:
/// it signs nothing more. Throws std::runtime_error, one sentence, also where relay.key is there.
LocalCertificates make_local_certificates(const std::filesystem::path& directory,
                                          const std::string& host);

/// Those that make_local_certificates() has left in `directory`. Nothing where one is missing or
/// torn, where they do not belong together, or where a clock says that they are over; what is left
/// of them is removed then, so that others can be made.
std::optional<LocalCertificates> kept_local_certificates(const std::filesystem::path& directory);

}  // namespace sotto
