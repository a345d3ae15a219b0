#pragma once

#include <chrono>
#include <memory>

#include "base/clock.h"
#include "base/error.h"
#include "base/http_message.h"
#include "net/ip_address.h"
#include "net/url.h"

struct x509_store_st;  // OpenSSL's X509_STORE

namespace exo::net {

/// One try to send a request to one address.
struct ExchangePlan {
  const Url& url;
  const HttpRequest& request;
  const HttpBodySink* sink = nullptr;    ///< where a 2xx body goes; null: into the reply
  std::shared_ptr<x509_store_st> trust;  ///< for https
  IpAddress address;                     ///< passed the guard
  std::chrono::milliseconds connect_timeout{};
  SteadyTime deadline;
};

struct ExchangeResult {
  enum class Sent { no, maybe };

  Result<HttpReply> reply;
  Sent sent = Sent::no;  ///< with `no`, another address may be tried; with `maybe`, never: a dial would ring twice
};

/// Connects, sends once, reads the answer. Follows no redirect. Blocking; may throw what cpp-httplib throws.
[[nodiscard]] ExchangeResult exchange(const ExchangePlan& plan);

}  // namespace exo::net
