#include "app/integration_file.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/extended_json.h"

namespace exo::app {
namespace {

domain::Integration stored() {
  return {.account_sid = "acme1",
          .api_key = Secret("the-key"),
          .api_token = Secret("the-token"),
          .api_base_url = {},
          .dids = {{.id = "id-1", .number = "08047112233", .label = "Desk", .bot_id = "b1", .flow_url = {}},
                   {.id = "id-2", .number = "08047112234", .label = {}, .bot_id = {}, .flow_url = {}}}};
}

Result<ImportSummary> import_text(domain::Integration& record, const std::string& text,
                                  ImportMode mode = ImportMode::merge) {
  const auto file = read_integration_file(text);
  if (!file) return std::unexpected(file.error());
  return import_into(record, *file, mode, {});
}

// ------------------------------------------------------------------------------------------------------ extended JSON

TEST(ExtendedJson, UnwrapsWhatMongoWrites) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({"$oid":"65f0c0ffee0000000000abcd"})", R"("65f0c0ffee0000000000abcd")"},
      {R"({"$numberInt":"-7"})", "-7"},
      {R"({"$numberLong":"918047112233"})", "918047112233"},
      {R"({"$numberDouble":"1.5"})", "1.5"},
      {R"({"$numberDecimal":"1.50"})", R"("1.50")"},
      {R"({"$date":"2026-01-02T03:04:05Z"})", R"("2026-01-02T03:04:05Z")"},
      {R"({"$date":{"$numberLong":"1700000000000"}})", "1700000000000"},
      {R"({"$symbol":"s"})", R"("s")"},
      {R"({"$undefined":true})", "null"},
      {R"({"$uuid":"00112233-4455-6677-8899-aabbccddeeff"})", R"("00112233-4455-6677-8899-aabbccddeeff")"},
      {R"({"$binary":{"base64":"ABEiM0RVZneImaq7zN3u/w==","subType":"04"}})",
       R"("00112233-4455-6677-8899-aabbccddeeff")"},
      {R"({"$binary":"ABEiM0RVZneImaq7zN3u/w==","$type":"03"})", R"("00112233-4455-6677-8899-aabbccddeeff")"},
      {R"([{"a":{"$numberInt":"1"}}])", R"([{"a":1}])"},
      // malformed or unknown: left alone, so that a field of it is refused by its type
      {R"({"$numberLong":"1x"})", R"({"$numberLong":"1x"})"},
      {R"({"$numberLong":7})", R"({"$numberLong":7})"},
      {R"({"$numberDouble":"Infinity"})", R"({"$numberDouble":"Infinity"})"},
      {R"({"$oid":7})", R"({"$oid":7})"},
      {R"({"$oid":"x","y":1})", R"({"$oid":"x","y":1})"},
      {R"({"$regex":"x"})", R"({"$regex":"x"})"},
      {R"({"$binary":{"base64":"AA==","subType":"04"}})", R"({"$binary":{"base64":"AA==","subType":"04"}})"},
  };
  for (const auto& [from, to] : rows) EXPECT_EQ(plain_json(Json::parse(from)), Json::parse(to)) << from;
}

// ---------------------------------------------------------------------------------------------------------- exporting

TEST(IntegrationFile, LeavesSecretsOutUnlessAsked) {
  const auto plain = write_integration_file(stored(), Secrets::leave_out);
  EXPECT_EQ(plain.find("the-key"), std::string::npos);
  EXPECT_EQ(plain.find("api_token"), std::string::npos);
  const auto document = Json::parse(plain);
  EXPECT_EQ(document["type"], "exotel");
  EXPECT_EQ(document["api_base_url"], "https://api.exotel.com");
  EXPECT_EQ(document["dids"][0],
            (Json{{"id", "id-1"}, {"number", "08047112233"}, {"label", "Desk"}, {"bot_id", "b1"}, {"flow_url", ""}}));
  const auto clear = Json::parse(write_integration_file(stored(), Secrets::in_clear));
  EXPECT_EQ(clear["api_key"], "the-key");
  EXPECT_EQ(clear["api_token"], "the-token");
}

TEST(IntegrationFile, ARoundTripIsLossless) {
  domain::Integration empty;
  const auto summary = import_text(empty, write_integration_file(stored(), Secrets::in_clear));
  ASSERT_TRUE(summary) << summary.error().detail;
  EXPECT_EQ(summary->added, 2U);
  EXPECT_EQ(empty.dids, stored().dids) << "ids too: old test calls name them";
  EXPECT_EQ(empty.account_sid, "acme1");
  EXPECT_TRUE(empty.api_token.matches("the-token"));
  auto same = stored();
  const auto again = import_text(same, write_integration_file(stored(), Secrets::in_clear), ImportMode::replace);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->changed_fields.empty());
  EXPECT_EQ(again->unchanged, 2U);
}

// ---------------------------------------------------------------------------------------------------------- importing

TEST(IntegrationFile, ReadsADocumentOfMongo) {
  domain::Integration record;
  const auto summary = import_text(record, R"({"_id":{"$oid":"65f0c0ffee0000000000abcd"},"type":"exotel",
    "account_sid":"acme1","api_key":"k","api_token":"t","api_base_url":"api.in.exotel.com/v1",
    "created_at":{"$date":{"$numberLong":"1700000000000"}},"version":{"$numberInt":"3"},
    "dids":[{"_id":{"$oid":"65f0c0ffee0000000000abce"},"number":{"$numberLong":"918047112233"},"label":null,
             "bot_id":{"$oid":"65f0c0ffee0000000000abcf"},"websocket_url":"wss://old/exotel/x"},
            {"id":{"$uuid":"00112233-4455-6677-8899-aabbccddeeff"},"number":8047112234.0,
             "flow_url":"http://my.exotel.com/acme1/exoml/start_voice/7"}]})");
  ASSERT_TRUE(summary) << summary.error().detail;
  EXPECT_EQ(record.api_base_url, "https://api.in.exotel.com");
  ASSERT_EQ(record.dids.size(), 2U);
  EXPECT_EQ(record.dids[0].id, "65f0c0ffee0000000000abce");
  EXPECT_EQ(record.dids[0].number, "918047112233");
  EXPECT_EQ(record.dids[0].bot_id, "65f0c0ffee0000000000abcf");
  EXPECT_EQ(record.dids[1].id, "00112233-4455-6677-8899-aabbccddeeff");
  EXPECT_EQ(record.dids[1].number, "8047112234");
}

TEST(IntegrationFile, FindsTheDocumentAmongOthers) {
  for (const auto* text :
       {R"([{"type":"twilio"},{"type":"exotel","account_sid":"x"},{"no":1}])",
        "\xEF\xBB\xBF{\"type\":\"twilio\"}\r\n\n{\"type\":\"exotel\",\"account_sid\":\"x\"}\n{\"no\":1}\n"}) {
    const auto file = read_integration_file(text);
    ASSERT_TRUE(file) << text << file.error().detail;
    EXPECT_EQ(file->other_documents, 2U);
    EXPECT_EQ(file->credentials.account_sid, domain::Patch("x"));
  }
}

TEST(IntegrationFile, MergingKeepsWhatTheFileDoesNotSay) {
  auto record = stored();
  const auto summary = import_text(record, R"({"type":"exotel","api_key":"","dids":[
    {"id":"theirs","number":"+918047112233","label":"New"},{"id":"id-9","number":"08047112299"}]})");
  ASSERT_TRUE(summary) << summary.error().detail;
  EXPECT_TRUE(record.api_key.matches("the-key")) << "blank means unchanged, as in a PUT";
  EXPECT_EQ(record.account_sid, "acme1");
  ASSERT_EQ(record.dids.size(), 3U);
  EXPECT_EQ(record.dids[0].id, "id-1") << "calls refer to it";
  EXPECT_EQ(record.dids[0].label, "New");
  EXPECT_EQ(record.dids[0].bot_id, "b1");
  EXPECT_EQ(record.dids[2].id, "id-9");
  EXPECT_EQ(summary->added, 1U);
  EXPECT_EQ(summary->changed, 1U);
  EXPECT_EQ(summary->unchanged, 1U);
  EXPECT_EQ(summary->removed, 0U);
}

TEST(IntegrationFile, ReplacingBecomesTheFileButKeepsSecretsItLacks) {
  auto record = stored();
  const auto summary = import_text(record, R"({"type":"exotel","account_sid":"acme2","api_token":null,"dids":[
    {"number":"+918047112233"},{"id":"n","number":"08047112299"}]})",
                                   ImportMode::replace);
  ASSERT_TRUE(summary) << summary.error().detail;
  EXPECT_EQ(record.account_sid, "acme2");
  EXPECT_TRUE(record.api_key.matches("the-key"));
  EXPECT_TRUE(record.api_token.empty()) << "null removes, as in a PUT";
  ASSERT_EQ(record.dids.size(), 2U);
  EXPECT_EQ(record.dids[0].id, "id-1") << "the number's id stays when the file gives none";
  EXPECT_EQ(record.dids[0].label, "");
  EXPECT_EQ(record.dids[1].id, "n");
  EXPECT_EQ(summary->removed, 1U);
  EXPECT_EQ(summary->added, 1U);
}

TEST(IntegrationFile, RefusesInOneSentenceAndChangesNothing) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "no document"},
      {"{", "not JSON"},
      {"{\"type\":\"exotel\"}\n{", "line 2"},
      {"7", "documents"},
      {"[]", "no document"},
      {"[[]]", "documents"},
      {"{}", "no document"},
      {R"({"type":"twilio"})", "no document"},
      {R"([{"type":"exotel"},{"type":"exotel"}])", "two documents"},
      {R"({"type":"exotel","account_sid":7})", "account_sid"},
      {R"({"type":"exotel","account_sid":"a b"})", "account_sid"},
      {R"({"type":"exotel","api_key":{"$binary":{"base64":"AA==","subType":"00"}}})", "api_key"},
      {R"({"type":"exotel","api_base_url":"https://evil.example"})", "api_base_url"},
      {R"({"type":"exotel","api_base_url":"https://k:t@api.exotel.com"})", "credentials"},
      {R"({"type":"exotel","dids":{}})", "dids must be a list"},
      {R"({"type":"exotel","dids":[7]})", "dids[0]"},
      {R"({"type":"exotel","dids":[{"number":"08047112290"},{"label":"x"}]})", "dids[1]: number is required"},
      {R"({"type":"exotel","dids":[{"number":"12"}]})", "dids[0]"},
      {R"({"type":"exotel","dids":[{"number":1.5}]})", "dids[0].number"},
      {R"({"type":"exotel","dids":[{"number":"08047112290","bot_id":"../x"}]})", "bot_id"},
      {R"({"type":"exotel","dids":[{"number":"08047112290","flow_url":"javascript:x"}]})", "flow_url"},
      {R"({"type":"exotel","dids":[{"number":"08047112290","id":"a/b"}]})", "dids[0].id"},
      {R"({"type":"exotel","dids":[{"number":"08047112290","id":7}]})", "dids[0].id"},
      {R"({"type":"exotel","dids":[{"number":"08047112290"},{"number":"+918047112290"}]})", "dids[1]"},
      {R"({"type":"exotel","dids":[{"id":"a","number":"08047112290"},{"id":"a","number":"08047112291"}]})",
       "id already"},
  };
  for (const auto mode : {ImportMode::merge, ImportMode::replace}) {
    for (const auto& [text, words] : rows) {
      auto record = stored();
      const auto summary = import_text(record, text, mode);
      ASSERT_FALSE(summary) << text;
      EXPECT_NE(summary.error().detail.find(words), std::string::npos) << text << " → " << summary.error().detail;
      EXPECT_EQ(record.dids, stored().dids);
      EXPECT_EQ(record.account_sid, "acme1");
      EXPECT_EQ(summary.error().detail.find("k:t"), std::string::npos);
    }
  }
  EXPECT_FALSE(read_integration_file(std::string(kMaxIntegrationFile + 1, ' ')));
  EXPECT_FALSE(read_integration_file(R"({"type":"exotel","x":)" + std::string(100'000, '[')));
}

}  // namespace
}  // namespace exo::app
