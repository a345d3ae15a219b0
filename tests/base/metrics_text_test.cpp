#include "base/metrics_text.h"

#include <array>
#include <limits>

#include <gtest/gtest.h>

#include "base/process_facts.h"

namespace exo {
namespace {

TEST(MetricsText, WritesFamiliesAsPrometheusReadsThem) {
  MetricsText text;
  text.counter("exogate_calls_total", "Calls", 12'345'678'901);
  text.gauge("exogate_load", "Load", 0.25);
  EXPECT_EQ(text.text(),
            "# HELP exogate_calls_total Calls\n# TYPE exogate_calls_total counter\nexogate_calls_total 12345678901\n"
            "# HELP exogate_load Load\n# TYPE exogate_load gauge\nexogate_load 0.25\n");
}

TEST(MetricsText, LabelsMayBeAnything) {
  MetricsText text;
  text.family("exogate_x", MetricsText::Type::gauge, "X");
  text.sample(1, {{"a", "q\"b\\s\nn"}, {"b", "नमस्ते"}});
  EXPECT_TRUE(text.text().ends_with("exogate_x{a=\"q\\\"b\\\\s\\nn\",b=\"नमस्ते\"} 1\n")) << text.text();
}

TEST(MetricsText, BucketsOfAHistogramAddUp) {
  MetricsText text;
  text.histogram("exogate_h", "H", std::array{0.1, 2.0}, std::array<std::uint64_t, 3>{1, 2, 4}, 9.5);
  EXPECT_EQ(
      text.text(),
      "# HELP exogate_h H\n# TYPE exogate_h histogram\nexogate_h_bucket{le=\"0.1\"} 1\nexogate_h_bucket{le=\"2\"} "
      "3\nexogate_h_bucket{le=\"+Inf\"} 7\nexogate_h_sum 9.5\nexogate_h_count 7\n");
}

TEST(MetricsText, NamesWhatIsNoNumber) {
  MetricsText text;
  text.gauge("g", "G", std::numeric_limits<double>::infinity());
  text.gauge("n", "N", std::numeric_limits<double>::quiet_NaN());
  EXPECT_NE(text.text().find("g +Inf\n"), std::string::npos);
  EXPECT_NE(text.text().find("n NaN\n"), std::string::npos);
}

TEST(ProcessFacts, AreOfThisProcess) {
  const auto facts = process_facts();
  EXPECT_GT(facts.resident_bytes, 1U << 20);
  EXPECT_GE(facts.open_files, 3U);
  EXPECT_GE(facts.cpu_seconds, 0);
  EXPECT_GE(process_facts().up_seconds, facts.up_seconds);
}

}  // namespace
}  // namespace exo
