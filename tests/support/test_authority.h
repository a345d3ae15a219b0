#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "support/loopback_server.h"
#include "support/temp_folder.h"

namespace exo::test {

/// A certificate authority of one's own; its files go with it.
class TestAuthority {
 public:
  enum class Validity { current, expired };

  TestAuthority() : key_(EVP_EC_gen("P-256"), EVP_PKEY_free), certificate_(X509_new(), X509_free) {
    fill(certificate_.get(), key_.get(), "Test Authority", Validity::current);
    add_extension(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(certificate_.get(), key_.get(), EVP_sha256());
    write_certificate(file());
  }
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  /// The authority's own certificate, for a client to trust.
  [[nodiscard]] std::string file() const { return (folder_ / "authority.pem").string(); }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

  /// `names` as in a subjectAltName: "DNS:localhost,IP:127.0.0.1".
  [[nodiscard]] LoopbackServer::Tls issue(const std::string& names, Validity validity = Validity::current) {
    const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const Certificate leaf(X509_new(), X509_free);
    fill(leaf.get(), key.get(), "Test Server", validity);
    add_extension(leaf.get(), NID_subject_alt_name, names.c_str());
    X509_sign(leaf.get(), key_.get(), EVP_sha256());
    const auto stem = folder_ / ("server" + std::to_string(++issued_));
    LoopbackServer::Tls files{stem.string() + ".pem", stem.string() + ".key"};
    with_file(files.certificate_file, [&](FILE* out) { PEM_write_X509(out, leaf.get()); });
    with_file(files.key_file,
              [&](FILE* out) { PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    return files;
  }

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

  template <class Write>
  static void with_file(const std::string& path, Write write) {
    FILE* const out = std::fopen(path.c_str(), "w");
    if (out == nullptr) std::abort();
    write(out);
    std::fclose(out);
  }

  void write_certificate(const std::string& path) const {
    with_file(path, [&](FILE* out) { PEM_write_X509(out, certificate_.get()); });
  }

  void fill(X509* certificate, EVP_PKEY* key, const char* name, Validity validity) {
    constexpr long kDay = 24 * 60 * 60;
    const bool current = validity == Validity::current;
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial_);
    X509_gmtime_adj(X509_getm_notBefore(certificate), current ? -kDay : -2 * kDay);
    X509_gmtime_adj(X509_getm_notAfter(certificate), current ? kDay : -kDay);
    X509_set_pubkey(certificate, key);
    const auto* const text = reinterpret_cast<const unsigned char*>(name);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate_.get()));
  }

  static void add_extension(X509* certificate, int nid, const char* value) {
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }

  Key key_;
  Certificate certificate_;
  TempFolder folder_;
  long serial_ = 0;
  int issued_ = 0;
};

}  // namespace exo::test
