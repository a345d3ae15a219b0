#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "admin/admin_plane.h"
#include "base/json.h"
#include "domain/switchboard.h"
#include "store/database.h"
#include "store/vault.h"
#include "support/temp_folder.h"

namespace exo::admin::test {

inline constexpr std::string_view kOwnerEmail = "owner@example.com";  ///< super_admin
inline constexpr std::string_view kClerkEmail = "clerk@example.com";  ///< admin
/// Every secret of these tests contains this word; no answer and no log line may.
inline constexpr std::string_view kPlanted = "PLANTED";
inline constexpr std::string_view kPassword = "a PLANTED password";
inline constexpr std::string_view kApiKey = "PLANTEDkey";
inline constexpr std::string_view kApiToken = "PLANTEDtoken";

/// A database of its own, without users.
struct Stores {
  Stores();
  /// What the admin plane is given, with nothing behind the functions: nobody rings, speaks or is live.
  AdminPlaneParts parts(domain::Switchboard& switchboard);

  exo::test::TempFolder folder;
  std::unique_ptr<store::Database> database;
  std::optional<store::Vault> vault;
  std::optional<store::Accounts> accounts;
  std::optional<store::IntegrationStore> integration;
  std::optional<store::BotStore> bots;
  std::optional<store::CallStore> calls;
  std::optional<store::TestCallStore> test_calls;
  std::optional<store::AuditLog> audit;
};

/// The database behind all tests of this program: opened, and its users' passwords hashed, once.
struct Stored : Stores {
  Stored();
  static Stored& instance();
  /// No integration, no bots, no test call that Exotel would be asked about; the users stay.
  void clear();
  store::User user(std::string_view email);
};

/// Exotel's REST API as a function: remembers what it was asked and answers what it was told to.
class FakeExotel {
 public:
  void answer(Result<HttpReply> reply);
  [[nodiscard]] std::vector<HttpRequest> requests() const;
  Result<HttpReply> operator()(const HttpRequest& request);

 private:
  mutable std::mutex mutex_;
  Result<HttpReply> reply_ = HttpReply{200, {}, R"({"Call":{"Sid":"call-sid-1","Status":"in-progress"}})"};
  std::vector<HttpRequest> requests_;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  int status = 0;
  std::string text;
  std::multimap<std::string, std::string> headers;  ///< names in lower case

  [[nodiscard]] Json json() const;
  [[nodiscard]] std::string detail() const;
  [[nodiscard]] std::string header(const std::string& name) const;
};

struct Ask {
  std::string method = "GET";
  std::string path;
  std::string token{};                ///< bearer; "" sends no Authorization
  std::optional<std::string> body{};  ///< without one, no Content-Type is sent
  std::string content_type = "application/json";
  Headers headers{};
};

/// Sends over plain HTTP to loopback, to an AdminPlane: every answer is held against the API's description afterwards
/// (answer_record.h), so a server with a route table of its own is not for this function. Fails the test when no answer
/// comes, or when one contains kPlanted.
Answer send(std::uint16_t port, const Ask& ask);

/// A running admin plane on an ephemeral loopback port.
class AdminSite : public testing::Test {
 protected:
  AdminSite();
  void start(AdminPlaneOptions options = {});

  Answer get(const std::string& path, const std::string& token = {});
  Answer put(const std::string& path, const std::string& token, const Json& body);
  Answer post(const std::string& path, const std::string& token, const Json& body);
  Answer del(const std::string& path, const std::string& token);
  Answer ask(const Ask& ask) { return send(plane->port(), ask); }

  /// Stores working credentials.
  void configure_exotel();
  /// Adds a DID and returns its id.
  std::string add_did(const Json& fields);
  std::string session_token(std::string_view email);

  Stored& stored = Stored::instance();
  domain::Switchboard switchboard;
  FakeExotel exotel;
  std::mutex saved_mutex;
  std::vector<domain::Bot> saved;  ///< what bot_saved was told; read it when all answers have come
  CallPlaneState calls_state;      ///< what call_plane tells; set it before asking
  Result<GreetingPreview> preview = GreetingPreview{.wav = "RIFF", .voice = "builtin", .fallback = ""};
  std::vector<domain::GreetingScript> previewed;  ///< what preview_greeting was asked for
  std::string owner;                              ///< a super_admin's bearer token
  std::string clerk;                              ///< an admin's
  std::unique_ptr<AdminPlane> plane;
};

}  // namespace exo::admin::test
