#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/http_message.h"
#include "domain/integration.h"

namespace exo::exotel {

/// A number of the account (exotel.md §5.10). Texts as Exotel sends them, cleaned; empty when absent.
struct ExoPhone {
  std::string sid{};
  std::string number{};  ///< "+91…" or "0…": compare with same_number
  std::string friendly_name{};
  std::string voice_url{};  ///< what answers it: a flow, usually
};

struct ExoPhonePage {
  int page = 0;               ///< as Exotel counts
  std::size_t page_size = 0;  ///< 0: Exotel did not say
  std::vector<ExoPhone> phones{};
};

/// GET {base}/v2_beta/Accounts/{sid}/IncomingPhoneNumbers, Basic auth; `page` > 0 adds ?page=. Changes nothing.
[[nodiscard]] HttpRequest make_exophones_request(const domain::Integration& integration, int page);

/// The JSON of v2_beta; v1's wrappers (an array of {"IncomingPhoneNumber": {…}}) and other cases of the names are read
/// too. Entries without a number are left out. `upstream_failed` when Exotel refuses (its words) or answers otherwise.
[[nodiscard]] Result<ExoPhonePage> parse_exophones(const HttpReply& reply);

}  // namespace exo::exotel
