#include "domain/stream_login.h"

#include "base/digest.h"
#include "base/random.h"

namespace exo::domain {

bool StreamLogin::accepts(std::string_view password, WallTime now) const {
  if (!required()) return true;
  // Digests of what a stranger guessed tell nothing about the secret, but constant time costs nothing either.
  const Secret offered(blake2b_hex(password));
  const bool current = offered.matches(hash);
  const bool previous = !previous_hash.empty() && now < previous_until && offered.matches(previous_hash);
  return current || previous;
}

Secret new_stream_password() {
  return Secret(random_hex(16));
}

StreamLogin rotated(const StreamLogin& before, const Secret& password, WallTime now) {
  StreamLogin after{.hash = blake2b_hex(password.reveal()), .previous_hash = {}, .previous_until = {}};
  if (!before.required()) return after;
  after.previous_hash = before.hash;
  after.previous_until = now + kLoginOverlap;
  return after;
}

}  // namespace exo::domain
