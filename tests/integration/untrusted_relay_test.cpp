// A party whose relay shows a certificate that it does not trust ends at once, and says why.
#include "launcher/local_certificates.hpp"
#include "tests/support/trio.hpp"

namespace sotto {
namespace {

class UntrustedRelay : public testing::Test {
 protected:
  UntrustedRelay() { std::filesystem::create_directory(folder_ / "other"); }

  void expect_end(const std::vector<std::string>& options, const std::string& sentence) {
    auto arguments = options;
    arguments.insert(arguments.begin(),
                     {"--relay", "wss://127.0.0.1:" + std::to_string(relay_.port())});
    Process eve("sotto-eve", arguments, {{"SOTTO_TOKEN", "eve-token"}});
    EXPECT_EQ(eve.wait(std::chrono::seconds(60)), 2) << eve.errors();
    EXPECT_NE(eve.errors().find(sentence), std::string::npos) << eve.errors();
  }

  TemporaryDirectory folder_;
  LocalCertificates files_ = make_local_certificates(folder_.path(), "127.0.0.1");
  RelayProcess relay_{Options{{"tls-certificate", files_.certificate}, {"tls-key", files_.key}}};
};

TEST_F(UntrustedRelay, OfAnotherAuthority) {
  const auto other = make_local_certificates(folder_ / "other", "127.0.0.1");
  expect_end({"--tls-ca", other.authority}, "is not to be trusted: ");
}

TEST_F(UntrustedRelay, OfNoAuthorityOfThisSystem) {
  expect_end({}, "is not to be trusted: unable to get local issuer certificate");
}

TEST_F(UntrustedRelay, AuthoritiesThatAreNone) {
  expect_end({"--tls-ca", files_.key}, "'" + files_.key.string() + "' holds no certificate");
}

}  // namespace
}  // namespace sotto
