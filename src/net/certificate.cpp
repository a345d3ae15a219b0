#include "net/certificate.h"

#include <array>
#include <chrono>
#include <ctime>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/file.h"

namespace exo::net {
namespace {

constexpr std::size_t kMaxFile = 1 << 20;

int no_passphrase(char*, int, int, void*) {
  return 0;
}

std::unexpected<Error> unusable(const std::filesystem::path& file, std::string_view why) {
  ERR_clear_error();
  return fail(Errc::bad_configuration, fmt::format("{} {}", file.string(), why));
}

Result<std::string> read_pem(std::string_view kind, const std::filesystem::path& path) {
  if (path.empty()) return fail(Errc::bad_configuration, fmt::format("no file is named for the {}", kind));
  auto text = read_file(path, kMaxFile);
  if (!text) return unusable(path, fmt::format("cannot be read: {}", text.error().detail));
  return text;
}

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Bio reader_of(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

}  // namespace

Result<Certificate> Certificate::read_pair(const TlsFiles& files) {
  const auto certificate_text = read_pem("certificate", files.certificate);
  if (!certificate_text) return std::unexpected(certificate_text.error());
  const auto certificate_bytes = reader_of(*certificate_text);
  std::shared_ptr<X509> parsed(PEM_read_bio_X509(certificate_bytes.get(), nullptr, no_passphrase, nullptr), X509_free);
  if (!parsed) return unusable(files.certificate, "holds no certificate in PEM form");
  auto key_text = read_pem("key", files.key);
  if (!key_text) return std::unexpected(key_text.error());
  const auto key_bytes = reader_of(*key_text);
  const Key key(PEM_read_bio_PrivateKey(key_bytes.get(), nullptr, no_passphrase, nullptr), EVP_PKEY_free);
  OPENSSL_cleanse(key_text->data(), key_text->size());
  if (!key) return unusable(files.key, "holds no private key in PEM form without a passphrase");
  if (X509_check_private_key(parsed.get(), key.get()) != 1) {
    return unusable(files.key, fmt::format("does not belong to the certificate {}", files.certificate.string()));
  }
  return Certificate(std::move(parsed));
}

WallTime Certificate::expires_at() const {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(parsed_.get()), &parts) != 1) return WallTime{};
  return std::chrono::time_point_cast<WallTime::duration>(std::chrono::system_clock::from_time_t(::timegm(&parts)));
}

int Certificate::days_left(WallTime now) const {
  return static_cast<int>(std::chrono::floor<std::chrono::days>(expires_at() - now).count());
}

std::string Certificate::fingerprint() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(parsed_.get(), EVP_sha256(), digest.data(), &size) != 1) return {};
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{}{:02X}", i == 0 ? "" : ":", digest[i]);
  return text;
}

bool Certificate::covers(const std::string& host) const {
  return X509_check_ip_asc(parsed_.get(), host.c_str(), 0) == 1 ||
         X509_check_host(parsed_.get(), host.data(), host.size(), 0, nullptr) == 1;
}

}  // namespace exo::net
