#include <cstdio>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/commands.h"
#include "app/console_audit.h"
#include "app/folder_lock.h"
#include "app/integration_file.h"
#include "app/key_path.h"
#include "base/file.h"
#include "store/database.h"
#include "store/integration_store.h"
#include "store/vault.h"

namespace exo::app {
namespace {

/// The stored record, opened as the gateway opens it.
class Records {
 public:
  static Result<std::unique_ptr<Records>> open(const Config& config) {
    auto database = store::Database::open(database_file(config));
    if (!database) return std::unexpected(database.error());
    const auto missing = store::Vault::when_missing(**database);
    if (!missing) return std::unexpected(missing.error());
    auto vault = store::Vault::open(master_key_path(config), *missing);
    if (!vault) return std::unexpected(vault.error());
    if (auto right_key = vault->check(**database); !right_key) return std::unexpected(right_key.error());
    return std::unique_ptr<Records>(new Records(std::move(*database), std::move(*vault)));
  }
  static std::filesystem::path database_file(const Config& config) { return config.store_folder / "exogate.db"; }
  static bool exist(const Config& config) {
    std::error_code ignored;
    return std::filesystem::exists(database_file(config), ignored);
  }

  store::Database& database() { return *database_; }
  store::IntegrationStore& integration() { return integration_; }

 private:
  Records(std::unique_ptr<store::Database> database, store::Vault vault)
      : database_(std::move(database)), vault_(std::move(vault)), integration_(*database_, vault_) {}

  std::unique_ptr<store::Database> database_;
  store::Vault vault_;
  store::IntegrationStore integration_;
};

Result<std::string> read_input(const std::string& file) {
  if (file != "-") return read_file(file, kMaxIntegrationFile);
  std::string text(std::istreambuf_iterator<char>(std::cin), {});
  return text;
}

/// Names the file in front of what is wrong with it.
std::unexpected<Error> about_file(const std::string& file, const Error& error) {
  const auto shown = file == "-" ? std::string("standard input") : file;
  if (error.code != Errc::unprocessable && error.code != Errc::conflict) return std::unexpected(error);
  return fail(error.code, fmt::format("{}: {}; nothing was imported", shown, error.detail));
}

/// A running gateway would go on with the old numbers, so it must not run.
Result<void> lock_folder(const Config& config, FolderLock& lock) {
  std::error_code error;
  std::filesystem::create_directories(config.store_folder, error);
  if (error) {
    return fail(Errc::bad_configuration, fmt::format("store.folder = \"{}\": cannot be created: {}",
                                                     config.store_folder.string(), error.message()));
  }
  const auto locked = lock.take(config.store_folder / "exogate.lock");
  if (locked) return {};
  return fail(Errc::unavailable,
              fmt::format("{}. A running gateway takes changes over its API only; nothing was imported",
                          locked.error().detail));
}

void print_summary(const ImportSummary& summary, std::size_t other_documents, const char* ending) {
  if (other_documents > 0) fmt::print("{} documents of other types were passed over.\n", other_documents);
  fmt::print("Fields changed: {}\n",
             summary.changed_fields.empty() ? "none" : fmt::format("{}", fmt::join(summary.changed_fields, ", ")));
  fmt::print("DIDs: {} added, {} changed, {} removed, {} unchanged\n", summary.added, summary.changed, summary.removed,
             summary.unchanged);
  fmt::print("{}\n", ending);
}

/// Names of what changed, never the values.
std::vector<std::string> audited_fields(const ImportSummary& summary) {
  std::vector<std::string> fields(summary.changed_fields.begin(), summary.changed_fields.end());
  if (summary.added + summary.changed + summary.removed > 0) fields.emplace_back("dids");
  return fields;
}

/// What the import would do to the record of now; touches nothing.
Result<ImportSummary> rehearse(const Config& config, const IntegrationFile& file, ImportMode mode) {
  domain::Integration record;
  if (Records::exist(config)) {
    const auto records = Records::open(config);
    if (!records) return std::unexpected(records.error());
    auto stored = (*records)->integration().load();
    if (!stored) return std::unexpected(stored.error());
    record = std::move(*stored);
  }
  return import_into(record, file, mode, config.admin.allowed_api_hosts);
}

Result<ImportSummary> perform(const Config& config, const IntegrationFile& file, ImportMode mode) {
  FolderLock lock;
  if (auto locked = lock_folder(config, lock); !locked) return std::unexpected(locked.error());
  const auto records = Records::open(config);
  if (!records) return std::unexpected(records.error());
  ImportSummary summary;
  const auto stored = (*records)->integration().update([&](domain::Integration& draft) -> Result<void> {
    auto outcome = import_into(draft, file, mode, config.admin.allowed_api_hosts);
    if (!outcome) return std::unexpected(outcome.error());
    summary = std::move(*outcome);
    return {};
  });
  if (!stored) return std::unexpected(stored.error());
  record_done_at_console((*records)->database(), {.action = "integration.imported", .fields = audited_fields(summary)});
  return summary;
}

Result<void> export_to(const Config& config, const IntegrationExport& wish) {
  if (!Records::exist(config)) {
    return fail(Errc::not_found, fmt::format("there is no database at {}: name the gateway's folder with "
                                             "--store-folder or --config",
                                             Records::database_file(config).string()));
  }
  const auto records = Records::open(config);
  if (!records) return std::unexpected(records.error());
  const auto record = (*records)->integration().load();
  if (!record) return std::unexpected(record.error());
  const auto text = write_integration_file(*record, wish.with_secrets ? Secrets::in_clear : Secrets::leave_out);
  if (wish.with_secrets) {
    // First, so that no secret leaves unrecorded.
    const auto noted = record_at_console((*records)->database(), {.action = "integration.exported_with_secrets"});
    if (!noted) return noted;
    fmt::print(stderr,
               "exogate: warning: this export holds api_key and api_token in clear; keep it safe and delete it "
               "after use\n");
  }
  if (!wish.out.empty()) return write_file(wish.out, text, FileAccess::owner_only);
  fmt::print("{}", text);
  return {};
}

}  // namespace

int integration_export(const Config& config, const IntegrationExport& wish) {
  const auto done = export_to(config, wish);
  return done ? kExitOk : report_failure(done.error());
}

int integration_import(const Config& config, const IntegrationImport& wish) {
  const auto text = read_input(wish.file);
  if (!text) return report_failure(text.error());
  const auto file = read_integration_file(*text);
  if (!file) return report_failure(about_file(wish.file, file.error()).error());
  const auto mode = wish.replace ? ImportMode::replace : ImportMode::merge;
  const auto summary = wish.dry_run ? rehearse(config, *file, mode) : perform(config, *file, mode);
  if (!summary) return report_failure(about_file(wish.file, summary.error()).error());
  print_summary(*summary, file->other_documents,
                wish.dry_run ? "Nothing was stored: this was a rehearsal." : "Stored.");
  return kExitOk;
}

}  // namespace exo::app
