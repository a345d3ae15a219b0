#include "base/metrics_text.h"

#include <cmath>
#include <cstddef>

#include <fmt/format.h>

namespace exo {
namespace {

std::string_view name_of(MetricsText::Type type) {
  if (type == MetricsText::Type::counter) return "counter";
  return type == MetricsText::Type::gauge ? "gauge" : "histogram";
}

void append_escaped(std::string& to, std::string_view value) {
  for (const char c : value) {
    if (c == '\n') {
      to += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') to += '\\';
    to += c;
  }
}

/// Whole numbers without exponent, so that a counter never looks rounded.
std::string written(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  constexpr double kExact = 9'007'199'254'740'992.0;
  if (value == std::floor(value) && std::abs(value) <= kExact) return fmt::format("{:.0f}", value);
  return fmt::format("{}", value);
}

}  // namespace

void MetricsText::family(std::string_view name, Type type, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, name_of(type));
}

void MetricsText::sample(double value, std::initializer_list<Label> labels, std::string_view suffix) {
  text_ += name_;
  text_ += suffix;
  char before = '{';
  for (const auto& [name, label] : labels) {
    text_ += before;
    text_ += name;
    text_ += "=\"";
    append_escaped(text_, label);
    text_ += '"';
    before = ',';
  }
  if (labels.size() > 0) text_ += '}';
  text_ += fmt::format(" {}\n", written(value));
}

void MetricsText::counter(std::string_view name, std::string_view help, std::uint64_t value) {
  family(name, Type::counter, help);
  sample(static_cast<double>(value));
}

void MetricsText::gauge(std::string_view name, std::string_view help, double value) {
  family(name, Type::gauge, help);
  sample(value);
}

void MetricsText::histogram(std::string_view name, std::string_view help, std::span<const double> bounds,
                            std::span<const std::uint64_t> counts, double sum) {
  family(name, Type::histogram, help);
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    total += counts[i];
    const auto bound = i < bounds.size() ? written(bounds[i]) : std::string("+Inf");
    sample(static_cast<double>(total), {{"le", bound}}, "_bucket");
  }
  sample(sum, {}, "_sum");
  sample(static_cast<double>(total), {}, "_count");
}

}  // namespace exo
