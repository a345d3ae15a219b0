#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "net/tls_files.h"

namespace exo::admin::test {

/// Writes a fresh key and its certificate for "localhost", valid for an hour.
inline net::TlsFiles write_self_signed(const std::filesystem::path& folder, const std::string& name) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  auto* const subject = X509_get_subject_name(certificate.get());
  const unsigned char common_name[] = "localhost";
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_sign(certificate.get(), key.get(), EVP_sha256());

  net::TlsFiles files{folder / (name + ".crt"), folder / (name + ".key")};
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> crt(std::fopen(files.certificate.c_str(), "w"), std::fclose);
  PEM_write_X509(crt.get(), certificate.get());
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pem(std::fopen(files.key.c_str(), "w"), std::fclose);
  PEM_write_PrivateKey(pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return files;
}

}  // namespace exo::admin::test
