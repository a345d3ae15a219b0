#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace exo {

/// First in a file: without it Excel takes UTF-8 for the machine's own encoding, and a Hindi name for noise.
inline constexpr std::string_view kCsvByteOrderMark = "\xEF\xBB\xBF";

/// One line of a CSV file (RFC 4180: commas, CRLF, quotes doubled) that a person opens in a spreadsheet. A plain value.
///
///   CsvLine line;
///   line.text(call.from).number(7).time(call.ended_at);
///   sink(line.take());
class CsvLine {
 public:
  /// Any text, also a stranger's. Never becomes a formula or a number: what a spreadsheet would read as a number or a
  /// date (+919876543210, 08041234567, 12e5, 1-2) is written as ="…", which shows as typed; what begins like a formula
  /// (= + - @, also after white space, or full-width) gets an apostrophe in front. Malformed UTF-8 and control
  /// characters are replaced.
  CsvLine& text(std::string_view text);
  /// A number to calculate with.
  CsvLine& number(std::int64_t number);
  /// "2026-08-25T12:07:08.123+05:30": as text, the same wherever the file is opened.
  CsvLine& time(WallTime time);
  CsvLine& empty();

  /// The line with its CRLF; begins the next one.
  [[nodiscard]] std::string take();

 private:
  CsvLine& cell(std::string_view written);

  std::string line_;
  bool first_ = true;
};

/// "exogate-calls-2026-08-25.csv": the day in India.
[[nodiscard]] std::string csv_file_name(std::string_view what, WallTime now);

}  // namespace exo
