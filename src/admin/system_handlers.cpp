#include <nlohmann/json.hpp>

#include "admin/database_files.h"
#include "admin/handlers.h"
#include "admin/services.h"
#include "base/process_facts.h"

namespace exo::admin {
namespace {

Json bytes_view(const std::optional<std::uint64_t>& bytes) {
  return bytes ? Json(*bytes) : Json(nullptr);
}

}  // namespace

Result<Reply> get_system(Services& services, const Request&) {
  const auto& parts = services.parts;
  const auto stored = parts.calls.size();
  if (!stored) return std::unexpected(stored.error());
  const auto facts = process_facts();
  const auto files = database_files(parts.database_file);
  const auto calls = parts.call_plane ? parts.call_plane() : CallPlaneState{};
  return json_reply(
      {{"version", EXOGATE_VERSION},
       {"started_at", iso8601(services.started_at)},
       {"uptime_seconds", static_cast<std::int64_t>(facts.up_seconds)},
       {"live_calls", parts.active_streams()},
       {"max_calls", calls.max_calls},
       {"accepting", calls.accepting},
       {"speech_trouble", parts.speech_trouble()},
       {"database",
        {{"bytes", files.database_bytes},
         {"free_bytes_inside", stored->free_bytes},
         {"journal_bytes", files.journal_bytes},
         {"calls", stored->calls}}},
       {"disk",
        {{"free_bytes", bytes_view(files.disk_free_bytes)}, {"total_bytes", bytes_view(files.disk_total_bytes)}}},
       {"memory_bytes", facts.resident_bytes}});
}

}  // namespace exo::admin
