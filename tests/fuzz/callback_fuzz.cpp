// Any body as a webhook, a StatusCallback and a Passthru: readers for strangers' words.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "exotel/callback.h"
#include "exotel/webhook.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static constexpr std::string_view kTypes[] = {"", "application/json", "application/x-www-form-urlencoded",
                                                "multipart/form-data; boundary=b"};
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto half = text.size() / 4;
  const exo::exotel::WebhookRequest request{text.substr(0, half), kTypes[data[0] % 4], text.substr(half)};
  static_cast<void>(exo::exotel::read_webhook(request));
  static_cast<void>(exo::exotel::read_status_callback(request, {}));
  static_cast<void>(exo::exotel::read_passthru(request, {}));
  return 0;
}
