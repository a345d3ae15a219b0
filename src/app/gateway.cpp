#include "app/gateway.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "app/folder_lock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "domain/bot_greeting.h"
#include "domain/phone_number.h"
#include "net/https_client.h"
#include "net/listen_address.h"
#include "speech/recording.h"
#include "store/accounts.h"
#include "store/audit_log.h"
#include "store/bot_store.h"
#include "store/call_store.h"
#include "store/database.h"
#include "store/integration_store.h"
#include "store/test_call_store.h"
#include "store/vault.h"

namespace exo::app {
namespace {

/// fleet-and-transport.md: the key of a systemd credential wins over one in the data folder.
std::filesystem::path key_path(const Config& config) {
  if (!config.key_file.empty()) return config.key_file;
  // Read once at start-up, before other threads run.
  if (const char* credentials = std::getenv("CREDENTIALS_DIRECTORY"); credentials != nullptr) {
    const auto credential = std::filesystem::path(credentials) / "exogate.key";
    std::error_code ignored;
    if (std::filesystem::exists(credential, ignored)) return credential;
  }
  return config.store_folder / "master.key";
}

/// A listener on every address is reached on loopback from here.
std::string local_url(const std::string& listen, std::uint16_t port, const net::TlsFiles& tls) {
  const auto address = net::parse_listen_address(listen);
  std::string host = address ? address->host : "127.0.0.1";
  if (host == "0.0.0.0" || host == "::") host = "127.0.0.1";
  if (host.find(':') != std::string::npos) host = fmt::format("[{}]", host);
  return fmt::format("{}://{}:{}", tls.enabled() ? "https" : "http", host, port);
}

/// A typo in the fleet would silently fall through to the next entry.
void warn_of_unusable(const domain::PublicAddress& address) {
  for (const auto& entry : address.core_fleet) {
    if (!domain::to_wss_base(entry)) {
      log::warning("app", "core_fleet: \"{}\" is no usable address and is skipped", printable(entry, 120));
    }
  }
}

Result<admin::RecordingFacts> facts_of_recording(std::string_view wav) {
  const auto info = speech::check_recording(wav);
  if (!info) return std::unexpected(info.error());
  return admin::RecordingFacts{.seconds = info->seconds, .rate = info->rate, .channels = info->channels};
}

domain::Bot demo_bot(const std::string& id) {
  return {.id = id,
          .name = "Welcome",
          .greeting_text =
              "Hello, and welcome to exo gate. Your call has arrived. "
              "From here it can go to any bot you like. Good bye.",
          .language = "en",
          .updated_at = wall_now()};
}

}  // namespace

/// Declared in start order, so that destruction runs in stop order.
struct Gateway::Parts {
  explicit Parts(Config given) : config(std::move(given)) {}

  Result<void> open_store();
  Result<void> open_way_out();
  void start_speech();
  Result<void> start_planes();
  void make_greeting(const domain::Bot& bot);

  Config config;
  FolderLock lock;
  domain::Switchboard switchboard;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::Vault> vault;
  std::unique_ptr<store::Accounts> accounts;
  std::unique_ptr<store::IntegrationStore> integration;
  std::unique_ptr<store::BotStore> bots;
  std::unique_ptr<store::CallStore> calls;
  std::unique_ptr<store::TestCallStore> test_calls;
  std::unique_ptr<store::AuditLog> audit;
  std::unique_ptr<net::HttpsClient> exotel_client;
  std::unique_ptr<net::HttpsClient> speech_client;
  std::unique_ptr<speech::GreetingService> greetings;
  std::unique_ptr<calls::CallPlane> call_plane;
  std::unique_ptr<admin::AdminPlane> admin_plane;
};

Result<void> Gateway::Parts::open_store() {
  std::error_code error;
  std::filesystem::create_directories(config.store_folder, error);
  if (error) {
    return fail(Errc::bad_configuration, fmt::format("store.folder = \"{}\": cannot be created: {}",
                                                     config.store_folder.string(), error.message()));
  }
  if (auto locked = lock.take(config.store_folder / "exogate.lock"); !locked) return locked;
  auto opened = store::Database::open(config.store_folder / "exogate.db");
  if (!opened) return std::unexpected(opened.error());
  database = std::move(*opened);
  const auto missing = store::Vault::when_missing(*database);
  if (!missing) return std::unexpected(missing.error());
  auto opened_vault = store::Vault::open(key_path(config), *missing);
  if (!opened_vault) return std::unexpected(opened_vault.error());
  vault = std::make_unique<store::Vault>(std::move(*opened_vault));
  if (auto right_key = vault->check(*database); !right_key) return right_key;
  accounts = std::make_unique<store::Accounts>(*database);
  integration = std::make_unique<store::IntegrationStore>(*database, *vault);
  bots = std::make_unique<store::BotStore>(*database);
  calls = std::make_unique<store::CallStore>(*database);
  test_calls = std::make_unique<store::TestCallStore>(*database);
  audit = std::make_unique<store::AuditLog>(*database);
  return {};
}

Result<void> Gateway::Parts::open_way_out() {
  const auto client_for = [this](std::string_view key,
                                 const std::vector<std::string>& allowed) -> Result<std::unique_ptr<net::HttpsClient>> {
    net::OutboundPolicy policy{.allowed_hosts = allowed, .ca_file = config.ca_file, .dns_servers = {}};
    const auto checked = net::check_outbound_policy(policy);
    if (!checked) return fail(Errc::bad_configuration, fmt::format("{}: {}", key, checked.error().detail));
    return std::make_unique<net::HttpsClient>(std::move(policy));
  };
  auto exotel = client_for("exotel.allowed_api_hosts", config.admin.allowed_api_hosts);
  if (!exotel) return std::unexpected(exotel.error());
  exotel_client = std::move(*exotel);
  auto vendor = client_for("speech.allowed_hosts", config.speech_allowed_hosts);
  if (!vendor) return std::unexpected(vendor.error());
  speech_client = std::move(*vendor);
  return {};
}

void Gateway::Parts::start_speech() {
  greetings = std::make_unique<speech::GreetingService>(
      config.speech,
      [this](const HttpRequest& request, const HttpBodySink& sink) { return speech_client->stream(request, sink); },
      [this](std::string_view id) { return bots->recording(id); });
}

Result<void> Gateway::Parts::start_planes() {
  const auto speech_trouble = [this] { return greetings->trouble(); };
  warn_of_unusable(config.address);
  switchboard.publish_address(config.address);
  auto started = calls::CallPlane::start(
      config.calls,
      {.switchboard = switchboard, .greetings = *greetings, .log = *calls, .speech_trouble = speech_trouble});
  if (!started) return std::unexpected(started.error());
  call_plane = std::move(*started);

  auto admin = admin::AdminPlane::start(
      config.admin, {.accounts = *accounts,
                     .integration = *integration,
                     .bots = *bots,
                     .calls = *calls,
                     .test_calls = *test_calls,
                     .switchboard = switchboard,
                     .exotel = [this](const HttpRequest& request) { return exotel_client->send(request); },
                     .check_recording = facts_of_recording,
                     .bot_saved = [this](const domain::Bot& bot) { make_greeting(bot); },
                     .active_streams = [this] { return call_plane->active_streams(); },
                     .speech_trouble = speech_trouble,
                     .audit = *audit});
  if (!admin) return std::unexpected(admin.error());
  admin_plane = std::move(*admin);
  return {};
}

/// So that the first caller after a change does not wait for a vendor.
void Gateway::Parts::make_greeting(const domain::Bot& bot) {
  std::ignore = greetings->greeting(domain::bot_greeting(&bot), domain::SampleRate::hz8000);
  for (const auto& choice : bot.menu) {
    if (choice.say.empty()) continue;
    std::ignore = greetings->greeting(domain::bot_saying(bot, choice), domain::SampleRate::hz8000);
  }
}

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Gateway::~Gateway() {
  if (parts_->admin_plane) parts_->admin_plane->stop();
  if (parts_->call_plane) parts_->call_plane->stop(std::chrono::milliseconds(0));
}

Result<std::unique_ptr<Gateway>> Gateway::start(Config config) {
  auto parts = std::make_unique<Parts>(std::move(config));
  if (auto opened = parts->open_store(); !opened) return std::unexpected(opened.error());
  if (auto way_out = parts->open_way_out(); !way_out) return std::unexpected(way_out.error());
  parts->start_speech();
  if (auto serving = parts->start_planes(); !serving) return std::unexpected(serving.error());
  std::unique_ptr<Gateway> gateway(new Gateway(std::move(parts)));
  log::info("app", "admin plane on {}, call plane on {}", gateway->admin_url(), gateway->calls_url());
  return gateway;
}

std::string Gateway::admin_url() const {
  return local_url(parts_->config.admin.listen, parts_->admin_plane->port(), parts_->config.admin.tls);
}

std::string Gateway::calls_url() const {
  return local_url(parts_->config.calls.listen, parts_->call_plane->port(), parts_->config.calls.tls);
}

std::uint16_t Gateway::admin_port() const noexcept {
  return parts_->admin_plane->port();
}

std::size_t Gateway::active_streams() const noexcept {
  return parts_->call_plane->active_streams();
}

Result<std::string> Gateway::first_setup_link() {
  const auto users = parts_->accounts->users();
  if (!users) return std::unexpected(users.error());
  if (!users->empty()) return std::string();
  const auto token = parts_->accounts->create_setup_token();
  if (!token) return std::unexpected(token.error());
  return setup_link(admin_url(), *token);
}

void Gateway::adopt(const Config& changed) {
  warn_of_unusable(changed.address);
  parts_->config.address = changed.address;
  parts_->switchboard.publish_address(changed.address);
  log::info("app", "the configuration file changed; generated WebSocket URLs now begin with {}",
            domain::fleet_wss_base(changed.address));
}

Result<DemoSecrets> Gateway::furnish_demo(const DemoFurniture& furniture) {
  DemoSecrets secrets{Secret(random_hex(16)), Secret(random_hex(16))};
  if (!parts_->bots->get(furniture.bot_id)) {
    const auto made = parts_->bots->put(demo_bot(furniture.bot_id));
    if (!made) return std::unexpected(made.error());
  }
  const auto stored = parts_->integration->update([&](domain::Integration& record) -> Result<void> {
    const domain::CredentialsPatch credentials{.account_sid = furniture.account_sid,
                                               .api_key = secrets.api_key.reveal(),
                                               .api_token = secrets.api_token.reveal(),
                                               .api_base_url = furniture.api_base_url};
    auto applied = domain::apply_credentials(record, credentials, parts_->config.admin.allowed_api_hosts);
    if (!applied) return applied;
    for (const auto& did : record.dids) {
      if (domain::same_number(did.number, furniture.number)) return {};
    }
    const auto added = domain::add_did(
        record,
        {.number = furniture.number, .label = "Demo", .bot_id = furniture.bot_id, .flow_url = {}, .app_id = "1"});
    if (!added) return std::unexpected(added.error());
    return {};
  });
  if (!stored) return std::unexpected(stored.error());
  parts_->switchboard.publish_dids(stored->dids);
  const auto bots = parts_->bots->list();
  if (!bots) return std::unexpected(bots.error());
  parts_->switchboard.publish_bots(*bots);
  return secrets;
}

void Gateway::forget_old_numbers() {
  const auto forgotten = parts_->calls->forget_numbers(wall_now() - parts_->config.keep_numbers);
  if (!forgotten) log::error("app", "old phone numbers could not be removed: {}", forgotten.error().detail);
  if (forgotten && *forgotten > 0) log::info("app", "{} call records lost their phone numbers for age", *forgotten);
}

std::chrono::seconds Gateway::drain_time() const noexcept {
  return parts_->config.drain;
}

void Gateway::end_calls() {
  parts_->call_plane->stop(std::chrono::milliseconds(0));
}

void Gateway::drain() {
  parts_->call_plane->stop(parts_->config.drain);
}

std::string setup_link(std::string_view admin_url, const Secret& token) {
  return fmt::format("{}/#setup={}", admin_url, token.reveal());
}

}  // namespace exo::app
