// The plane's life as a whole; also the definitions of admin_site.h, so that only this file compiles the HTTP client.
#include "admin/admin_plane.h"

#include <httplib.h>

#include "admin_site.h"
#include "answer_record.h"
#include "base/text.h"
#include "domain/public_address.h"

namespace exo::admin::test {

Stores::Stores() {
  database = store::Database::open(folder / "exogate.db").value();
  vault.emplace(store::Vault::open(folder / "master.key", store::Vault::Missing::create).value());
  accounts.emplace(*database);
  integration.emplace(*database, *vault);
  bots.emplace(*database);
  calls.emplace(*database);
  test_calls.emplace(*database);
  audit.emplace(*database);
}

Stored::Stored() {
  const Secret password{std::string(kPassword)};
  (void)accounts->create_user(kOwnerEmail, password, domain::Role::super_admin).value();
  (void)accounts->create_user(kClerkEmail, password, domain::Role::admin).value();
}

Stored& Stored::instance() {
  static Stored stored;
  return stored;
}

void Stored::clear() {
  (void)integration
      ->update([](domain::Integration& record) -> Result<void> {
        record = {};
        return {};
      })
      .value();
  const auto known = bots->list().value();
  for (const auto& bot : known) bots->remove(bot.id).value();
  const auto placed = test_calls->newest(1000).value();
  for (const auto& call : placed) test_calls->note_poll(call.call_sid, call.polls, std::nullopt).value();
}

AdminPlaneParts Stores::parts(domain::Switchboard& switchboard) {
  return {.accounts = *accounts,
          .integration = *integration,
          .bots = *bots,
          .calls = *calls,
          .test_calls = *test_calls,
          .switchboard = switchboard,
          .exotel = [](const HttpRequest&) { return Result<HttpReply>(HttpReply{}); },
          .check_recording = {},
          .bot_saved = {},
          .active_streams = [] { return std::size_t{0}; },
          .speech_trouble = [] { return std::string(); },
          .audit = *audit};
}

store::User Stored::user(std::string_view email) {
  const auto users = accounts->users().value();
  for (const auto& user : users) {
    if (user.email == email) return user;
  }
  ADD_FAILURE() << "no user " << email;
  return {};
}

void FakeExotel::answer(Result<HttpReply> reply) {
  const std::lock_guard lock(mutex_);
  reply_ = std::move(reply);
}

std::vector<HttpRequest> FakeExotel::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

Result<HttpReply> FakeExotel::operator()(const HttpRequest& request) {
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);
  return reply_;
}

Json Answer::json() const {
  auto value = parse_json(text, {.max_bytes = 1 << 20});
  EXPECT_TRUE(value) << text;
  return value ? *value : Json();
}

std::string Answer::detail() const {
  const auto value = json();
  return value.is_object() && value.contains("detail") && value["detail"].is_string()
             ? value["detail"].get<std::string>()
             : "";
}

std::string Answer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

namespace {

[[maybe_unused]] const auto* const kRecord = testing::AddGlobalTestEnvironment(&AnswerRecord::instance());

void write_down(const Ask& ask, const Answer& answer) {
  RecordedAnswer record{ask.method, ask.path, answer.status, {}, answer.text};
  record.headers = Json::object();
  for (const auto& [name, value] : answer.headers) record.headers[name] = value;
  AnswerRecord::instance().write(record);
}

}  // namespace

Answer send(std::uint16_t port, const Ask& ask) {
  httplib::Client client("127.0.0.1", port);
  client.set_read_timeout(60);
  httplib::Request request;
  request.method = ask.method;
  request.path = ask.path;
  if (!ask.token.empty()) request.set_header("Authorization", "Bearer " + ask.token);
  for (const auto& [name, value] : ask.headers) request.set_header(name, value);
  if (ask.body) {
    request.body = *ask.body;
    if (!ask.content_type.empty()) request.set_header("Content-Type", ask.content_type);
  }
  const auto result = client.send(request);
  if (!result) {
    ADD_FAILURE() << ask.method << " " << ask.path << ": " << httplib::to_string(result.error());
    return {};
  }
  Answer answer{result->status, result->body, {}};
  for (const auto& [name, value] : result->headers) answer.headers.emplace(to_lower(name), value);
  write_down(ask, answer);
  EXPECT_EQ(answer.text.find(kPlanted), std::string::npos) << ask.method << " " << ask.path;
  for (const auto& [name, value] : answer.headers) EXPECT_EQ(value.find(kPlanted), std::string::npos) << name;
  return answer;
}

AdminSite::AdminSite() {
  stored.clear();
  owner = stored.accounts->issue_token(stored.user(kOwnerEmail), store::TokenKind::bearer).value().text.reveal();
  clerk = stored.accounts->issue_token(stored.user(kClerkEmail), store::TokenKind::bearer).value().text.reveal();
  domain::PublicAddress address;
  address.core_fleet = {"https://fleet.example.com/"};
  switchboard.publish_address(address);
  start();
}

namespace {

/// Whatever begins like a WAV file.
Result<RecordingFacts> check_fake_wav(std::string_view wav) {
  if (!wav.starts_with("RIFF")) return fail(Errc::unprocessable, "this is no WAV file");
  return RecordingFacts{.seconds = 1.5, .rate = 44'100, .channels = 2};
}

}  // namespace

void AdminSite::start(AdminPlaneOptions options) {
  plane.reset();
  options.listen = "127.0.0.1:0";
  auto started =
      AdminPlane::start(std::move(options), {.accounts = *stored.accounts,
                                             .integration = *stored.integration,
                                             .bots = *stored.bots,
                                             .calls = *stored.calls,
                                             .test_calls = *stored.test_calls,
                                             .switchboard = switchboard,
                                             .exotel = std::ref(exotel),
                                             .check_recording = check_fake_wav,
                                             .bot_saved =
                                                 [this](const domain::Bot& bot) {
                                                   const std::lock_guard lock(saved_mutex);
                                                   saved.push_back(bot);
                                                 },
                                             .active_streams = [] { return std::size_t{3}; },
                                             .speech_trouble = [] { return std::string("no voice"); },
                                             .preview_greeting =
                                                 [this](const domain::GreetingScript& script) {
                                                   previewed.push_back(script);
                                                   return preview;
                                                 },
                                             .call_plane = [this] { return calls_state; },
                                             .settings = [] { return SettingsReport{}; },
                                             .calls_door = {8081, Transport::plain},
                                             .invite_browser =
                                                 [](std::string_view bot_id) {
                                                   return BrowserCallPass{"browser-0123456789abcdef",
                                                                          "/exotel/" + std::string(bot_id) + "/token",
                                                                          wall_now() + std::chrono::seconds(60)};
                                                 },
                                             .audit = *stored.audit});
  ASSERT_TRUE(started) << started.error().detail;
  plane = std::move(*started);
}

Answer AdminSite::get(const std::string& path, const std::string& token) {
  return ask({.path = path, .token = token});
}

Answer AdminSite::put(const std::string& path, const std::string& token, const Json& body) {
  return ask({.method = "PUT", .path = path, .token = token, .body = body.dump()});
}

Answer AdminSite::post(const std::string& path, const std::string& token, const Json& body) {
  return ask({.method = "POST", .path = path, .token = token, .body = body.dump()});
}

Answer AdminSite::del(const std::string& path, const std::string& token) {
  return ask({.method = "DELETE", .path = path, .token = token});
}

void AdminSite::configure_exotel() {
  const auto answer = put("/api/v1/integrations/exotel", owner,
                          {{"account_sid", "acme1"}, {"api_key", kApiKey}, {"api_token", kApiToken}});
  ASSERT_EQ(answer.status, 200) << answer.text;
}

std::string AdminSite::add_did(const Json& fields) {
  const auto answer = post("/api/v1/integrations/exotel/dids", owner, fields);
  EXPECT_EQ(answer.status, 201) << answer.text;
  return answer.json().value("id", "");
}

std::string AdminSite::session_token(std::string_view email) {
  return stored.accounts->issue_token(stored.user(email), store::TokenKind::session).value().text.reveal();
}

namespace {

TEST(AdminPlane, PublishesWhatIsStoredBeforeItListens) {
  auto& stored = Stored::instance();
  stored.clear();
  ASSERT_TRUE(stored.bots->put({.id = "b1", .name = "One", .greeting_text = "Hi", .language = "en"}));
  ASSERT_TRUE(stored.integration->update([](domain::Integration& record) -> Result<void> {
    record.dids.push_back({"d1", "08047112233", "Desk", "b1", ""});
    return {};
  }));
  domain::Switchboard switchboard;
  const auto plane = AdminPlane::start({.listen = "127.0.0.1:0"}, stored.parts(switchboard));
  ASSERT_TRUE(plane) << plane.error().detail;
  const auto directory = switchboard.directory();
  ASSERT_NE(directory->find_bot("b1"), nullptr);
  ASSERT_NE(directory->find_did("+918047112233"), nullptr);
  EXPECT_EQ(directory->find_did("+918047112233")->bot_id, "b1");
}

TEST(AdminPlane, StopsTwiceAndRefusesConnectionsAfterwards) {
  domain::Switchboard switchboard;
  const auto plane = AdminPlane::start({.listen = "127.0.0.1:0"}, Stored::instance().parts(switchboard));
  ASSERT_TRUE(plane);
  EXPECT_EQ(send((*plane)->port(), {.path = "/health"}).status, 200);
  (*plane)->stop();
  (*plane)->stop();
  httplib::Client client("127.0.0.1", (*plane)->port());
  EXPECT_FALSE(client.Get("/health"));
}

TEST(AdminPlane, SaysInOneSentenceWhyItCannotListen) {
  domain::Switchboard switchboard;
  const auto first = AdminPlane::start({.listen = "127.0.0.1:0"}, Stored::instance().parts(switchboard));
  ASSERT_TRUE(first);
  const auto taken = "127.0.0.1:" + std::to_string((*first)->port());
  for (const auto& listen :
       {taken, std::string("nonsense"), std::string("localhost:80"), std::string("203.0.113.1:0")}) {
    const auto second = AdminPlane::start({.listen = listen}, Stored::instance().parts(switchboard));
    ASSERT_FALSE(second) << listen;
    EXPECT_EQ(second.error().code, Errc::bad_configuration);
    EXPECT_FALSE(second.error().detail.empty());
    EXPECT_EQ(second.error().detail.find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace exo::admin::test
