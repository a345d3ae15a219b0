#include "app/gateway.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "app/admin_adaptors.h"
#include "app/admin_certificate.h"
#include "app/adoption.h"
#include "app/adoption_words.h"
#include "app/demo_furniture.h"
#include "app/folder_lock.h"
#include "app/greeting_preview.h"
#include "app/key_path.h"
#include "app/live_config.h"
#include "app/way_out.h"
#include "base/log.h"
#include "net/listen_address.h"
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

/// A listener on every address is reached on loopback from here.
std::string local_url(const std::string& listen, std::uint16_t port, const net::TlsFiles& tls) {
  const auto address = net::parse_listen_address(listen);
  std::string host = address ? address->host : "127.0.0.1";
  if (host == "0.0.0.0" || host == "::") host = "127.0.0.1";
  if (host.find(':') != std::string::npos) host = fmt::format("[{}]", host);
  return fmt::format("{}://{}:{}", tls.enabled() ? "https" : "http", host, port);
}

}  // namespace

/// Declared in start order, so that destruction runs in stop order.
struct Gateway::Parts {
  explicit Parts(Config given) : config(std::move(given)), live(config) {}

  Result<void> open_store();
  Result<void> open_way_out();
  void start_speech();
  Result<void> start_planes();

  Result<void> read_own_certificates();
  /// Checks everything that may fail; what is returned cannot. `planned` must live until then.
  Result<std::function<void()>> prepare(const Config& planned);

  std::atomic<bool> draining{false};
  Config config;    ///< as it counts; changed and read by the thread that owns the gateway
  LiveConfig live;  ///< the same for the settings page
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
  WayOut way_to_exotel;
  WayOut way_to_speech;
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
  auto opened_vault = store::Vault::open(master_key_path(config), *missing);
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
  auto clients = make_clients(config);
  if (!clients) return std::unexpected(clients.error());
  way_to_exotel.open(std::move(clients->exotel));
  way_to_speech.open(std::move(clients->speech));
  return {};
}

Result<void> Gateway::Parts::read_own_certificates() {
  if (auto kept = keep_admin_certificate(config, wall_now()); !kept) return kept;
  auto certificates = read_certificates(config);
  if (!certificates) return std::unexpected(certificates.error());
  live.adopted(config, config, *std::move(certificates));
  return {};
}

void Gateway::Parts::start_speech() {
  greetings = std::make_unique<speech::GreetingService>(
      config.speech,
      [this](const HttpRequest& request, const HttpBodySink& sink) {
        return way_to_speech.client()->stream(request, sink);
      },
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
      config.admin,
      {.accounts = *accounts,
       .integration = *integration,
       .bots = *bots,
       .calls = *calls,
       .test_calls = *test_calls,
       .switchboard = switchboard,
       .exotel = [this](const HttpRequest& request) { return way_to_exotel.client()->send(request); },
       .check_recording = facts_of_recording,
       .bot_saved = [this](const domain::Bot& bot) { make_greetings(*greetings, bot); },
       .active_streams = [this] { return call_plane->active_streams(); },
       .speech_trouble = speech_trouble,
       .preview_greeting =
           [this](const domain::GreetingScript& script) { return preview_greeting(*greetings, script); },
       .call_plane = [this] { return call_plane_state(*call_plane, draining, live.max_streams()); },
       .database_file = config.store_folder / "exogate.db",
       .settings = [this] { return live.report(wall_now()); },
       .calls_door = {call_plane->port(), config.calls.tls.enabled() ? admin::Transport::tls : admin::Transport::plain},
       .invite_browser = [this](std::string_view bot_id) { return invite(*call_plane, bot_id); },
       .audit = *audit});
  if (!admin) return std::unexpected(admin.error());
  admin_plane = std::move(*admin);
  return {};
}

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Gateway::~Gateway() {
  if (parts_->admin_plane) parts_->admin_plane->stop();
  if (parts_->call_plane) parts_->call_plane->stop(std::chrono::milliseconds(0));
}

Result<std::unique_ptr<Gateway>> Gateway::start(Config config) {
  auto parts = std::make_unique<Parts>(std::move(config));
  if (auto opened = parts->open_store(); !opened) return std::unexpected(opened.error());
  if (auto read = parts->read_own_certificates(); !read) return std::unexpected(read.error());
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

Result<std::function<void()>> Gateway::Parts::prepare(const Config& planned) {
  auto clients = make_clients(planned);
  if (!clients) return std::unexpected(clients.error());
  auto for_calls = call_plane->prepare(planned.calls);
  if (!for_calls) return std::unexpected(for_calls.error());
  auto for_admin = admin_plane->prepare(planned.admin);
  if (!for_admin) return std::unexpected(for_admin.error());
  return [this, clients = *clients, for_calls = *for_calls, for_admin = *for_admin, &planned] {
    for_calls();
    for_admin();
    way_to_exotel.open(clients.exotel);
    way_to_speech.open(clients.speech);
    switchboard.publish_address(planned.address);
    log::configure(planned.log_level, planned.log_format, planned.log_numbers);
  };
}

void Gateway::adopt(const Config& changed) {
  const auto planned = plan_adoption(parts_->config, changed);
  auto certificates = read_certificates(planned);
  if (!certificates) return refuse(certificates.error());
  const auto commit = parts_->prepare(planned);
  if (!commit) return refuse(commit.error());
  (*commit)();
  const auto before = parts_->live.certificates();
  tell_adoption(parts_->config, planned, changed, before, *certificates);
  warn_of_unusable(planned.address);
  parts_->config = planned;
  parts_->live.adopted(planned, changed, *std::move(certificates));
}

void Gateway::refuse(const Error& why) {
  log::error("app", "the changed configuration is not used: {}", why.detail);
  parts_->live.refused(why.detail);
}

std::vector<std::filesystem::path> Gateway::watched_files() const {
  const auto& [admin, calls] = std::tie(parts_->config.admin.tls, parts_->config.calls.tls);
  std::vector<std::filesystem::path> files;
  for (const auto& file : {admin.certificate, admin.key, calls.certificate, calls.key}) {
    if (!file.empty()) files.push_back(file);
  }
  return files;
}

void Gateway::look_after_certificates() {
  const auto now = wall_now();
  const auto kept = keep_admin_certificate(parts_->config, now);
  if (!kept) log::error("app", "the self-signed certificate cannot be renewed: {}", kept.error().detail);
  warn_of_expiry(parts_->live.certificates(), now);
}

Result<DemoSecrets> Gateway::furnish_demo(const DemoFurniture& furniture) {
  return furnish(furniture, {.integration = *parts_->integration,
                             .bots = *parts_->bots,
                             .switchboard = parts_->switchboard,
                             .allowed_api_hosts = parts_->config.admin.allowed_api_hosts});
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
  parts_->draining = true;
  parts_->call_plane->stop(std::chrono::milliseconds(0));
}

void Gateway::drain() {
  parts_->draining = true;
  parts_->call_plane->stop(parts_->config.drain);
}

std::string setup_link(std::string_view admin_url, const Secret& token) {
  return fmt::format("{}/#setup={}", admin_url, token.reveal());
}

}  // namespace exo::app
