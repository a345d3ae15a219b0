#include "admin/audit_trail.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin/handlers.h"
#include "base/log.h"
#include "base/text.h"
#include "store/email.h"

namespace exo::admin {
namespace {

struct ActionWord {
  Method method;
  std::string_view pattern;
  std::string_view word;
};

/// In the audit for ever, do not change.
constexpr auto kWords = std::to_array<ActionWord>({
    {Method::del, "/api/v1/auth/session", "session.ended"},
    {Method::post, "/api/v1/auth/logout", "session.ended"},
    {Method::del, "/api/v1/auth/sessions/{id}", "session.ended"},
    {Method::del, "/api/v1/users/{id}/sessions/{session_id}", "session.ended"},
    {Method::post, "/api/v1/auth/confirm", "password.confirmed"},
    {Method::post, "/api/v1/auth/password", "password.changed"},
    {Method::post, "/api/v1/users", "user.added"},
    {Method::put, "/api/v1/users/{id}", "user.changed"},
    {Method::del, "/api/v1/users/{id}", "user.removed"},
    {Method::post, "/api/v1/tokens", "token.made"},
    {Method::del, "/api/v1/tokens/{id}", "token.revoked"},
    {Method::put, "/api/v1/integrations/exotel", "integration.changed"},
    {Method::post, "/api/v1/integrations/exotel/dids", "did.added"},
    {Method::put, "/api/v1/integrations/exotel/dids/{did_id}", "did.changed"},
    {Method::del, "/api/v1/integrations/exotel/dids/{did_id}", "did.removed"},
    {Method::put, "/api/v1/bots/{id}", "bot.changed"},
    {Method::del, "/api/v1/bots/{id}", "bot.removed"},
    {Method::put, "/api/v1/bots/{id}/recording", "bot.recording_changed"},
    {Method::del, "/api/v1/bots/{id}/recording", "bot.recording_removed"},
    {Method::post, "/api/v1/bots/{id}/stream-credentials", "bot.credentials_made"},
    {Method::del, "/api/v1/bots/{id}/stream-credentials", "bot.credentials_removed"},
    {Method::post, "/api/v1/bots/{id}/browser-call", "bot.browser_call_prepared"},
});

constexpr std::size_t kMaxFields = 32;
constexpr std::size_t kMaxFieldBytes = 40;
constexpr std::size_t kMaxSubjectBytes = 200;

store::AuditVia via_of(store::TokenKind kind) noexcept {
  switch (kind) {
    case store::TokenKind::session:
      return store::AuditVia::session;
    case store::TokenKind::api:
      return store::AuditVia::api;
    case store::TokenKind::bearer:
      return store::AuditVia::bearer;
  }
  return store::AuditVia::nobody;
}

/// What our own fields look like; anything else in that place is not ours to keep.
bool is_field_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= kMaxFieldBytes &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::vector<std::string> fields_of(const Request& request) {
  std::vector<std::string> fields;
  for (const auto& [name, value] : request.body.items()) {
    if (fields.size() < kMaxFields && is_field_name(name)) fields.push_back(name);
  }
  if (!request.bytes.empty()) fields.emplace_back("recording");
  return fields;
}

/// What the path names, else what was made, else the sign-in that it was about.
std::string subject_of(const Route& route, const Request& request, const Reply& reply) {
  if (route.pattern.starts_with("/api/v1/auth/") && request.path.empty()) return request.sign_in->id;
  std::string subject;
  for (const auto& [name, value] : request.path) subject += (subject.empty() ? "" : "/") + value;
  if (!subject.empty() || reply.status != 201) return printable(subject, kMaxSubjectBytes);
  const auto made = parse_json(reply.body);
  if (!made || !made->is_object()) return {};
  const auto id = made->find("id");
  return id != made->end() && id->is_string() ? printable(id->get<std::string>(), kMaxSubjectBytes) : std::string();
}

void record_one(Services& services, const store::AuditEntry& entry) {
  const auto written = services.parts.audit.record(entry);
  if (written) return;
  log::error("admin", "THE AUDIT LACKS AN ENTRY ({}): {} {} by {} from {}, status {}, request {}",
             written.error().detail, entry.action, entry.subject, entry.actor, entry.address, entry.status,
             entry.request_id);
}

/// With what RefusalFold has kept back for long enough, which happened before.
void write(Services& services, const store::AuditEntry& entry) {
  record_due_refusals(services);
  record_one(services, entry);
}

store::AuditEntry entry_for(const Request& request, std::string_view action) {
  return {.request_id = std::string(request.request_id),
          .address = std::string(request.peer_address),
          .action = std::string(action)};
}

store::AuditEntry entry_by_user(const Request& request, std::string_view action) {
  auto entry = entry_for(request, action);
  entry.actor = request.user->email;
  entry.actor_id = request.user->id;
  entry.via = via_of(request.token_kind);
  entry.token_prefix = request.sign_in->prefix;
  entry.fields = fields_of(request);
  return entry;
}

}  // namespace

bool is_change(const Route& route) noexcept {
  // The first two ask by POST, but change nothing; the third tells of its failures too.
  return route.method != Method::get && route.access != Access::open && route.handler != post_verify &&
         route.handler != post_greeting_preview && route.handler != post_test_call;
}

std::string action_of(const Route& route) {
  for (const auto& [method, pattern, word] : kWords) {
    if (method == route.method && pattern == route.pattern) return std::string(word);
  }
  return fmt::format("{} {}", to_string(route.method), route.pattern);
}

void record_change(Services& services, const Route& route, const Request& request, const Reply& reply) {
  auto entry = entry_by_user(request, action_of(route));
  entry.subject = subject_of(route, request, reply);
  entry.status = reply.status;
  write(services, entry);
}

void record_test_call(Services& services, const Request& request, const TestCallOutcome& outcome) {
  auto entry = entry_by_user(request, outcome.action);
  entry.subject = fmt::format("{}/{}", outcome.did_id, masked_number(outcome.to_number));
  entry.status = outcome.status;
  write(services, entry);
}

void record_sign_in(Services& services, const Request& request, std::string_view action, const store::User& user,
                    store::TokenKind how) {
  auto entry = entry_for(request, action);
  entry.actor = user.email;
  entry.actor_id = user.id;
  entry.via = via_of(how);
  entry.subject = user.id;
  entry.status = 200;
  write(services, entry);
}

void record_refusal(Services& services, const Request& request, std::string_view action, std::string_view account,
                    Errc reason) {
  auto entry = entry_for(request, action);
  if (request.user != nullptr) {
    entry.actor = request.user->email;
    entry.actor_id = request.user->id;
    entry.via = via_of(request.token_kind);
    entry.token_prefix = request.sign_in->prefix;
  } else {
    entry.actor = store::clean_email(account).value_or("");
  }
  entry.status = http_status(reason);
  for (const auto& due : services.refusals.add(std::move(entry), std::chrono::steady_clock::now())) {
    record_one(services, due);
  }
}

void record_due_refusals(Services& services) {
  for (const auto& due : services.refusals.due(std::chrono::steady_clock::now())) record_one(services, due);
}

void record_all_refusals(Services& services) {
  for (const auto& kept : services.refusals.drain()) record_one(services, kept);
}

}  // namespace exo::admin
