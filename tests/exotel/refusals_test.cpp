#include "exotel/refusals.h"

#include <map>
#include <set>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace exo::exotel {
namespace {

HttpReply reply_with(int status, std::string body) {
  return {.status = status, .headers = {}, .body = std::move(body)};
}

HttpReply exception_as_json(int http, int inside, int code, const std::string& message) {
  return reply_with(
      http, fmt::format(R"({{"RestException":{{"Status":{},"Message":"{}","Code":{}}}}})", inside, message, code));
}

HttpReply exception_as_xml(int http, int inside, int code, const std::string& message) {
  const auto code_element = code == 0 ? std::string() : fmt::format("<Code>{}</Code>", code);
  return reply_with(http, fmt::format("<TwilioResponse><RestException><Status>{}</Status><Message>{}</Message>{}"
                                      "</RestException></TwilioResponse>",
                                      inside, message, code_element));
}

std::string id_of(const HttpReply& reply) {
  const auto refusal = find_refusal(reply);
  return refusal ? std::string(refusal->known->id) : std::string("(none)");
}

/// An answer that fits this row: its first status, its code or its first text.
HttpReply sample_of(const KnownRefusal& row) {
  const int status = row.first_status > 0 ? row.first_status : 403;
  const auto text = row.texts.empty() ? std::string("Refused.") : "Sorry: " + std::string(row.texts.front()) + " it is";
  return exception_as_json(status, status, row.code, text);
}

TEST(KnownRefusals, EveryRowIsReachedAndSpeaksToAnOperator) {
  for (const auto& row : known_refusals()) {
    EXPECT_FALSE(row.words.empty()) << row.id;
    EXPECT_TRUE(row.words.ends_with('.')) << row.id;
    EXPECT_TRUE(row.next_step.ends_with('.')) << row.id;
    if (row.first_status < 0) continue;  // no answer came: see below
    EXPECT_EQ(id_of(row.id == "unknown" ? exception_as_json(418, 418, 1, "teapot") : sample_of(row)), row.id);
    if (row.last_status != 0)
      EXPECT_EQ(id_of(exception_as_json(row.last_status, row.last_status, row.code,
                                        std::string(row.texts.empty() ? "x" : row.texts[0]))),
                row.id);
  }
}

TEST(KnownRefusals, EveryTextOfARowIsInLowerCaseAndReachesIt) {
  for (const auto& row : known_refusals()) {
    for (const auto text : row.texts) {
      EXPECT_EQ(to_lower(text), text);
      const int status = row.first_status > 0 ? row.first_status : 403;
      EXPECT_EQ(id_of(exception_as_json(status, status, 0, "PLEASE: " + std::string(text))), row.id) << text;
    }
  }
}

TEST(KnownRefusals, RowsOfOneIdHaveTheSameWords) {
  std::map<std::string_view, const KnownRefusal*> first;
  for (const auto& row : known_refusals()) {
    const auto [known, fresh] = first.emplace(row.id, &row);
    if (fresh) continue;
    EXPECT_EQ(row.words, known->second->words) << row.id;
    EXPECT_EQ(row.next_step, known->second->next_step) << row.id;
    EXPECT_EQ(row.turn, known->second->turn) << row.id;
  }
  EXPECT_EQ(known_refusals().back().id, "unknown");
}

struct Sighting {
  const char* id;
  HttpReply reply;
};

/// What has been seen, or is documented (exotel.md §5.6, §7.3, §8).
TEST(KnownRefusals, RecognisesWhatHasBeenSeen) {
  const Sighting sightings[] = {
      {"kyc", exception_as_xml(403, 403, 34009,
                               "Your account is not KYC compliant. Please complete your KYC before making outbound "
                               "calls.")},
      {"dnd", exception_as_xml(403, 403, 0, "Call to [number] cannot be made because of TRAI NDNC regulations")},
      {"dnd", exception_as_json(403, 403, 0, "call to 98xxx cannot be made because of trai ndnc regulations")},
      {"trial_number", exception_as_json(403, 403, 34011, "Forbidden")},
      {"wrong_sid", exception_as_json(403, 403, 34009, "Account SID does not belong to this API key")},
      {"wrong_key_or_cluster", exception_as_json(401, 401, 34010, "Authentication failed")},
      {"wrong_key_or_cluster", reply_with(401, "Unauthorized")},
      {"wrong_key_or_cluster", reply_with(401, "")},
      {"bad_parameters", exception_as_xml(400, 400, 34001, "Bad or missing parameters in request.")},
      {"wrong_sid_or_cluster", exception_as_xml(404, 404, 0, "Not Found")},
      {"wrong_sid_or_cluster", reply_with(404, "<html>nginx</html>")},
      {"balance", exception_as_json(402, 402, 0, "Payment required")},
      {"balance", exception_as_json(403, 403, 0, "Insufficient balance in your account")},
      {"too_many_requests", reply_with(429, "Too Many Requests")},
      {"too_many_requests", exception_as_json(429, 429, 0, "Too Many Requests")},
      {"streams_throttled", exception_as_json(403, 403, 0, "Streaming_call_throttled")},
      {"busy_account", exception_as_json(409, 409, 0, "Conflict")},
      {"exotel_trouble", reply_with(502, "<html><h1>502 Bad Gateway</h1></html>")},
      {"exotel_trouble", reply_with(500, "")},
      {"redirected", reply_with(302, "")},
      {"forbidden", reply_with(403, "")},
      {"unknown", reply_with(418, "teapot")},
      // A refusal inside a success (defensive), and the status only inside.
      {"wrong_key_or_cluster", exception_as_json(200, 401, 0, "no")},
      {"dnd", exception_as_json(200, 403, 0, "NDNC")},
      {"unknown", exception_as_json(200, 0, 0, "something new")},
      {"unknown", reply_with(200, R"({"RestException":{}})")},
  };
  for (const auto& [id, reply] : sightings) EXPECT_EQ(id_of(reply), id) << reply.status << " " << reply.body;
}

TEST(KnownRefusals, SuccessIsNoRefusal) {
  EXPECT_FALSE(find_refusal(reply_with(200, R"({"Call":{"Sid":"x","Status":"in-progress"}})")));
  EXPECT_FALSE(find_refusal(reply_with(204, "")));
  EXPECT_FALSE(find_refusal(reply_with(200, "the words KYC and NDNC in a success mean nothing")));
}

TEST(KnownRefusals, TheWordsOfAWebPageAreNobodysReason) {
  EXPECT_EQ(id_of(reply_with(502, "<html>KYC dashboard, DND, balance</html>")), "exotel_trouble");
  EXPECT_EQ(id_of(reply_with(418, "<html>our trial accounts</html>")), "unknown");
}

TEST(KnownRefusals, KeepsWhatExotelSent) {
  const auto refusal = find_refusal(exception_as_json(403, 403, 34009, "Account   SID\\u0007 does not belong"));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->raw.status, 403);
  EXPECT_EQ(refusal->raw.code, 34009);
  EXPECT_TRUE(refusal->raw.text.starts_with("Account SID")) << refusal->raw.text;
  EXPECT_EQ(refusal->raw.text.find('\a'), std::string::npos);
  EXPECT_LE(find_refusal(reply_with(500, std::string(100'000, 'x')))->raw.text.size(), 300U);
}

TEST(KnownRefusals, OddCodesCountForNothing) {
  for (const auto* code : {"\"UNAUTHORIZED\"", "\"34010x\"", "null", "[]", "99999999999999999999", "-1", "34010.0"}) {
    const auto reply =
        reply_with(403, fmt::format(R"({{"RestException":{{"Status":"403","Message":"x","Code":{}}}}})", code));
    EXPECT_EQ(id_of(reply), "forbidden") << code;
  }
  EXPECT_EQ(id_of(reply_with(403, R"({"RestException":{"Message":"x","Code":" 34010 "}})")), "wrong_key_or_cluster");
}

TEST(KnownRefusals, KnowsWhyNoAnswerCame) {
  const auto id = [](Errc code) { return transport_refusal({code, "words", {}}).known->id; };
  EXPECT_EQ(id(Errc::upstream_timeout), "no_answer");
  EXPECT_EQ(id(Errc::upstream_failed), "unreachable");
  EXPECT_EQ(id(Errc::forbidden), "not_asked");
  EXPECT_EQ(id(Errc::bad_configuration), "not_asked");
  EXPECT_EQ(transport_refusal({Errc::upstream_failed, "words", {}}).raw.text, "words");
  EXPECT_EQ(transport_refusal({Errc::upstream_failed, "words", {}}).raw.status, 0);
  EXPECT_EQ(unexpected_answer(reply_with(200, "<html>login</html>")).known->id, "unexpected_answer");
}

}  // namespace
}  // namespace exo::exotel
