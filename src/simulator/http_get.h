#pragma once

#include <expected>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "base/clock.h"
#include "simulator/target_url.h"
#include "simulator/tls_trust.h"

namespace exo::simulator {

struct HttpAnswer {
  unsigned status = 0;
  std::string body;
};

/// One GET of `url` as Exotel's webhook client sends it, with `Authorization: Basic` from the URL's user info; no
/// redirects. The error is one sentence for a person. Internal to the folder.
[[nodiscard]] boost::asio::awaitable<std::expected<HttpAnswer, std::string>> http_get(TargetUrl url,
                                                                                      SteadyTime deadline,
                                                                                      std::shared_ptr<TlsTrust> trust);

}  // namespace exo::simulator
