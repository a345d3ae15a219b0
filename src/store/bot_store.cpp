#include "store/bot_store.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "store/database.h"
#include "store/rows.h"

namespace exo::store {
namespace {

domain::Bot bot_at(SQLite::Statement& row) {
  return {.id = text_at(row, 0),
          .name = text_at(row, 1),
          .greeting_text = text_at(row, 2),
          .language = text_at(row, 3),
          .updated_at = time_at(row, 4)};
}

bool exists(SQLite::Database& db, std::string_view id) {
  SQLite::Statement query(db, "SELECT 1 FROM bots WHERE id = ?");
  bind_all(query, id);
  return query.executeStep();
}

}  // namespace

Result<std::vector<domain::Bot>> BotStore::list() {
  return database_.read([](SQLite::Database& db) -> Result<std::vector<domain::Bot>> {
    std::vector<domain::Bot> bots;
    SQLite::Statement query(
        db, "SELECT id, name, greeting_text, language, updated_at FROM bots ORDER BY name COLLATE NOCASE, id");
    while (query.executeStep()) bots.push_back(bot_at(query));
    return bots;
  });
}

Result<domain::Bot> BotStore::get(std::string_view id) {
  return database_.read([&](SQLite::Database& db) -> Result<domain::Bot> {
    SQLite::Statement query(db, "SELECT id, name, greeting_text, language, updated_at FROM bots WHERE id = ?");
    bind_all(query, id);
    if (!query.executeStep()) return fail(Errc::not_found, "Bot not found");
    return bot_at(query);
  });
}

Result<BotStore::Put> BotStore::put(const domain::Bot& bot) {
  if (auto sound = domain::check_bot(bot); !sound) return std::unexpected(sound.error());
  return database_.write([&](SQLite::Database& db) -> Result<Put> {
    const auto outcome = exists(db, bot.id) ? Put::replaced : Put::created;
    SQLite::Statement upsert(db,
                             "INSERT INTO bots (id, name, greeting_text, language, updated_at) VALUES (?, ?, ?, ?, ?) "
                             "ON CONFLICT (id) DO UPDATE SET name = excluded.name, greeting_text = "
                             "excluded.greeting_text, language = excluded.language, updated_at = excluded.updated_at");
    bind_all(upsert, bot.id, bot.name, bot.greeting_text, bot.language, bot.updated_at);
    upsert.exec();
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

}  // namespace exo::store
