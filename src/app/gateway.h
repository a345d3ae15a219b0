#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/config.h"
#include "base/error.h"
#include "base/secret.h"

namespace exo::app {

/// What the demo stores before its first call.
struct DemoFurniture {
  std::string account_sid;
  std::string api_base_url;  ///< of the simulator
  std::string number;
  std::string bot_id;
};

struct DemoSecrets {
  Secret api_key;
  Secret api_token;
};

/// The whole gateway in one process: store, speech, call plane and admin plane, started in that order and stopped in
/// the opposite one.
class Gateway {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Gateway>> start(Config config);
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  ~Gateway();

  /// "http://127.0.0.1:8080": where a browser on this machine finds the admin page.
  [[nodiscard]] std::string admin_url() const;
  /// "http://127.0.0.1:8081": the call plane, from this machine.
  [[nodiscard]] std::string calls_url() const;
  [[nodiscard]] std::uint16_t admin_port() const noexcept;
  [[nodiscard]] std::size_t active_streams() const noexcept;

  /// The one-time link that creates the first super_admin; "" when there is a user already.
  [[nodiscard]] Result<std::string> first_setup_link();

  /// A changed configuration or certificate: takes over all keys that may change while running, or none. The log is
  /// told which changed, which wait for a restart, or why all stays as it was.
  void adopt(const Config& changed);
  /// What was read cannot be understood; all stays as it was.
  void refuse(const Error& why);
  /// Files whose change wants adopt(): certificates and keys.
  [[nodiscard]] std::vector<std::filesystem::path> watched_files() const;
  /// Renews a self-signed certificate in time and warns of others that expire. Call it once an hour.
  void look_after_certificates();

  /// Stores credentials of a simulated account (new ones each time), a bot and a number, unless the number is there
  /// already. Changes nothing that an operator has added.
  [[nodiscard]] Result<DemoSecrets> furnish_demo(const DemoFurniture& furniture);

  /// What call records may not keep any longer (store.keep_numbers_days). Blocks on the database; call it once an hour.
  void forget_old_numbers();
  /// Takes no more calls, lets live ones finish for at most `calls.drain_seconds`, then ends them.
  void drain();
  [[nodiscard]] std::chrono::seconds drain_time() const noexcept;
  /// Cuts drain() short: what is live is ended now. Any thread.
  void end_calls();

 private:
  struct Parts;
  explicit Gateway(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// "{admin_url}/#setup={token}": the token travels in the fragment, so no server or proxy ever logs it.
[[nodiscard]] std::string setup_link(std::string_view admin_url, const Secret& token);

}  // namespace exo::app
