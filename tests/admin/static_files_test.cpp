#include "admin/static_files.h"

#include <set>

#include <gtest/gtest.h>

namespace exo::admin {
namespace {

constexpr embedded::File kFiles[] = {
    {"index.html", "<!doctype html>"},
    {"index.html.gz", "packed document"},
    {"reference/index.html", "<p>"},
    {"favicon.svg", "<svg/>"},
    {"a/0123abcd/app.js.gz", "packed script"},
    {"a/0123abcd/app.js", "export {}"},
    {"a/0123abcd/style.css", "a{}"},
    {"a/0123abcd/i18n/en.json", "{}"},
    {"a/0123abcd/data.bin", "x"},
    {"a/0123abcd/both.js", "both"},
    {"a/0123abcd/both.js.gz", "both by gzip"},
    {"a/0123abcd/both.js.br", "both by br"},
};
constexpr auto kScript = "/a/0123abcd/app.js";
constexpr auto kBoth = "/a/0123abcd/both.js";

std::string header(const Reply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers) {
    if (key == name) return value;
  }
  return {};
}

class StaticFilesTest : public testing::Test {
 protected:
  Reply get(std::string_view path, const StaticFiles::Wish& wish = {}) {
    auto reply = page.find(path, wish);
    EXPECT_TRUE(reply) << path;
    return reply ? *std::move(reply) : Reply{.status = 0};
  }
  StaticFiles page{kFiles};
};

TEST_F(StaticFilesTest, TheRootIsTheIndex) {
  const auto reply = get("/");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "<!doctype html>");
  EXPECT_EQ(reply.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(get("/index.html").body, reply.body);
}

TEST_F(StaticFilesTest, AFolderIsItsIndex) {
  for (const auto* path : {"/reference", "/reference/", "/reference/index.html"}) {
    EXPECT_EQ(get(path).body, "<p>") << path;
  }
  EXPECT_FALSE(page.find("/a/0123abcd/i18n/", {}));
}

TEST_F(StaticFilesTest, EachKindHasItsType) {
  EXPECT_EQ(get(kScript).content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(get("/a/0123abcd/style.css").content_type, "text/css; charset=utf-8");
  EXPECT_EQ(get("/a/0123abcd/i18n/en.json").content_type, "application/json");
  EXPECT_EQ(get("/favicon.svg").content_type, "image/svg+xml");
  EXPECT_EQ(get("/a/0123abcd/data.bin").content_type, "application/octet-stream");
}

TEST_F(StaticFilesTest, WhatHasAHashInItsAddressIsKeptForEver) {
  EXPECT_EQ(header(get(kScript), "Cache-Control"), "public, max-age=31536000, immutable");
  for (const auto* path : {"/", "/index.html", "/reference/", "/favicon.svg"}) {
    EXPECT_EQ(header(get(path), "Cache-Control"), "no-cache") << path;
  }
}

TEST_F(StaticFilesTest, WhoeverTakesGzipGetsIt) {
  for (const auto* accepts :
       {"gzip", "gzip, deflate, br, zstd", "br;q=1.0, GZIP;q=0.5", "x-gzip", "*", "deflate,*;q=0.1"}) {
    const auto reply = get(kScript, {.accept_encoding = accepts});
    EXPECT_EQ(reply.body, "packed script") << accepts;
    EXPECT_EQ(header(reply, "Content-Encoding"), "gzip") << accepts;
    EXPECT_EQ(header(reply, "Vary"), "Accept-Encoding");
    EXPECT_EQ(reply.content_type, "text/javascript; charset=utf-8");
  }
}

TEST_F(StaticFilesTest, OthersGetThePlainBytes) {
  for (const auto* accepts :
       {"", "identity", "br", "gzip;q=0", "gzip; Q=0.000, *", "*;q=0", "gzipped", ",,;;", "gzip;q=0.0"}) {
    const auto reply = get(kScript, {.accept_encoding = accepts});
    EXPECT_EQ(reply.body, "export {}") << accepts;
    EXPECT_EQ(header(reply, "Content-Encoding"), "") << accepts;
    EXPECT_EQ(header(reply, "Vary"), "Accept-Encoding") << "a cache in between keeps both";
  }
  const auto unpacked = get("/a/0123abcd/style.css", {.accept_encoding = "gzip"});
  EXPECT_EQ(unpacked.body, "a{}");
  EXPECT_EQ(header(unpacked, "Content-Encoding"), "");
}

TEST_F(StaticFilesTest, BrotliComesBeforeGzipUnlessItIsLessWelcome) {
  for (const auto* accepts :
       {"gzip, deflate, br, zstd", "br", "*", "BR;q=0.5, gzip;q=0.5", "br;q=0.9,gzip;q=0.89", "gzip;q=0, *;q=0.1",
        "br;q=0.001", "br;q=1.000, gzip;q=0.999", "br; q=high, gzip;q=0.9"}) {
    const auto reply = get(kBoth, {.accept_encoding = accepts});
    EXPECT_EQ(reply.body, "both by br") << accepts;
    EXPECT_EQ(header(reply, "Content-Encoding"), "br") << accepts;
    EXPECT_EQ(header(reply, "Vary"), "Accept-Encoding");
    EXPECT_EQ(reply.content_type, "text/javascript; charset=utf-8");
  }
  for (const auto* accepts : {"gzip", "gzip;q=0.5, br;q=0.4", "br;q=0, *", "br;q=0.05, gzip;q=0.1", "x-gzip, brotli",
                              "gzip, *;q=0.5", "br;q=0.0000, gzip;q=0.001"}) {
    const auto reply = get(kBoth, {.accept_encoding = accepts});
    EXPECT_EQ(reply.body, "both by gzip") << accepts;
    EXPECT_EQ(header(reply, "Content-Encoding"), "gzip") << accepts;
  }
}

TEST_F(StaticFilesTest, ThePlainBytesMayBeMoreWelcome) {
  for (const auto* accepts : {"identity, br;q=0.9, gzip;q=0.5", "identity;q=0.2, *;q=0.1", "br;q=0, gzip;q=0", "*;q=0",
                              "identity;q=0", "br;q=0,*;q=0,identity"}) {
    const auto reply = get(kBoth, {.accept_encoding = accepts});
    EXPECT_EQ(reply.body, "both") << accepts;
    EXPECT_EQ(header(reply, "Content-Encoding"), "") << accepts;
  }
  EXPECT_EQ(get(kBoth, {.accept_encoding = "identity;q=0.5, br;q=0.5"}).body, "both by br");
}

TEST_F(StaticFilesTest, ACurrentCopyIsNotSentAgain) {
  const auto etag = header(get("/"), "ETag");
  ASSERT_GT(etag.size(), 10U);
  for (const auto& asked : {etag, "W/" + etag, "\"other\" , " + etag, std::string("*")}) {
    const auto reply = get("/", {.if_none_match = asked});
    EXPECT_EQ(reply.status, 304) << asked;
    EXPECT_EQ(reply.body, "");
    EXPECT_EQ(header(reply, "ETag"), etag);
    EXPECT_EQ(header(reply, "Vary"), "Accept-Encoding");
    EXPECT_EQ(header(reply, "Cache-Control"), "no-cache");
  }
  for (const auto* asked : {"\"other\"", "", "garbage,,"}) {
    EXPECT_EQ(get("/", {.if_none_match = asked}).status, 200) << asked;
  }
  EXPECT_NE(etag, header(get("/favicon.svg"), "ETag"));
}

TEST_F(StaticFilesTest, TheCompressedCopyIsAnotherOne) {
  const auto plain = header(get("/"), "ETag");
  const auto packed = header(get("/", {.accept_encoding = "gzip"}), "ETag");
  EXPECT_NE(plain, packed);
  EXPECT_EQ(get("/", {.if_none_match = packed, .accept_encoding = "gzip"}).status, 304);
  EXPECT_EQ(header(get("/", {.if_none_match = packed, .accept_encoding = "gzip"}), "Content-Encoding"), "");
  EXPECT_EQ(get("/", {.if_none_match = plain, .accept_encoding = "gzip"}).status, 200);
  EXPECT_EQ(get("/", {.if_none_match = packed}).status, 200);

  const auto brotli = header(get(kBoth, {.accept_encoding = "br"}), "ETag");
  const auto gzip = header(get(kBoth, {.accept_encoding = "gzip"}), "ETag");
  EXPECT_EQ((std::set{brotli, gzip, header(get(kBoth), "ETag")}.size()), 3U);
  EXPECT_EQ(get(kBoth, {.if_none_match = brotli, .accept_encoding = "br, gzip"}).status, 304);
  EXPECT_EQ(get(kBoth, {.if_none_match = gzip, .accept_encoding = "br, gzip"}).status, 200);
}

TEST_F(StaticFilesTest, NothingElseExists) {
  for (const auto* path :
       {"", "//", "/index.html/", "/../index.html", "/%69ndex.html", "index.html", "/app.js", "/a", "/a/",
        "/a/0123abcd", "/a/0123abcd/", "/a/0123abce/app.js", "/a/app.js", "/a/0123abcd/app.js.gz",
        "/a/0123abcd/both.js.br", "/index.html.gz", "/a/0123abcd/../0123abcd/app.js"}) {
    EXPECT_FALSE(page.find(path, {})) << path;
  }
}

}  // namespace
}  // namespace exo::admin
