#pragma once

#include <string>
#include <vector>

#include "app/gateway.h"
#include "domain/switchboard.h"
#include "store/bot_store.h"
#include "store/integration_store.h"

namespace exo::app {

/// Where the demo's furniture goes.
struct DemoRoom {
  store::IntegrationStore& integration;
  store::BotStore& bots;
  domain::Switchboard& switchboard;
  const std::vector<std::string>& allowed_api_hosts;
};

/// See Gateway::furnish_demo.
[[nodiscard]] Result<DemoSecrets> furnish(const DemoFurniture& furniture, const DemoRoom& room);

}  // namespace exo::app
