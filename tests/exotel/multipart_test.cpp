#include "exotel/multipart.h"

#include <string>

#include <gtest/gtest.h>

namespace exo::exotel {
namespace {

std::string part(const std::string& name, const std::string& value) {
  return "--b0undary\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

TEST(Multipart, FieldsComeInOrder) {
  const auto body = part("CallSid", "abc") + part("CustomField", "line one\r\nline two") + part("CallSid", "again") +
                    part("Empty", "") + "--b0undary--\r\n";
  const auto fields = multipart_fields(body);
  ASSERT_EQ(fields.size(), 3U) << "an empty value says nothing";
  EXPECT_EQ(fields[0], (std::pair<std::string, std::string>("CallSid", "abc")));
  EXPECT_EQ(fields[1].second, "line one\r\nline two");
  EXPECT_EQ(fields[2].second, "again");
}

TEST(Multipart, AcceptsBareLineFeedsAndUnquotedNames) {
  const auto fields = multipart_fields("--x\ncontent-disposition: form-data; name=CallSid\n\nabc\n--x--\n");
  ASSERT_EQ(fields.size(), 1U);
  EXPECT_EQ(fields[0].first, "CallSid");
  EXPECT_EQ(fields[0].second, "abc");
}

TEST(Multipart, FilesAndNamelessPartsAreLeftOut) {
  EXPECT_TRUE(
      multipart_fields("--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nd\r\n--x--").empty());
  EXPECT_TRUE(multipart_fields("--x\r\nContent-Type: text/plain\r\n\r\nd\r\n--x--").empty());
}

TEST(Multipart, BrokenBodiesYieldNothing) {
  for (const std::string body : {"", "-", "--", "--\r\n", "--x", "--x\r\n", "--x\r\n--x--", "text", "--x--",
                                 "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nnever ends"}) {
    EXPECT_TRUE(multipart_fields(body).empty()) << body;
  }
  EXPECT_TRUE(multipart_fields("--" + std::string(1000, 'x') + "\r\n\r\n").empty());
}

TEST(Multipart, PartsAreCounted) {
  std::string body;
  for (int i = 0; i < 1000; ++i) body += part("n", "v");
  EXPECT_LE(multipart_fields(body + "--b0undary--").size(), 64U);
}

TEST(Multipart, IsRecognisedByItsFirstBytes) {
  EXPECT_TRUE(looks_like_multipart("\r\n--x"));
  EXPECT_FALSE(looks_like_multipart("CallSid=--x"));
  EXPECT_FALSE(looks_like_multipart(""));
}

}  // namespace
}  // namespace exo::exotel
