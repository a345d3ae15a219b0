#include "net/trust_store.h"

#include <array>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

namespace exo::net {
namespace {

/// Where the distributions keep their bundle; a static OpenSSL knows only the path of the machine that built it.
constexpr std::array<std::string_view, 6> kKnownBundles{
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",                   // Fedora, RHEL
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // CentOS, RHEL 7
    "/etc/ssl/ca-bundle.pem",                             // openSUSE
    "/etc/ssl/cert.pem",                                  // Alpine, the BSDs
    "/usr/local/share/certs/ca-root-nss.crt",             // FreeBSD
};

std::filesystem::path find_bundle(const std::filesystem::path& configured) {
  if (!configured.empty()) return configured;
  std::error_code ignored;
  for (const auto known : kKnownBundles) {
    if (std::filesystem::is_regular_file(known, ignored)) return known;
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<x509_store_st>> TrustStore::current() {
  const std::lock_guard lock(mutex_);
  const auto path = find_bundle(bundle_);
  if (path.empty()) {
    return fail(
        Errc::bad_configuration,
        "no bundle of certificate authorities was found; install the package ca-certificates or name a ca_file");
  }
  std::error_code failure;
  const auto version = std::filesystem::last_write_time(path, failure);
  if (failure) {
    return fail(Errc::bad_configuration,
                fmt::format("cannot read the certificate authorities in {}: {}", path.string(), failure.message()));
  }
  if (loaded_ && path == loaded_path_ && version == loaded_version_) return loaded_;

  const std::shared_ptr<x509_store_st> store(X509_STORE_new(), X509_STORE_free);
  if (!store || X509_STORE_load_file(store.get(), path.c_str()) != 1) {
    ERR_clear_error();
    return fail(Errc::bad_configuration, fmt::format("{} holds no readable PEM certificate", path.string()));
  }
  loaded_ = store;
  loaded_path_ = path;
  loaded_version_ = version;
  return store;
}

}  // namespace exo::net
