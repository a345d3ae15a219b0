#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace exo::net {

/// An IPv4 or IPv6 address without port, brackets or zone. An IPv4-mapped IPv6 address (::ffff:a.b.c.d) is the IPv4
/// address that it stands for: the two reach the same host, so no rule may tell them apart. A plain value.
class IpAddress {
 public:
  enum class Family : std::uint8_t { v4, v6 };

  /// Only the canonical spellings of inet_pton(3): four decimal parts, or RFC 4291 §2.2. nullopt for anything else.
  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);
  [[nodiscard]] static IpAddress v4(const std::array<std::uint8_t, 4>& bytes) noexcept;
  [[nodiscard]] static IpAddress v6(const std::array<std::uint8_t, 16>& bytes) noexcept;

  [[nodiscard]] Family family() const noexcept { return family_; }
  /// Bits of an address of this family: 32 or 128.
  [[nodiscard]] int width() const noexcept { return family_ == Family::v4 ? 32 : 128; }
  /// Bit 0 is the most significant one; `index` < width().
  [[nodiscard]] bool bit(int index) const noexcept;
  /// Network order; for IPv4 the first four count and the others are zero.
  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const noexcept { return bytes_; }
  /// The four bytes from `offset` on as an IPv4 address; `offset` ≤ 12. For addresses that carry one inside.
  [[nodiscard]] IpAddress embedded_v4(std::size_t offset) const noexcept;
  [[nodiscard]] std::string to_text() const;

  auto operator<=>(const IpAddress&) const = default;

 private:
  Family family_ = Family::v4;
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace exo::net
