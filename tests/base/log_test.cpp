#include "base/log.h"

#include <regex>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "support/temp_folder.h"

namespace exo::log {
namespace {

/// Sends standard error into a file until `lines` is called.
class CapturedLog {
 public:
  CapturedLog() : before_(::dup(STDERR_FILENO)) {
    const int file = ::open(path().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(file, STDERR_FILENO);
    ::close(file);
  }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;
  ~CapturedLog() { restore(); }

  std::vector<std::string> lines() {
    restore();
    std::vector<std::string> out;
    const auto text = read_file(path()).value();
    for (const auto line : split(text, '\n')) out.emplace_back(line);
    EXPECT_EQ(out.back(), "") << "the last line has no end";
    out.pop_back();
    return out;
  }

 private:
  [[nodiscard]] std::filesystem::path path() const { return folder_ / "log"; }
  void restore() {
    if (before_ < 0) return;
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
    before_ = -1;
  }

  test::TempFolder folder_;
  int before_;
};

class Log : public testing::Test {
 protected:
  void TearDown() override { configure(Level::info, Format::text); }
};

TEST_F(Log, WritesOneTextLineWithTimeLevelAndArea) {
  CapturedLog captured;
  info("calls", "stream {} opened", 7);
  const auto lines = captured.lines();
  ASSERT_EQ(lines.size(), 1U);
  const std::regex shape(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info +calls +stream 7 opened)");
  EXPECT_TRUE(std::regex_match(lines[0], shape)) << lines[0];
}

TEST_F(Log, WritesOneJsonObjectALine) {
  configure(Level::info, Format::json);
  CapturedLog captured;
  warning("admin", "quote \" and \n line");
  const auto lines = captured.lines();
  ASSERT_EQ(lines.size(), 1U);
  const auto line = parse_json(lines[0]);
  ASSERT_TRUE(line) << lines[0];
  EXPECT_EQ(line->at("level"), "warning");
  EXPECT_EQ(line->at("area"), "admin");
  EXPECT_EQ(line->at("message"), "quote \" and   line");
  EXPECT_TRUE(line->at("time").get<std::string>().ends_with("Z"));
}

TEST_F(Log, KeepsQuietBelowTheLeastLevel) {
  configure(Level::warning, Format::text);
  EXPECT_FALSE(enabled(Level::info));
  EXPECT_TRUE(enabled(Level::error));
  CapturedLog captured;
  debug("x", "one");
  info("x", "two");
  warning("x", "three");
  error("x", "four");
  EXPECT_EQ(captured.lines().size(), 2U);
}

TEST_F(Log, NobodyCanForgeALineOrSpeakToTheTerminal) {
  CapturedLog captured;
  info("calls", "{}", "from\n2026-01-01T00:00:00.000Z error forged\r\x1B[31m\xC2\x9B\xFF");
  const auto lines = captured.lines();
  ASSERT_EQ(lines.size(), 1U);
  for (const char c : lines[0]) EXPECT_TRUE(c >= ' ' && c <= '~') << static_cast<int>(c);
}

TEST_F(Log, CutsLongLines) {
  CapturedLog captured;
  info("calls", "{}", std::string(1'000'000, 'x'));
  const auto lines = captured.lines();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_LT(lines[0].size(), 5000U);
}

TEST_F(Log, KeepsLinesOfSeveralThreadsWhole) {
  CapturedLog captured;
  {
    std::vector<std::jthread> writers;
    for (const char letter : {'a', 'b', 'c', 'd'}) {
      writers.emplace_back([letter] {
        for (int i = 0; i < 200; ++i) info("t", "<{}>", std::string(300, letter));
      });
    }
  }
  const auto lines = captured.lines();
  ASSERT_EQ(lines.size(), 800U);
  for (const auto& line : lines) {
    const auto open = line.find('<');
    ASSERT_NE(open, std::string::npos);
    ASSERT_EQ(line.substr(open), "<" + std::string(300, line[open + 1]) + ">");
  }
}

TEST_F(Log, MasksNumbersUnlessTold) {
  CapturedLog captured;
  info("calls", "from {} said 09876543210", number("+919876543210"));
  configure(Level::info, Format::text, Numbers::full);
  info("calls", "from {}", number("+919876543210"));
  const auto lines = captured.lines();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[0].ends_with("from *********3210 said *******3210")) << lines[0];
  EXPECT_TRUE(lines[1].ends_with("from +919876543210")) << lines[1];
}

TEST_F(Log, TakesSecretsOutOfForeignWords) {
  configure(Level::info, Format::json);
  CapturedLog captured;
  error("speech", "vendor: {}, token=abc", "{\"api_key\": \"abc\"}");
  const auto lines = captured.lines();
  ASSERT_EQ(lines.size(), 1U);
  const auto line = parse_json(lines[0]);
  ASSERT_TRUE(line) << lines[0];
  EXPECT_EQ(line->at("message"), "vendor: {\"api_key\": \"[redacted]\"}, token=[redacted]");
}

TEST_F(Log, WritesWhatWaitsWhenTheBackgroundWriterGoes) {
  CapturedLog captured;
  {
    const BackgroundWriter writer;
    for (int i = 0; i < 100; ++i) info("t", "line {}", i);
  }
  info("t", "written directly");
  const auto lines = captured.lines();
  ASSERT_EQ(lines.size(), 101U);
  EXPECT_TRUE(lines[99].ends_with("line 99"));
}

TEST(RateLimit, LetsTheBurstThroughThenOneASecond) {
  RateLimit limit(3);
  const SteadyTime start{std::chrono::hours(1)};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit.allow(start).pass) << i;
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(limit.allow(start).pass) << i;
  EXPECT_FALSE(limit.allow(start + std::chrono::milliseconds(999)).pass);
  const auto next = limit.allow(start + std::chrono::seconds(1));
  EXPECT_TRUE(next.pass);
  EXPECT_EQ(next.held_back, 5U);
  EXPECT_FALSE(limit.allow(start + std::chrono::seconds(1)).pass);
}

TEST(RateLimit, FillsUpToTheBurstAndNoFurther) {
  RateLimit limit(3);
  SteadyTime now{std::chrono::hours(1)};
  while (limit.allow(now).pass) {
  }
  now += std::chrono::hours(5);
  int passed = 0;
  while (limit.allow(now).pass) ++passed;
  EXPECT_EQ(passed, 3);
}

TEST(RateLimit, CountsAcrossThreads) {
  RateLimit limit(5);
  const SteadyTime now{std::chrono::hours(1)};
  std::atomic<int> passed{0};
  {
    std::vector<std::jthread> callers;
    for (int t = 0; t < 4; ++t) {
      callers.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) passed += limit.allow(now).pass ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(passed, 5);
  EXPECT_EQ(limit.allow(now + std::chrono::seconds(1)).held_back, 3995U);
}

}  // namespace
}  // namespace exo::log
