#include "store/bot_store.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>

#include "base/clock.h"
#include "base/digest.h"
#include "store/bot_rows.h"
#include "store/database.h"
#include "store/rows.h"

namespace exo::store {
namespace {

bool exists(SQLite::Database& db, std::string_view id) {
  SQLite::Statement query(db, "SELECT 1 FROM bots WHERE id = ?");
  bind_all(query, id);
  return query.executeStep();
}

}  // namespace

Result<std::vector<domain::Bot>> BotStore::list() {
  return database_.read([](SQLite::Database& db) -> Result<std::vector<domain::Bot>> {
    std::vector<domain::Bot> bots;
    SQLite::Statement query(db, fmt::format("SELECT {} FROM bots ORDER BY name COLLATE NOCASE, id", kBotColumns));
    while (query.executeStep()) bots.push_back(bot_at(query));
    return bots;
  });
}

Result<domain::Bot> BotStore::get(std::string_view id) {
  return database_.read([&](SQLite::Database& db) -> Result<domain::Bot> {
    SQLite::Statement query(db, fmt::format("SELECT {} FROM bots WHERE id = ?", kBotColumns));
    bind_all(query, id);
    if (!query.executeStep()) return fail(Errc::not_found, "Bot not found");
    return bot_at(query);
  });
}

Result<BotStore::Put> BotStore::put(const domain::Bot& bot) {
  if (auto sound = domain::check_bot(bot); !sound) return std::unexpected(sound.error());
  return database_.write([&](SQLite::Database& db) -> Result<Put> {
    const auto outcome = exists(db, bot.id) ? Put::replaced : Put::created;
    write_bot(db, bot);
    return outcome;
  });
}

Result<void> BotStore::remove(std::string_view id) {
  return database_.write([&](SQLite::Database& db) -> Result<void> {
    SQLite::Statement remove(db, "DELETE FROM bots WHERE id = ?");
    bind_all(remove, id);
    if (remove.exec() == 0) return fail(Errc::not_found, "Bot not found");
    return {};
  });
}

Result<std::string> BotStore::keep_recording(std::string_view wav) {
  if (wav.empty()) return fail(Errc::unprocessable, "the recording is empty");
  if (wav.size() > kMaxRecordingBytes) {
    return fail(Errc::too_large, fmt::format("the recording has more than {} bytes", kMaxRecordingBytes));
  }
  auto id = blake2b_hex(wav);
  const auto kept = database_.write([&](SQLite::Database& db) -> Result<void> {
    SQLite::Statement insert(db,
                             "INSERT INTO recordings (id, wav, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
    bind_value(insert, 1, id);
    insert.bindNoCopy(2, wav.data(), static_cast<int>(wav.size()));
    bind_value(insert, 3, wall_now());
    insert.exec();
    return {};
  });
  if (!kept) return std::unexpected(kept.error());
  return id;
}

Result<std::string> BotStore::recording(std::string_view id) {
  return database_.read([&](SQLite::Database& db) -> Result<std::string> {
    SQLite::Statement query(db, "SELECT wav FROM recordings WHERE id = ?");
    bind_all(query, id);
    if (!query.executeStep()) return fail(Errc::not_found, "Recording not found");
    return text_at(query, 0);
  });
}

Result<void> BotStore::drop_unused_recordings() {
  return database_.write([](SQLite::Database& db) -> Result<void> {
    db.exec("DELETE FROM recordings WHERE id NOT IN (SELECT greeting_recording FROM bots)");
    return {};
  });
}

}  // namespace exo::store
