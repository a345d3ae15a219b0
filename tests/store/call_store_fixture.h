#pragma once

#include <memory>
#include <string>
#include <utility>

#include "store/call_store.h"
#include "store_fixture.h"

namespace exo::store::test {

/// A database for call records.
class CallStoreFixture : public StoreTest {
 protected:
  static domain::CallRecord record(std::string id, std::int64_t opened_ms = 0,
                                   domain::EndReason end = domain::EndReason::caller_hangup) {
    domain::CallRecord made;
    made.id = std::move(id);
    made.opened_at = at(opened_ms);
    made.end_reason = end;
    return made;
  }

  std::unique_ptr<Database> database = open_database();
};

}  // namespace exo::store::test
