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

}  // namespace

Result<Reply> get_events(Services& services, const Request& request) {
  auto slot = services.event_readers.take();
  if (!slot) {
    Error full{Errc::unavailable, fmt::format("{} event streams are open already: close one, or ask for /calls instead",
                                              services.event_readers.most())};
    full.retry_after = std::chrono::seconds(15);
    return std::unexpected(std::move(full));
  }
  auto stream =
      std::make_shared<EventStream>(services.events, EventStream::Reader{.last_id = last_event_id(request),
                                                                         .may_read = may_read(services, request),
                                                                         .slot = std::move(slot)});
  return Reply{.content_type = "text/event-stream",
               // nginx would hold events back.
               .headers = {{"X-Accel-Buffering", "no"}},
               .stream = [stream](const BodySink& sink) { return stream->step(sink); }};
}

}  // namespace exo::admin
