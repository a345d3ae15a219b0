#include "domain/switchboard.h"

#include <utility>

#include "domain/phone_number.h"

namespace exo::domain {

const Bot* Directory::find_bot(std::string_view id) const noexcept {
  const auto found = bots.find(id);
  return found == bots.end() ? nullptr : &found->second;
}

const Did* Directory::find_did(std::string_view number) const {
  const auto found = dids.find(number_key(number));
  return found == dids.end() ? nullptr : &found->second;
}

Switchboard::Switchboard() : current_(std::make_shared<const Directory>()) {}

std::shared_ptr<const Directory> Switchboard::directory() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

template <class Change>
void Switchboard::replace(Change change) {
  const std::lock_guard one_at_a_time(publishing_);
  auto next = std::make_shared<Directory>(*directory());
  change(*next);
  std::shared_ptr<const Directory> published = std::move(next);
  const std::lock_guard lock(mutex_);
  current_.swap(published);
}

void Switchboard::publish_bots(const std::vector<Bot>& bots) {
  replace([&](Directory& next) {
    next.bots.clear();
    for (const auto& bot : bots) next.bots.emplace(bot.id, bot);
  });
}

void Switchboard::publish_dids(const std::vector<Did>& dids) {
  replace([&](Directory& next) {
    next.dids.clear();
    for (const auto& did : dids) next.dids.emplace(number_key(did.number), did);
  });
}

void Switchboard::publish_address(PublicAddress address) {
  replace([&](Directory& next) { next.address = std::move(address); });
}

}  // namespace exo::domain
