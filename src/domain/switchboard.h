#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "domain/bot.h"
#include "domain/integration.h"
#include "domain/public_address.h"

namespace exo::domain {

/// Who answers which number, at one moment. Immutable once published.
struct Directory {
  std::map<std::string, Bot, std::less<>> bots;  ///< by id
  std::map<std::string, Did, std::less<>> dids;  ///< by number_key(number)
  PublicAddress address;

  [[nodiscard]] const Bot* find_bot(std::string_view id) const noexcept;
  /// By any spelling of the number; nullptr when it is none of ours.
  [[nodiscard]] const Did* find_did(std::string_view number) const;
};

/// Where the control plane leaves the directory for the call plane. Both sides are thread-safe; reading is one locked
/// pointer copy, so a call on an event loop never waits for the database.
class Switchboard {
 public:
  Switchboard();
  [[nodiscard]] std::shared_ptr<const Directory> directory() const;
  void publish_bots(const std::vector<Bot>& bots);
  void publish_dids(const std::vector<Did>& dids);
  void publish_address(PublicAddress address);

 private:
  template <class Change>
  void replace(Change change);

  std::mutex publishing_;     ///< held while the next directory is made, so that no change is lost
  mutable std::mutex mutex_;  ///< guards current_ only, so that a reader never waits for the copying
  std::shared_ptr<const Directory> current_;
};

}  // namespace exo::domain
