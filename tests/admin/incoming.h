#pragma once

#include <map>
#include <string>
#include <utility>

#include "admin/http_exchange.h"
#include "base/text.h"

namespace exo::admin::test {

/// A request that never was on a wire.
inline IncomingRequest incoming(std::map<std::string, std::string> headers, std::string body = {}) {
  IncomingRequest request;
  request.method = "POST";
  request.path = "/";
  request.peer_address = "10.0.0.1";
  request.header = [headers = std::move(headers)](const char* name) {
    for (const auto& [key, value] : headers) {
      if (iequals(key, name)) return value;
    }
    return std::string();
  };
  request.read_body = [body = std::move(body)](std::size_t max_bytes) {
    return body.size() <= max_bytes ? Result<std::string>(body) : fail(Errc::too_large, "the body is larger");
  };
  return request;
}

}  // namespace exo::admin::test
