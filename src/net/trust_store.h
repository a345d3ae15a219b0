#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <utility>

#include "base/error.h"

struct x509_store_st;  // OpenSSL's X509_STORE

namespace exo::net {

/// The certificate authorities that servers are checked against. Reading a bundle takes OpenSSL some 10 ms, so it is
/// kept and read again only when the file has changed. Thread-safe.
class TrustStore {
 public:
  /// PEM bundle; empty: the first known system path that exists.
  explicit TrustStore(std::filesystem::path bundle) : bundle_(std::move(bundle)) {}

  /// Shared, and safe to use from several TLS contexts at once. `bad_configuration` when there is no bundle or it holds
  /// no certificate.
  [[nodiscard]] Result<std::shared_ptr<x509_store_st>> current();

 private:
  std::filesystem::path bundle_;
  std::mutex mutex_;
  std::filesystem::path loaded_path_;
  std::filesystem::file_time_type loaded_version_;
  std::shared_ptr<x509_store_st> loaded_;
};

}  // namespace exo::net
