#include "admin/document_tag.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin/views.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"

namespace exo::admin {

std::string document_tag(const domain::Integration& record, const domain::PublicAddress& address) {
  constexpr std::size_t kDigits = 16;
  const auto digest = blake2b_hex(dump_json(integration_view(record, address)));
  return fmt::format("\"{}-{}\"", record.revision, std::string_view(digest).substr(0, kDigits));
}

bool permits(std::string_view if_match, std::string_view tag) {
  if_match = trim(if_match);
  if (if_match.empty() || if_match == "*") return true;
  // Our tags hold no comma, so cutting at commas cannot make one of a longer tag.
  return std::ranges::any_of(split(if_match, ','), [&](std::string_view one) { return trim(one) == tag; });
}

Reply stale_reply(std::string_view tag) {
  auto reply = error_reply({Errc::conflict,
                            "The integration was changed since you read it, so nothing was stored: read it again, look "
                            "at the difference and send your change with the new ETag",
                            {}});
  reply.status = 412;
  reply.headers.emplace_back("ETag", tag);
  return reply;
}

}  // namespace exo::admin
