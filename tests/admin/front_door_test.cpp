#include "admin/front_door.h"

#include <stdexcept>

#include "admin_site.h"
#include "incoming.h"

namespace exo::admin::test {
namespace {

Result<Reply> throws(Services&, const Request&) {
  throw std::runtime_error("PLANTED detail");
}
Result<Reply> throws_oddly(Services&, const Request&) {
  throw 7;
}
Result<Reply> tells(Services&, const Request& request) {
  return json_reply(
      {{"id", request.param("id")}, {"none", request.param("none")}, {"anybody", request.user != nullptr}});
}

Result<Reply> tells_of_bytes(Services&, const Request& request) {
  return json_reply({{"bytes", request.bytes.size()}, {"object", request.body}});
}

constexpr Route kTable[] = {
    {Method::put, "/recording", Access::open, BodyKind::recording, "", tells_of_bytes},
    {Method::get, "/throws", Access::open, BodyKind::none, "", throws},
    {Method::get, "/throws-oddly", Access::open, BodyKind::none, "", throws_oddly},
    {Method::get, "/tells/{id}", Access::open, BodyKind::none, "", tells},
    {Method::put, "/tells/{id}", Access::super_admin, BodyKind::json, "", tells},
};

constexpr embedded::File kFiles[] = {
    {"index.html", "<!doctype html>"}, {"a/12/app.js", "export {}"}, {"a/12/app.js.gz", "packed"}};

class FrontDoorTest : public testing::Test {
 protected:
  Reply serve(std::string method, std::string path, std::map<std::string, std::string> headers = {}) {
    auto request = incoming(std::move(headers));
    request.method = std::move(method);
    request.path = std::move(path);
    return door.serve(request);
  }
  static std::string header(const Reply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers) {
      if (key == name) return value;
    }
    return {};
  }

  Stored& stored = Stored::instance();
  domain::Switchboard switchboard;
  Services services{{}, stored.parts(switchboard)};
  StaticFiles page{kFiles};
  FrontDoor door{kTable, services, page};
};

TEST_F(FrontDoorTest, AnExceptionBecomesAPlain500AndALogLine) {
  for (const auto* path : {"/throws", "/throws-oddly"}) {
    testing::internal::CaptureStderr();
    const auto reply = serve("GET", path);
    const auto log = testing::internal::GetCapturedStderr();
    EXPECT_EQ(reply.status, 500);
    const auto id = header(reply, "X-Request-Id");
    EXPECT_EQ(reply.body, R"({"detail":"internal error","request_id":")" + id + R"("})");
    EXPECT_NE(log.find(path), std::string::npos) << log;
    EXPECT_NE(log.find(id), std::string::npos) << log;
  }
}

TEST_F(FrontDoorTest, HandsTheHandlerItsParameters) {
  EXPECT_EQ(serve("GET", "/tells/a%20b").body, R"({"anybody":false,"id":"a b","none":""})");
}

TEST_F(FrontDoorTest, UnknownPathsAreNotFound) {
  const auto reply = serve("GET", "/nothing");
  EXPECT_EQ(reply.status, 404);
  const auto id = header(reply, "X-Request-Id");
  EXPECT_EQ(id.size(), 16U);
  EXPECT_EQ(reply.body, R"({"detail":"Not Found","request_id":")" + id + R"("})");
}

TEST_F(FrontDoorTest, ServesThePageToReadersOnly) {
  EXPECT_EQ(serve("GET", "/").body, "<!doctype html>");
  EXPECT_EQ(serve("HEAD", "/a/12/app.js").status, 200);
  const auto refused = serve("POST", "/a/12/app.js");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(header(refused, "Allow"), "GET, HEAD");
  const auto etag = header(serve("GET", "/a/12/app.js"), "ETag");
  EXPECT_EQ(serve("GET", "/a/12/app.js", {{"If-None-Match", etag}}).status, 304);
  EXPECT_EQ(serve("GET", "/a/12/app.js", {{"Accept-Encoding", "gzip"}}).body, "packed");
  EXPECT_EQ(serve("GET", "/a/13/app.js").status, 404);
}

TEST_F(FrontDoorTest, ADocumentSaysWhatItMayConnectTo) {
  const auto policy = [&](const std::string& path, std::map<std::string, std::string> headers) {
    return header(serve("GET", path, std::move(headers)), "Content-Security-Policy");
  };
  services.parts.calls_door = {8081, Transport::plain};
  const auto wanted = policy("/", {{"Host", "box.local:8080"}});
  EXPECT_TRUE(wanted.ends_with("; connect-src 'self' ws://box.local:8081")) << wanted;
  const auto etag = header(serve("GET", "/"), "ETag");
  EXPECT_EQ(policy("/", {{"Host", "box.local:8080"}, {"If-None-Match", etag}}), wanted) << "a 304 replaces headers";
  const auto hostile = policy("/", {{"Host", "x; script-src *"}});
  EXPECT_TRUE(hostile.ends_with("; connect-src 'self'")) << hostile;
  EXPECT_EQ(hostile.find("script-src"), std::string::npos);
  EXPECT_EQ(policy("/a/12/app.js", {{"Host", "box.local"}}), "") << "the server's own counts";
}

TEST_F(FrontDoorTest, KnowsBeforehandWhoseBodyWillBeRead) {
  EXPECT_TRUE(door.reads_body("PUT", "/tells/x"));
  EXPECT_FALSE(door.reads_body("GET", "/tells/x"));
  EXPECT_FALSE(door.reads_body("POST", "/tells/x"));
  EXPECT_FALSE(door.reads_body("PUT", "/nothing"));
}

TEST_F(FrontDoorTest, HandsOverTheBytesOfARecording) {
  auto request = incoming({{"Content-Type", "audio/wav"}}, std::string("RIFF\0\xff", 6));
  request.method = "PUT";
  request.path = "/recording";
  EXPECT_EQ(door.serve(request).body, R"({"bytes":6,"object":{}})");
}

TEST_F(FrontDoorTest, AsksWhoItIsBeforeItReadsTheBody) {
  auto request = incoming({{"Content-Type", "application/json"}});
  request.method = "PUT";
  request.path = "/tells/x";
  request.read_body = [](std::size_t) {
    ADD_FAILURE() << "was read";
    return Result<std::string>(std::string());
  };
  EXPECT_EQ(door.serve(request).status, 401);
}

}  // namespace
}  // namespace exo::admin::test
