#include "base/csv.h"

#include <gtest/gtest.h>

namespace exo {
namespace {

std::string cell(std::string_view text) {
  auto line = CsvLine().text(text).take();
  line.resize(line.size() - 2);
  return line;
}

TEST(Csv, SeparatesByCommasAndEndsWithCrLf) {
  CsvLine line;
  EXPECT_EQ(line.text("a").number(-7).empty().text("b").take(), "a,-7,,b\r\n");
  EXPECT_EQ(line.text("next").take(), "next\r\n") << "a taken line begins anew";
  EXPECT_EQ(line.take(), "\r\n");
}

TEST(Csv, TimesAreIndianWithOffset) {
  EXPECT_EQ(CsvLine().time(WallTime{std::chrono::milliseconds(1787639828123)}).take(),
            "2026-08-25T12:07:08.123+05:30\r\n");
}

TEST(Csv, WhatLooksLikeANumberOrADateShowsAsTyped) {
  for (const std::string text : {"+919876543210", "919876543210", "08041234567", "0", "12e5", "1-2", "1/2/2026", "1.50",
                                 "12:30", "-5", "(080) 4123 4567", "50%"}) {
    EXPECT_EQ(cell(text), "\"=\"\"" + text + "\"\"\"");
  }
}

TEST(Csv, NothingBecomesAFormula) {
  for (const std::string text :
       {"=1+1*A1", "+cmd|' /C calc'!A0", "-x", "@SUM(A1)", " =x", "＝x", "＋x", "－x", "＠x", "+", "-", "="}) {
    EXPECT_TRUE(cell(text).starts_with("\"'")) << text;
  }
  EXPECT_EQ(cell("\t=x"), "\"' =x\"");
  EXPECT_EQ(cell("\r=x"), "\"' =x\"");
  EXPECT_EQ(cell("\r\n@x"), "\"'  @x\"");
  EXPECT_EQ(cell("=\"+1\"&A1"), "\"'=\"\"+1\"\"&A1\"") << "only we write such a cell";
}

TEST(Csv, QuotesWhatWouldEndACell) {
  EXPECT_EQ(cell("a,b"), "\"a,b\"");
  EXPECT_EQ(cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(cell("a;b"), "\"a;b\"") << "another country's separator";
  EXPECT_EQ(cell("a\r\nb"), "\"a  b\"") << "a call is one line";
}

TEST(Csv, KeepsOtherScriptsAndReplacesWhatIsNone) {
  EXPECT_EQ(cell("नमस्ते"), "नमस्ते");
  EXPECT_EQ(cell("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(cell(std::string_view("a\0b\x1B[1m", 6)), "\"a b [1\"");
  EXPECT_EQ(cell(""), "");
}

TEST(Csv, AFileIsNamedAfterTheDayInIndia) {
  // 18:30 UTC is midnight in India.
  const WallTime midnight =
      std::chrono::sys_days(std::chrono::year(2026) / 3 / 31) + std::chrono::minutes(18 * 60 + 30);
  EXPECT_EQ(csv_file_name("calls", midnight), "exogate-calls-2026-04-01.csv");
  EXPECT_EQ(csv_file_name("audit", midnight - std::chrono::milliseconds(1)), "exogate-audit-2026-03-31.csv");
}

}  // namespace
}  // namespace exo
