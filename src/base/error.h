#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace exo {

/// Why an operation failed, in the terms of whoever asked for it. Each has exactly one HTTP status (`http_status`).
enum class Errc {
  bad_request,         ///< 400: understood, but cannot be done as asked
  unauthenticated,     ///< 401: nobody, or no longer anybody, is signed in
  forbidden,           ///< 403: signed in, but not allowed
  not_found,           ///< 404
  method_not_allowed,  ///< 405
  conflict,            ///< 409: contradicts what is stored
  too_large,           ///< 413
  unsupported_media,   ///< 415
  unprocessable,       ///< 422: malformed input
  too_many_requests,   ///< 429: `Error::retry_after` says when to come back
  internal,            ///< 500: our own fault
  upstream_failed,     ///< 502: Exotel or a speech vendor refused or answered nonsense
  unavailable,         ///< 503: not now (shutting down, full)
  upstream_timeout,    ///< 504: Exotel or a speech vendor did not answer in time
  bad_configuration,   ///< 500 over HTTP; at start-up, exit code 78
};

/// An expected failure. `detail` is a sentence for a person and may be shown to them: never put a secret in it.
struct Error {
  Errc code = Errc::internal;
  std::string detail;
  std::chrono::seconds retry_after{0};
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Errc code, std::string detail) {
  return std::unexpected(Error{code, std::move(detail), std::chrono::seconds{0}});
}

/// The HTTP status that stands for `code`. Total: every Errc has one.
[[nodiscard]] int http_status(Errc code) noexcept;

}  // namespace exo
