#include "base/random.h"

#include <array>
#include <cstdlib>
#include <span>
#include <vector>

#include <sodium.h>

#include "base/encoding.h"

namespace exo {
namespace {

/// libsodium opens its source of randomness on first use, which only sodium_init makes safe for several threads.
void need_sodium() {
  static const int result = sodium_init();
  if (result < 0) std::abort();  // without randomness no token is safe
}

void fill(std::span<std::byte> bytes) {
  need_sodium();
  if (bytes.empty()) return;  // an empty vector may have no address
  randombytes_buf(bytes.data(), bytes.size());
}

std::vector<std::byte> random_bytes(std::size_t count) {
  std::vector<std::byte> bytes(count);
  fill(bytes);
  return bytes;
}

}  // namespace

std::string random_uuid() {
  std::array<std::byte, 16> bytes{};
  fill(bytes);
  bytes[6] = (bytes[6] & std::byte{0x0F}) | std::byte{0x40};
  bytes[8] = (bytes[8] & std::byte{0x3F}) | std::byte{0x80};
  std::string text = hex_encode(bytes);
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
  return text;
}

std::string random_hex(std::size_t bytes) {
  return hex_encode(random_bytes(bytes));
}

std::string random_token(std::size_t bytes) {
  return base64url_encode(random_bytes(bytes));
}

std::uint32_t random_below(std::uint32_t limit) {
  need_sodium();
  return randombytes_uniform(limit);
}

}  // namespace exo
