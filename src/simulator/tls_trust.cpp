#include "simulator/tls_trust.h"

#include <utility>

#include <boost/asio/ssl.hpp>

namespace exo::simulator {
namespace {

namespace ssl = boost::asio::ssl;

Result<ssl::context> make_context(net::TrustStore& trusted, PeerCheck check) {
  ssl::context context(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_verify_mode(check == PeerCheck::verify ? ssl::verify_peer : ssl::verify_none);
  if (check == PeerCheck::accept_any) return context;
  const auto store = trusted.current();
  if (!store) return std::unexpected(store.error());
  SSL_CTX_set1_cert_store(context.native_handle(), store->get());
  return context;
}

}  // namespace

TlsTrust::TlsTrust(std::string ca_file, PeerCheck check) : store_(std::move(ca_file)), check_(check) {}

Result<ssl::context*> TlsTrust::context() {
  const std::scoped_lock lock(mutex_);
  if (!context_) {
    auto made = make_context(store_, check_);
    if (!made) return std::unexpected(made.error());
    context_.emplace(std::move(*made));
  }
  return &*context_;
}

}  // namespace exo::simulator
