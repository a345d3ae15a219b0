#include "base/digest.h"

#include <array>
#include <bit>
#include <span>

#include <sodium.h>

#include "base/encoding.h"

namespace exo {

std::string blake2b_hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  crypto_generichash(digest.data(), digest.size(), std::bit_cast<const unsigned char*>(bytes.data()), bytes.size(),
                     nullptr, 0);
  return hex_encode(std::as_bytes(std::span(digest)));
}

}  // namespace exo
