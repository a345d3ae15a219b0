#include <algorithm>
#include <chrono>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/file.h"
#include "net/certificate.h"
#include "net/ip_address.h"

namespace exo::net {
namespace {

constexpr std::chrono::days kValid{397};  // what browsers take from an authority at most
constexpr std::chrono::hours kClocksDiffer{24};
constexpr long kVersion3 = 2;
constexpr int kSerialBits = 127;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using X509Pointer = std::unique_ptr<X509, decltype(&X509_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

bool is_name(std::string_view host) {
  constexpr std::size_t kMaxName = 253;
  return !host.empty() && host.size() <= kMaxName && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

/// "DNS:localhost,IP:127.0.0.1"
std::string alternatives(std::span<const std::string> hosts) {
  std::string text;
  for (const auto& host : hosts) {
    const auto address = IpAddress::parse(host);
    if (!address && !is_name(host)) continue;
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",", address ? "IP" : "DNS", host);
  }
  return text;
}

bool add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()), X509_EXTENSION_free);
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_serial(X509* certificate) {
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> serial(BN_new(), BN_free);
  return serial && BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_times(X509* certificate, WallTime now) {
  const auto seconds = [](WallTime time) { return std::chrono::system_clock::to_time_t(time); };
  return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(now - kClocksDiffer)) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(now + kValid)) != nullptr;
}

bool fill(X509* certificate, EVP_PKEY* key, std::span<const std::string> hosts, WallTime now) {
  auto* const subject = X509_get_subject_name(certificate);
  constexpr unsigned char kName[] = "exogate admin plane";
  return X509_set_version(certificate, kVersion3) == 1 && set_serial(certificate) && set_times(certificate, now) &&
         X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, kName, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1 && X509_set_pubkey(certificate, key) == 1 &&
         add_extension(certificate, NID_subject_alt_name, alternatives(hosts)) &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth") && X509_sign(certificate, key, EVP_sha256()) > 0;
}

template <class Write>
std::string pem_of(Write write) {
  const Bio out(BIO_new(BIO_s_secmem()), BIO_free);
  if (!out || write(out.get()) != 1) return {};
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Result<void> make_self_signed(const TlsFiles& files, std::span<const std::string> hosts, WallTime now) {
  const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const X509Pointer certificate(X509_new(), X509_free);
  if (!key || !certificate || !fill(certificate.get(), key.get(), hosts, now)) {
    return fail(Errc::internal, "OpenSSL could not make a certificate");
  }
  auto key_text = pem_of(
      [&](BIO* out) { return PEM_write_bio_PKCS8PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  const auto certificate_text = pem_of([&](BIO* out) { return PEM_write_bio_X509(out, certificate.get()); });
  if (key_text.empty() || certificate_text.empty())
    return fail(Errc::internal, "OpenSSL could not write a certificate");
  // The key first: a certificate whose key never came to be is made again at the next start.
  auto written = write_file(files.key, key_text, FileAccess::owner_only);
  OPENSSL_cleanse(key_text.data(), key_text.size());
  if (written) written = write_file(files.certificate, certificate_text, FileAccess::owner_only);
  return written;
}

}  // namespace exo::net
