#include "exotel/exophones.h"

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "exotel/reply_reader.h"
#include "exotel/rest.h"

namespace exo::exotel {
namespace {

constexpr std::size_t kMaxBody = 1 << 20;  // as rest_request asks for
constexpr std::size_t kMaxPhones = 1000;   // of one page
constexpr std::size_t kMaxText = 512;
constexpr int kMaxNumber = 1'000'000;

/// Compared without case and underscores: "incoming_phone_numbers" is "IncomingPhoneNumbers" in v1.
bool same_name(std::string_view a, std::string_view b) {
  std::string left(a);
  std::string right(b);
  std::erase(left, '_');
  std::erase(right, '_');
  return iequals(left, right);
}

const Json* member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  for (const auto& [key, value] : object.items()) {
    if (same_name(key, name)) return &value;
  }
  return nullptr;
}

std::string text_of(const Json& object, std::string_view name) {
  const auto* const value = member(object, name);
  if (value == nullptr) return {};
  if (value->is_number_integer()) return value->dump();
  return value->is_string() ? printable(trim(value->get_ref<const std::string&>()), kMaxText) : std::string();
}

int number_of(const Json& object, std::string_view name) {
  const auto* const value = member(object, name);
  if (value == nullptr || !value->is_number_integer()) return 0;
  return static_cast<int>(std::clamp<std::int64_t>(value->get<std::int64_t>(), 0, kMaxNumber));
}

ExoPhone read_phone(const Json& entry) {
  const auto* const wrapped = member(entry, "IncomingPhoneNumber");
  const auto& phone = wrapped != nullptr ? *wrapped : entry;
  return {.sid = text_of(phone, "sid"),
          .number = text_of(phone, "phone_number"),
          .friendly_name = text_of(phone, "friendly_name"),
          .voice_url = text_of(phone, "voice_url")};
}

std::optional<ExoPhonePage> read_page(std::string_view body) {
  const auto root = parse_json(trim(body), {.max_bytes = kMaxBody});
  if (!root) return std::nullopt;
  const auto* list = root->is_array() ? &*root : member(*root, "incoming_phone_numbers");
  if (list == nullptr || !list->is_array()) return std::nullopt;
  ExoPhonePage page{.page = number_of(*root, "page"),
                    .page_size = static_cast<std::size_t>(number_of(*root, "page_size")),
                    .phones = {}};
  for (const auto& entry : *list) {
    if (page.phones.size() >= kMaxPhones) break;
    auto phone = read_phone(entry);
    if (!phone.number.empty()) page.phones.push_back(std::move(phone));
  }
  return page;
}

}  // namespace

HttpRequest make_exophones_request(const domain::Integration& integration, int page) {
  const auto path = page > 0 ? fmt::format("/IncomingPhoneNumbers?page={}", page) : "/IncomingPhoneNumbers";
  return rest_request(integration, path, "v2_beta");
}

Result<ExoPhonePage> parse_exophones(const HttpReply& reply) {
  if (auto refused = refusal(reply, read_reply(reply.body))) return std::unexpected(*std::move(refused));
  try {
    if (auto page = read_page(reply.body)) return *std::move(page);
  } catch (const std::exception&) {  // nlohmann's: a shape that no check above foresaw
  }
  return fail(Errc::upstream_failed,
              fmt::format("Exotel sent an unexpected response (HTTP {} without a list of numbers)", reply.status));
}

}  // namespace exo::exotel
