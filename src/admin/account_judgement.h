#pragma once

#include "admin/account_check.h"

namespace exo::admin {

/// What the answers of the asked clusters mean together; fills everything but `asked` and `dids`. Asked is not empty.
void judge(AccountCheck& check);

}  // namespace exo::admin
