#include "admin/static_files.h"

#include <gtest/gtest.h>

#include "admin/web_files.h"

namespace exo::admin {
namespace {

constexpr embedded::File kFiles[] = {
    {"index.html", "<!doctype html>"},
    {"app.js", "export {}"},
    {"style.css", "a{}"},
    {"i18n/en.json", "{}"},
    {"reference/index.html", "<p>"},
    {"icon.svg", "<svg/>"},
    {"data.bin", "x"},
    {"node_modules/htm/preact/standalone.module.js", "export const html = 1"},
    {"node_modules/other/index.js", "never"},
};

std::string header(const Reply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers) {
    if (key == name) return value;
  }
  return {};
}

class StaticFilesTest : public testing::Test {
 protected:
  StaticFiles page{kFiles};
};

TEST_F(StaticFilesTest, TheRootIsTheIndex) {
  const auto reply = page.find("/", "");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->body, "<!doctype html>");
  EXPECT_EQ(reply->content_type, "text/html; charset=utf-8");
  EXPECT_EQ(page.find("/index.html", "")->body, reply->body);
}

TEST_F(StaticFilesTest, AFolderIsItsIndex) {
  for (const auto* path : {"/reference", "/reference/", "/reference/index.html"}) {
    ASSERT_TRUE(page.find(path, "")) << path;
    EXPECT_EQ(page.find(path, "")->body, "<p>");
  }
  EXPECT_FALSE(page.find("/i18n/", ""));
}

TEST_F(StaticFilesTest, EachKindHasItsType) {
  EXPECT_EQ(page.find("/app.js", "")->content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(page.find("/style.css", "")->content_type, "text/css; charset=utf-8");
  EXPECT_EQ(page.find("/i18n/en.json", "")->content_type, "application/json");
  EXPECT_EQ(page.find("/icon.svg", "")->content_type, "image/svg+xml");
  EXPECT_EQ(page.find("/data.bin", "")->content_type, "application/octet-stream");
}

TEST_F(StaticFilesTest, PackagesAppearUnderVendorOnly) {
  EXPECT_EQ(page.find("/vendor/htm.js", "")->body, "export const html = 1");
  EXPECT_FALSE(page.find("/node_modules/htm/preact/standalone.module.js", ""));
  EXPECT_FALSE(page.find("/node_modules/other/index.js", ""));
}

TEST_F(StaticFilesTest, ACurrentCopyIsNotSentAgain) {
  const auto etag = header(*page.find("/app.js", ""), "ETag");
  ASSERT_GT(etag.size(), 10U);
  for (const auto& asked : {etag, "W/" + etag, "\"other\" , " + etag, std::string("*")}) {
    const auto reply = page.find("/app.js", asked);
    EXPECT_EQ(reply->status, 304) << asked;
    EXPECT_EQ(reply->body, "");
    EXPECT_EQ(header(*reply, "ETag"), etag);
  }
  for (const auto* asked : {"\"other\"", "", "garbage,,"}) EXPECT_EQ(page.find("/app.js", asked)->status, 200) << asked;
  EXPECT_NE(etag, header(*page.find("/style.css", ""), "ETag"));
  EXPECT_EQ(header(*page.find("/app.js", ""), "Cache-Control"), "no-cache");
}

TEST_F(StaticFilesTest, NothingElseExists) {
  for (const auto* path : {"", "//", "/app.js/", "/../index.html", "/%69ndex.html", "app.js", "/i18n", "/i18n/"}) {
    EXPECT_FALSE(page.find(path, "")) << path;
  }
}

TEST(WebFiles, HoldTheLibraryOfThePage) {
  const StaticFiles page(embedded::web_files());
  const auto library = page.find("/vendor/htm.js", "");
  ASSERT_TRUE(library);
  EXPECT_NE(library->body.find("export"), std::string::npos);
}

}  // namespace
}  // namespace exo::admin
