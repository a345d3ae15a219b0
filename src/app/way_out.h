#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "app/config.h"
#include "base/error.h"
#include "base/http_message.h"
#include "net/https_client.h"

namespace exo::app {

using Client = std::shared_ptr<const net::HttpsClient>;

/// Clients for the outside, as the configuration allows it.
struct Clients {
  Client exotel;
  Client speech;
};

/// `bad_configuration` names the key whose entry cannot be understood.
[[nodiscard]] Result<Clients> make_clients(const Config& config);

/// A client that may be replaced while requests are under way: those end with the one that they began with. Any thread.
class WayOut {
 public:
  void open(Client client) {
    const std::lock_guard lock(mutex_);
    client_.swap(client);
  }
  [[nodiscard]] Client client() const {
    const std::lock_guard lock(mutex_);
    return client_;
  }

 private:
  mutable std::mutex mutex_;
  Client client_;
};

}  // namespace exo::app
