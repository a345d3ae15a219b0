#include "base/http_message.h"

#include "base/text.h"

namespace exo {

std::string_view HttpReply::header(std::string_view name) const noexcept {
  for (const auto& [key, value] : headers) {
    if (iequals(key, name)) return value;
  }
  return {};
}

}  // namespace exo
