#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace exo {

/// Prometheus' text exposition format, version 0.0.4: one family after the other, each with HELP and TYPE once. Names
/// are ours ([a-z_]+); values of labels may be anything. A plain value.
class MetricsText {
 public:
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

  enum class Type : std::uint8_t { counter, gauge, histogram };
  using Label = std::pair<std::string_view, std::string_view>;

  /// Its samples follow.
  void family(std::string_view name, Type type, std::string_view help);
  /// Of the last family; `suffix` as in "_bucket".
  void sample(double value, std::initializer_list<Label> labels = {}, std::string_view suffix = {});

  /// A family of one sample.
  void counter(std::string_view name, std::string_view help, std::uint64_t value);
  void gauge(std::string_view name, std::string_view help, double value);
  /// `counts`: of each bound, and one more for what is beyond the last; not cumulative.
  void histogram(std::string_view name, std::string_view help, std::span<const double> bounds,
                 std::span<const std::uint64_t> counts, double sum);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string name_;
  std::string text_;
};

}  // namespace exo
