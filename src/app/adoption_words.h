#pragma once

#include "app/config.h"
#include "app/live_config.h"

namespace exo::app {

/// One line: which keys changed, which certificates are new, and what waits for a restart. Names, never values.
void tell_adoption(const Config& before, const Config& now, const Config& read, const Certificates& old_certificates,
                   const Certificates& new_certificates);

/// One line an entry of the fleet that is skipped: a typo would silently fall through to the next.
void warn_of_unusable(const domain::PublicAddress& address);

/// One line a certificate that has two weeks or less.
void warn_of_expiry(const Certificates& certificates, WallTime now);

}  // namespace exo::app
