#pragma once

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"

namespace exo::admin::test {

/// One exchange with an admin plane, as answers.test.mjs reads it: a line of JSON {method, path, status, headers: {name
/// in lower case: value}, bytes, body}. `body` is the text of a text or JSON body of at most kMaxRecordedBytes; without
/// it the answer was binary, longer, or no UTF-8.
struct RecordedAnswer {
  std::string method;
  std::string path;
  int status = 0;
  nlohmann::json headers = nlohmann::json::object();
  std::string body;
};

inline constexpr std::size_t kMaxRecordedBytes = 1 << 20;

/// Writes every exchange into the file that EXOGATE_ANSWERS names, which it empties first; without the variable it does
/// nothing. Thread-safe.
class AnswerRecord : public testing::Environment {
 public:
  /// GoogleTest owns it.
  static AnswerRecord& instance() {
    static auto* record = new AnswerRecord;  // NOLINT(cppcoreguidelines-owning-memory)
    return *record;
  }

  void SetUp() override {
    const char* file = std::getenv("EXOGATE_ANSWERS");
    if (file == nullptr) return;
    std::error_code ignored;  // opening fails loudly enough
    std::filesystem::create_directories(std::filesystem::path(file).parent_path(), ignored);
    out_.open(file, std::ios::trunc);
    ASSERT_TRUE(out_) << file;
  }

  void TearDown() override {
    if (!out_.is_open()) return;
    out_.close();
    EXPECT_TRUE(out_) << "not every answer could be written down";
  }

  void write(const RecordedAnswer& answer) {
    const std::lock_guard lock(mutex_);
    if (!out_.is_open()) return;
    nlohmann::json line{{"method", answer.method},
                        {"path", answer.path},
                        {"status", answer.status},
                        {"headers", answer.headers},
                        {"bytes", answer.body.size()}};
    if (is_text(answer)) line["body"] = answer.body;
    out_ << dump_json(line) << '\n';
  }

 private:
  static bool is_text(const RecordedAnswer& answer) {
    const auto type = answer.headers.value("content-type", "");
    const bool named = type.empty() || type.starts_with("text/") || type.starts_with("application/json");
    return named && answer.body.size() <= kMaxRecordedBytes && is_utf8(answer.body);
  }

  std::mutex mutex_;
  std::ofstream out_;
};

}  // namespace exo::admin::test
