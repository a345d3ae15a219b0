#include "admin/tls_server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/file.h"

namespace exo::admin {
namespace {

std::unexpected<Error> refuse(std::string_view what) {
  ERR_clear_error();
  return fail(Errc::bad_configuration, fmt::format("the admin plane's TLS {}", what));
}

int no_passphrase(char*, int, int, void*) {
  return 0;
}

Result<void> check_readable(std::string_view kind, const std::filesystem::path& path) {
  if (path.empty()) return refuse(fmt::format("{} is missing: certificate and key belong together", kind));
  const auto text = read_file(path);
  if (!text) return refuse(fmt::format("{} {} cannot be read: {}", kind, path.string(), text.error().detail));
  return {};
}

Result<void> load(SSL_CTX* context, const net::TlsFiles& files) {
  SSL_CTX_set_default_passwd_cb(context, no_passphrase);
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
    return refuse(fmt::format("certificate {} holds no certificate in PEM form", files.certificate.string()));
  }
  const bool loaded = SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) == 1;
  const bool mismatch = !loaded && ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
  // A key of another kind (EC beside an RSA certificate) loads, but then fits no certificate.
  if (mismatch || (loaded && SSL_CTX_check_private_key(context) != 1)) {
    return refuse(
        fmt::format("key {} does not belong to the certificate {}", files.key.string(), files.certificate.string()));
  }
  if (loaded) return {};
  return refuse(fmt::format("key {} holds no private key in PEM form without a passphrase", files.key.string()));
}

/// OpenSSL asks at every handshake; 1: go on.
int show_identity(SSL* connection, void* identity) {
  const auto pair = static_cast<const TlsIdentity*>(identity)->current();
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs(pair.get(), &chain);
  SSL_certs_clear(connection);  // a pair of another kind (EC, RSA) would only be added
  return SSL_use_cert_and_key(connection, SSL_CTX_get0_certificate(pair.get()), SSL_CTX_get0_privatekey(pair.get()),
                              chain, 1);
}

}  // namespace

Result<LoadedPair> load_pair(const net::TlsFiles& files) {
  for (const auto& readable : {check_readable("certificate", files.certificate), check_readable("key", files.key)}) {
    if (!readable) return std::unexpected(readable.error());
  }
  LoadedPair pair(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!pair) return fail(Errc::internal, "OpenSSL has no memory for a certificate");
  const auto loaded = load(pair.get(), files);
  if (!loaded) return std::unexpected(loaded.error());
  return pair;
}

void TlsIdentity::replace(LoadedPair pair) {
  const std::lock_guard lock(mutex_);
  pair_.swap(pair);
}

LoadedPair TlsIdentity::current() const {
  const std::lock_guard lock(mutex_);
  return pair_;
}

Result<std::unique_ptr<httplib::Server>> make_tls_server(TlsIdentity& identity) {
  bool ready = false;
  auto server =
      std::make_unique<httplib::SSLServer>(httplib::tls::ContextSetupCallback([&](httplib::tls::ctx_t context) {
        auto* const native = static_cast<SSL_CTX*>(context);
        SSL_CTX_set_cert_cb(native, show_identity, &identity);
        ready = SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) == 1;
        return ready;
      }));
  if (!ready) return refuse("could not be set up");
  return server;
}

}  // namespace exo::admin
