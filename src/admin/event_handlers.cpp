#include <memory>

#include <fmt/format.h>

#include "admin/event_stream.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "domain/role.h"

namespace exo::admin {
namespace {

/// Browsers send the header when they come back by themselves; the parameter is for those who begin with an id.
std::optional<std::string> last_event_id(const Request& request) {
  if (!request.last_event_id.empty()) return std::string(request.last_event_id);
  for (const auto& [name, value] : request.query) {
    if (name == "last_event_id" && !value.empty()) return value;
  }
  return std::nullopt;
}

/// Whoever signs out, is disabled or loses the role stops reading within EventStream::kRecheck.
std::function<bool()> may_read(Services& services, const Request& request) {
  return [&services, token = Secret(std::string(request.token)), kind = request.token_kind] {
    // Nobody is at the page just because it listens.
    const auto reader = services.parts.accounts.recognise(token.reveal(), kind, store::TokenUse::does_not_count);
    // While the database is busy nobody is signed out.
    if (!reader) return reader.error().code != Errc::unauthenticated;
    return domain::allows(reader->user.role, domain::Role::admin);
  };
}

struct Slots {
  std::shared_ptr<void> of_user;
  std::shared_ptr<void> of_all;
};

std::unexpected<Error> full(std::string detail) {
  Error error{Errc::unavailable, std::move(detail)};
  error.retry_after = std::chrono::seconds(15);
  return std::unexpected(std::move(error));
}

Result<Slots> take_slots(Services& services, std::string_view user_id) {
  auto of_user = services.event_readers_of_one.take(user_id);
  if (!of_user) {
    return full(fmt::format("you have {} event streams open already: close one, or ask for /calls instead",
                            services.event_readers_of_one.most()));
  }
  auto of_all = services.event_readers.take();
  if (!of_all) {
    return full(fmt::format("{} event streams are open already: close one, or ask for /calls instead",
                            services.event_readers.most()));
  }
  return Slots{std::move(of_user), std::move(of_all)};
}

}  // namespace

Result<Reply> get_events(Services& services, const Request& request) {
  auto slots = take_slots(services, request.user->id);
  if (!slots) return std::unexpected(slots.error());
  auto stream = std::make_shared<EventStream>(services.events,
                                              EventStream::Reader{.last_id = last_event_id(request),
                                                                  .may_read = may_read(services, request),
                                                                  .slot = std::make_shared<Slots>(*std::move(slots))});
  return Reply{.content_type = "text/event-stream",
               // nginx would hold events back.
               .headers = {{"X-Accel-Buffering", "no"}},
               .stream = [stream](const BodySink& sink) { return stream->step(sink); }};
}

}  // namespace exo::admin
