#include "launcher/local_certificates.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/process.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr auto kHost = "127.0.0.1";

class CertificatesOfARun : public testing::Test {
 protected:
  /// The demo goes on with a run in that directory.
  LocalCertificates resume() {
    const auto kept = kept_local_certificates(directory_.path());
    return kept ? *kept : make_local_certificates(directory_.path(), kHost);
  }

  std::string authority() const { return contents(files_.authority); }

  TemporaryDirectory directory_;
  LocalCertificates files_ = make_local_certificates(directory_.path(), kHost);
};

TEST_F(CertificatesOfARun, AreThoseOfTheRunThatGoesOn) {
  const auto before = authority();
  const auto kept = resume();
  EXPECT_EQ(contents(kept.authority), before);
  EXPECT_EQ(kept.key, files_.key);
  EXPECT_EQ(kept.certificate, files_.certificate);
}

TEST_F(CertificatesOfARun, DoNotTakeThePlaceOfOthers) {
  EXPECT_THROW(make_local_certificates(directory_.path(), kHost), std::runtime_error);
}

TEST_F(CertificatesOfARun, AreMadeAnewWhereOneIsMissing) {
  for (const auto& file : {files_.authority, files_.certificate, files_.key}) {
    const auto before = authority();
    fs::remove(file);
    EXPECT_NE(contents(resume().authority), before) << file;
  }
}

TEST_F(CertificatesOfARun, AreMadeAnewWhereOneIsTorn) {
  for (const auto& file : {files_.authority, files_.certificate, files_.key}) {
    const auto before = authority();
    fs::resize_file(file, fs::file_size(file) / 2);
    EXPECT_NE(contents(resume().authority), before) << file;
  }
}

TEST_F(CertificatesOfARun, AreMadeAnewWhereTheyDoNotBelongTogether) {
  const TemporaryDirectory other;
  const auto others = make_local_certificates(other.path(), kHost);
  for (const auto& [from, to] :
       {std::pair{others.authority, files_.authority}, std::pair{others.key, files_.key}}) {
    const auto before = contents(files_.certificate);
    fs::copy_file(from, to, fs::copy_options::overwrite_existing);
    EXPECT_NE(contents(resume().certificate), before) << from;
  }
}

TEST_F(CertificatesOfARun, HaveAKeyThatOnlyItsOwnerReads) {
  EXPECT_EQ(fs::status(resume().key).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

}  // namespace
}  // namespace sotto
