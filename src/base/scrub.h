#pragma once

#include <initializer_list>
#include <string>

#include "base/secret.h"

namespace exo {

using KeptFromSight = std::initializer_list<const Secret*>;

/// A vendor's words may repeat what we sent, and with it a key: each of `secrets`, also percent-encoded, becomes "…";
/// not those under 8 bytes, which stand in ordinary words. Before a text is cut: the half of a key is not found any
/// more.
[[nodiscard]] std::string scrubbed(std::string text, KeptFromSight secrets);

}  // namespace exo
