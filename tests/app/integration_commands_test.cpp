// What the commands on an integration leave in the audit.
#include <string>

#include <gtest/gtest.h>

#include "app/commands.h"
#include "base/file.h"
#include "store/audit_log.h"
#include "store/database.h"
#include "support/temp_folder.h"

namespace exo::app {
namespace {

constexpr auto kDocument =
    R"({"type":"exotel","account_sid":"acme1","api_key":"PLANTEDkey","api_token":"PLANTEDtoken",
        "dids":[{"number":"08047112233"}]})";

class IntegrationCommands : public testing::Test {
 protected:
  IntegrationCommands() { config.store_folder = folder / "data"; }

  int import_text(const std::string& text, bool dry_run = false) {
    const auto file = folder / "in.json";
    EXPECT_TRUE(write_file(file, text, FileAccess::owner_only));
    return integration_import(config, {.file = file.string(), .replace = false, .dry_run = dry_run});
  }
  /// The newest first.
  std::vector<store::AuditEntry> audited() {
    const auto database = store::Database::open(config.store_folder / "exogate.db");
    EXPECT_TRUE(database);
    auto entries = store::AuditLog(**database).list({});
    EXPECT_TRUE(entries);
    return *entries;
  }
  using Fields = std::vector<std::string>;

  exo::test::TempFolder folder;
  Config config;
};

TEST_F(IntegrationCommands, AnImportIsAuditedByTheNamesOfWhatItChanged) {
  ASSERT_EQ(import_text(kDocument), kExitOk);
  ASSERT_EQ(import_text(R"({"type":"exotel","account_sid":"acme2"})"), kExitOk);
  const auto entries = audited();
  ASSERT_EQ(entries.size(), 2U);
  for (const auto& entry : entries) {
    EXPECT_EQ(entry.action, "integration.imported");
    EXPECT_EQ(entry.actor, "console");
    EXPECT_EQ(entry.via, store::AuditVia::console);
  }
  EXPECT_EQ(entries[1].fields, (Fields{"account_sid", "api_key", "api_token", "dids"}));
  EXPECT_EQ(entries[0].fields, Fields{"account_sid"});
}

TEST_F(IntegrationCommands, WhatStoresNothingIsNotAudited) {
  ASSERT_EQ(import_text(kDocument), kExitOk);
  EXPECT_EQ(import_text(R"({"type":"exotel","account_sid":"acme2"})", true), kExitOk);
  EXPECT_NE(import_text(R"({"type":"exotel","account_sid":"acme2","dids":[{"number":"x"}]})"), kExitOk);
  EXPECT_EQ(audited().size(), 1U);
}

TEST_F(IntegrationCommands, OnlyAnExportWithSecretsIsAudited) {
  ASSERT_EQ(import_text(kDocument), kExitOk);
  const auto out = (folder / "out.json").string();
  ASSERT_EQ(integration_export(config, {.out = out, .with_secrets = false}), kExitOk);
  EXPECT_EQ(audited().size(), 1U);
  ASSERT_EQ(integration_export(config, {.out = out, .with_secrets = true}), kExitOk);
  const auto entries = audited();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].action, "integration.exported_with_secrets");
  EXPECT_EQ(entries[0].via, store::AuditVia::console);
  EXPECT_EQ(entries[0].fields, Fields{});
}

}  // namespace
}  // namespace exo::app
