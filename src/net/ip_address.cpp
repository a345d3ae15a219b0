#include "net/ip_address.h"

#include <algorithm>
#include <span>

#include <arpa/inet.h>

namespace exo::net {

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  // inet_pton wants a terminated string; a zero inside would end it early and hide the rest.
  if (text.empty() || text.size() >= INET6_ADDRSTRLEN || text.contains('\0')) return std::nullopt;
  const std::string terminated(text);
  std::array<std::uint8_t, 4> four{};
  if (::inet_pton(AF_INET, terminated.c_str(), four.data()) == 1) return v4(four);
  std::array<std::uint8_t, 16> sixteen{};
  if (::inet_pton(AF_INET6, terminated.c_str(), sixteen.data()) == 1) return v6(sixteen);
  return std::nullopt;
}

IpAddress IpAddress::v4(const std::array<std::uint8_t, 4>& bytes) noexcept {
  IpAddress address;
  std::ranges::copy(bytes, address.bytes_.begin());
  return address;
}

IpAddress IpAddress::v6(const std::array<std::uint8_t, 16>& bytes) noexcept {
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  IpAddress address;
  address.family_ = Family::v6;
  address.bytes_ = bytes;
  return std::ranges::equal(kMapped, std::span(bytes).first<12>()) ? address.embedded_v4(12) : address;
}

bool IpAddress::bit(int index) const noexcept {
  const auto at = static_cast<std::size_t>(index);
  return ((bytes_.at(at / 8) >> (7 - at % 8)) & 1) != 0;
}

IpAddress IpAddress::embedded_v4(std::size_t offset) const noexcept {
  std::array<std::uint8_t, 4> four{};
  std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), four.size(), four.begin());
  return v4(four);
}

std::string IpAddress::to_text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(family_ == Family::v4 ? AF_INET : AF_INET6, bytes_.data(), text.data(), text.size());
  return text.data();
}

}  // namespace exo::net
