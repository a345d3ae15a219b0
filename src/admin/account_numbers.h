#pragma once

#include <expected>
#include <vector>

#include "admin/exotel_failure.h"
#include "base/http_message.h"
#include "domain/integration.h"
#include "exotel/exophones.h"

namespace exo::admin {

struct AccountNumbers {
  std::vector<exotel::ExoPhone> phones{};  ///< each once, in Exotel's order
  bool complete = true;                    ///< false: there were more than this gateway reads

  /// In any spelling; nullptr when the account has no such number.
  [[nodiscard]] const exotel::ExoPhone* find(std::string_view number) const;
};

/// All ExoPhones of the account, page by page: at most 20 pages, 2,000 numbers and 30 s. Blocks on Exotel. `record` is
/// configured and its api_base_url settled.
[[nodiscard]] std::expected<AccountNumbers, ExotelFailure> list_account_numbers(const HttpTransport& exotel,
                                                                                const domain::Integration& record);

}  // namespace exo::admin
