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

/// The error is one sentence for a person.
using HttpAnswered = std::expected<HttpAnswer, std::string>;

struct HttpBody {
  std::string content_type;
  std::string text;
};

/// One GET of `url` as Exotel's webhook client sends it, with `Authorization: Basic` from the URL's user info; no
/// redirects. Internal to the folder.
[[nodiscard]] boost::asio::awaitable<HttpAnswered> http_get(TargetUrl url, SteadyTime deadline,
                                                            std::shared_ptr<TlsTrust> trust);

/// One POST, as a StatusCallback is delivered (exotel.md §6.1).
[[nodiscard]] boost::asio::awaitable<HttpAnswered> http_post(TargetUrl url, HttpBody body, SteadyTime deadline,
                                                             std::shared_ptr<TlsTrust> trust);

}  // namespace exo::simulator
