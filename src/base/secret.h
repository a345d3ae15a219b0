#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace exo {

/// A string that must not leak: it cannot be printed, formatted or compared with `==`, and its memory is wiped when it
/// goes. `reveal()` is the one way to the text; grep for it to audit every use.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) noexcept;
  Secret(const Secret& other) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  [[nodiscard]] const std::string& reveal() const noexcept { return text_; }
  /// Constant-time comparison (for equal lengths).
  [[nodiscard]] bool matches(std::string_view candidate) const noexcept;

 private:
  void wipe() noexcept;

  std::string text_;
};

}  // namespace exo
