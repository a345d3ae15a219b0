#include "calls/tls_context.h"

#include <fmt/format.h>
#include <openssl/ssl.h>

namespace exo::calls {
namespace {

namespace ssl = boost::asio::ssl;

std::unexpected<Error> unusable(std::string_view what, const std::filesystem::path& file, const std::string& why) {
  return fail(Errc::bad_configuration, fmt::format("the TLS {} {} cannot be used: {}", what, file.string(), why));
}

}  // namespace

Result<std::shared_ptr<ssl::context>> make_tls_context(const net::TlsFiles& files) {
  if (files.certificate.empty() && files.key.empty()) return nullptr;
  if (files.certificate.empty() || files.key.empty()) {
    return fail(Errc::bad_configuration, "TLS needs both a certificate file and a key file");
  }
  try {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    auto* native = context->native_handle();
    if (SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) != 1) {
      return fail(Errc::internal, "TLS 1.2 is not available");
    }
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // an idle stream then keeps no record buffers
    boost::system::error_code error;
    context->use_certificate_chain_file(files.certificate.string(), error);
    if (error) return unusable("certificate", files.certificate, error.message());
    context->use_private_key_file(files.key.string(), ssl::context::pem, error);
    if (error) return unusable("key", files.key, error.message());
    if (SSL_CTX_check_private_key(native) != 1) {
      return unusable("key", files.key, "it does not belong to the certificate");
    }
    return context;
  } catch (const std::exception& broken) {
    return fail(Errc::internal, fmt::format("TLS cannot be set up: {}", broken.what()));
  }
}

}  // namespace exo::calls
