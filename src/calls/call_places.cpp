#include "calls/call_places.h"

#include <utility>

namespace exo::calls {
namespace {

using Counts = std::unordered_map<std::string, std::uint32_t>;

bool is_full(const Counts& counts, const std::string& id, std::uint32_t most) {
  if (id.empty() || most == 0) return false;
  const auto known = counts.find(id);
  return known != counts.end() && known->second >= most;
}

void drop(Counts& counts, const std::string& id) noexcept {
  const auto known = counts.find(id);
  if (known != counts.end() && --known->second == 0) counts.erase(known);
}

}  // namespace

class CallPlaces::Place final : public domain::CallPlace {
 public:
  Place(CallPlaces& places, std::string bot_id, std::string did_id) noexcept
      : places_(places), bot_id_(std::move(bot_id)), did_id_(std::move(did_id)) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() override { places_.give_back(bot_id_, did_id_); }

 private:
  CallPlaces& places_;
  const std::string bot_id_;
  const std::string did_id_;
};

domain::Admission CallPlaces::admit(std::string_view bot_id, std::uint32_t bot_most, std::string_view did_id,
                                    std::uint32_t number_most) {
  std::string bot(bot_id);
  std::string number(did_id);
  const std::lock_guard lock(mutex_);
  if (is_full(bots_, bot, bot_most)) return {nullptr, "bot"};
  if (is_full(numbers_, number, number_most)) return {nullptr, "number"};
  if (!bot.empty()) ++bots_[bot];
  if (!number.empty()) ++numbers_[number];
  return {std::make_unique<Place>(*this, std::move(bot), std::move(number)), {}};
}

std::size_t CallPlaces::size() const {
  const std::lock_guard lock(mutex_);
  return bots_.size() + numbers_.size();
}

void CallPlaces::give_back(const std::string& bot_id, const std::string& did_id) noexcept {
  const std::lock_guard lock(mutex_);
  drop(bots_, bot_id);
  drop(numbers_, did_id);
}

}  // namespace exo::calls
