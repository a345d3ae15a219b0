#include "app/demo_furniture.h"

#include "base/clock.h"
#include "base/random.h"
#include "domain/phone_number.h"

namespace exo::app {
namespace {

domain::Bot demo_bot(const std::string& id) {
  return {.id = id,
          .name = "Welcome",
          .greeting_text =
              "Hello, and welcome to exo gate. Your call has arrived. "
              "From here it can go to any bot you like. Good bye.",
          .language = "en",
          .updated_at = wall_now()};
}

}  // namespace

Result<DemoSecrets> furnish(const DemoFurniture& furniture, const DemoRoom& room) {
  DemoSecrets secrets{Secret(random_hex(16)), Secret(random_hex(16))};
  if (!room.bots.get(furniture.bot_id)) {
    const auto made = room.bots.put(demo_bot(furniture.bot_id));
    if (!made) return std::unexpected(made.error());
  }
  const auto stored = room.integration.update([&](domain::Integration& record) -> Result<void> {
    const domain::CredentialsPatch credentials{.account_sid = furniture.account_sid,
                                               .api_key = secrets.api_key.reveal(),
                                               .api_token = secrets.api_token.reveal(),
                                               .api_base_url = furniture.api_base_url};
    auto applied = domain::apply_credentials(record, credentials, room.allowed_api_hosts);
    if (!applied) return applied;
    for (const auto& did : record.dids) {
      if (domain::same_number(did.number, furniture.number)) return {};
    }
    const auto added = domain::add_did(
        record,
        {.number = furniture.number, .label = "Demo", .bot_id = furniture.bot_id, .flow_url = {}, .app_id = "1"});
    if (!added) return std::unexpected(added.error());
    return {};
  });
  if (!stored) return std::unexpected(stored.error());
  room.switchboard.publish_dids(stored->dids);
  const auto bots = room.bots.list();
  if (!bots) return std::unexpected(bots.error());
  room.switchboard.publish_bots(*bots);
  return secrets;
}

}  // namespace exo::app
