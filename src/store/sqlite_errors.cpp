#include "store/sqlite_errors.h"

#include <sqlite3.h>

#include "base/log.h"

namespace exo::store {

Error to_error(const SQLite::Exception& failure) {
  static log::RateLimit limit(20);  // whoever may ask anything can cause one while the disk is full
  if (limit.allow().pass) {
    log::warning("store", "SQLite error {}: {}", failure.getExtendedErrorCode(), failure.what());
  }
  switch (failure.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(Errc::unavailable, "the database is held by another process; try again").error();
    case SQLITE_FULL:
      return fail(Errc::internal, "the disk or the database is full").error();
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return fail(Errc::internal, "the database is read-only").error();
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fail(Errc::internal, "the database file is damaged").error();
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return fail(Errc::internal, "the disk refused to read or write the database").error();
    case SQLITE_CONSTRAINT:
      return fail(Errc::internal, "the database refused a value that breaks its rules").error();
    default:
      return fail(Errc::internal, "the database failed").error();
  }
}

Error to_error(const std::exception& failure) {
  static log::RateLimit limit(20);
  if (limit.allow().pass) log::error("store", "database work failed: {}", failure.what());
  return fail(Errc::internal, "the database work failed").error();
}

}  // namespace exo::store
