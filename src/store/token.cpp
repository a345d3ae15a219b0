#include "store/token.h"

#include <sodium.h>

namespace exo::store {

std::vector<std::byte> token_hash(std::string_view token) {
  constexpr std::size_t kHashBytes = 32;
  std::vector<std::byte> hash(kHashBytes);
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr, 0);
  return hash;
}

}  // namespace exo::store
