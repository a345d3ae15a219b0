#include "base/error.h"

namespace exo {

int http_status(Errc code) noexcept {
  switch (code) {
    case Errc::bad_request:
      return 400;
    case Errc::unauthenticated:
      return 401;
    case Errc::forbidden:
      return 403;
    case Errc::not_found:
      return 404;
    case Errc::method_not_allowed:
      return 405;
    case Errc::conflict:
      return 409;
    case Errc::too_large:
      return 413;
    case Errc::unsupported_media:
      return 415;
    case Errc::unprocessable:
      return 422;
    case Errc::too_many_requests:
      return 429;
    case Errc::internal:
    case Errc::bad_configuration:
      return 500;
    case Errc::upstream_failed:
      return 502;
    case Errc::unavailable:
      return 503;
    case Errc::upstream_timeout:
      return 504;
  }
  return 500;
}

}  // namespace exo
