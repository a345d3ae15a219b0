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
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
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

}  // namespace

Result<std::unique_ptr<httplib::Server>> make_tls_server(const net::TlsFiles& files) {
  for (const auto& readable : {check_readable("certificate", files.certificate), check_readable("key", files.key)}) {
    if (!readable) return std::unexpected(readable.error());
  }
  Result<void> loaded = refuse("could not be set up");
  auto server =
      std::make_unique<httplib::SSLServer>(httplib::tls::ContextSetupCallback([&](httplib::tls::ctx_t context) {
        loaded = load(static_cast<SSL_CTX*>(context), files);
        return loaded.has_value();
      }));
  if (!loaded) return std::unexpected(loaded.error());
  return server;
}

}  // namespace exo::admin
