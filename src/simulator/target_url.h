#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "base/error.h"

namespace exo::simulator {

enum class Encryption : std::uint8_t { plain, tls };

/// A URL that Exotel is to open, taken apart.
struct TargetUrl {
  std::string scheme;     ///< "ws", "wss", "http" or "https"
  std::string user_info;  ///< "user:pass", percent-decoded; empty: none. Secret: never print it
  std::string host;       ///< lower case, without brackets
  std::uint16_t port = 0;
  std::string path = "/";
  std::string query;  ///< without '?'; as written

  [[nodiscard]] Encryption encryption() const noexcept;
  [[nodiscard]] bool is_socket() const noexcept { return scheme == "ws" || scheme == "wss"; }
  /// For the Host header: the port only when it is not the scheme's own.
  [[nodiscard]] std::string authority() const;
  /// "Basic …" of user_info; empty: none (exotel.md §1.2).
  [[nodiscard]] std::string basic_authorization() const;
  /// Without user_info and query, for people.
  [[nodiscard]] std::string shown() const;
};

/// `bad_request` with one sentence when `text` is no absolute ws, wss, http or https URL.
[[nodiscard]] Result<TargetUrl> parse_target_url(std::string_view text);

enum class QueryHandling : std::uint8_t { strip /* live */, keep };

/// How Exotel's WebSocket client treats the query of a socket URL (exotel.md §1.2, §1.3).
struct SocketRequest {
  std::string request_target;                ///< what stands in the upgrade's request line
  FormFields custom_parameters;              ///< at most three, for `start`
  std::optional<std::uint32_t> sample_rate;  ///< from `sample-rate`
  std::string complaint;                     ///< what of the query was cut; empty: nothing
};

inline constexpr std::size_t kMaxCustomParameters = 3;
inline constexpr std::size_t kMaxQueryCharacters = 256;

[[nodiscard]] SocketRequest make_socket_request(const TargetUrl& url, QueryHandling handling);

}  // namespace exo::simulator
