#include "exotel/connect_to_flow.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "exotel/reply_reader.h"

namespace exo::exotel {
namespace {

constexpr std::size_t kMaxCustomField = 128;  // exotel.md §5.3
constexpr std::size_t kMaxShownText = 300;    // decisions.md §5
constexpr std::size_t kMaxSid = 64;           // exotel.md Appendix B
constexpr std::chrono::seconds kMaxRetryAfter{24 * 3600};

constexpr std::string_view kClusterHint =
    "Check the account SID and the API credentials, and the cluster: accounts in Mumbai use api.in.exotel.com, "
    "accounts "
    "in Singapore api.exotel.com.";

/// At most `most` bytes, without a broken UTF-8 character at the end.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  text.resize(most);
  return text;
}

/// What a stranger sent, fit to be shown: no control characters, white space folded, at most 300 bytes.
std::string cleaned(std::string_view text) {
  std::string out;
  for (const char c : printable(text, text.size())) {
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
  }
  return cut(std::string(trim(out)), kMaxShownText);
}

bool is_sid(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kMaxSid && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
}

std::chrono::seconds retry_after(const HttpReply& reply) {
  const auto text = trim(reply.header("Retry-After"));
  std::int64_t seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failure != std::errc{} || end != text.data() + text.size() || seconds < 0) return {};
  return std::min(std::chrono::seconds(seconds), kMaxRetryAfter);
}

std::string with_hint(std::string sentence) {
  if (!sentence.ends_with('.') && !sentence.ends_with('!')) sentence += '.';
  return fmt::format("{} {}", sentence, kClusterHint);
}

Error refused(const HttpReply& reply, std::string sentence, std::string_view inner_status) {
  const auto is = [&](int status) { return reply.status == status || inner_status == std::to_string(status); };
  if (is(401) || is(404)) sentence = with_hint(std::move(sentence));
  return {Errc::upstream_failed, std::move(sentence), is(429) ? retry_after(reply) : std::chrono::seconds{0}};
}

Error refused(const HttpReply& reply, const ProviderReply::Exception& exception) {
  auto message = cleaned(exception.message);
  if (message.empty()) message = fmt::format("Exotel refused the call without a reason (HTTP {})", reply.status);
  return refused(reply, std::move(message), trim(exception.status));
}

Error refused(const HttpReply& reply) {
  const auto text = cleaned(reply.body);
  auto sentence = fmt::format("Exotel returned HTTP {}", reply.status);
  if (!text.empty()) sentence += ": " + text;
  return refused(reply, std::move(sentence), {});
}

}  // namespace

HttpRequest make_flow_call_request(const domain::Integration& integration, const FlowCall& call) {
  const Secret pair(integration.api_key.reveal() + ":" + integration.api_token.reveal());
  HttpRequest request;
  request.method = "POST";
  request.url = fmt::format("{}/v1/Accounts/{}/Calls/connect", integration.effective_api_base_url(),
                            percent_encode(integration.account_sid));
  request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/x-www-form-urlencoded"}};
  request.secret_headers.emplace_back("Authorization", Secret("Basic " + base64_encode(as_bytes(pair.reveal()))));
  request.body = form_encode({{"From", call.to_number},
                              {"CallerId", call.caller_id},
                              {"Url", call.flow_url},
                              {"CallType", "trans"},
                              {"CustomField", cut("cxb-test:" + call.did_id, kMaxCustomField)}});
  // decisions.md §5: a dial may take 30 s.
  request.connect_timeout = std::chrono::seconds(5);
  request.total_timeout = std::chrono::seconds(35);
  request.max_body = 1 << 20;
  return request;
}

Result<FlowCallReply> parse_flow_call_reply(const HttpReply& reply) {
  const auto answer = read_reply(reply.body);
  if (answer && answer->exception) return std::unexpected(refused(reply, *answer->exception));
  if (reply.status < 200 || reply.status > 299) return std::unexpected(refused(reply));
  if (!answer || !is_sid(trim(answer->call_sid))) {
    return fail(Errc::upstream_failed,
                fmt::format("Exotel sent an unexpected response (HTTP {} without a call SID); the call may have been "
                            "placed all the same",
                            reply.status));
  }
  return FlowCallReply{.call_sid = std::string(trim(answer->call_sid)),
                       .provider_status = printable(answer->call_status, kMaxSid)};
}

Error explain_transport_failure(const Error& error) {
  if (error.code == Errc::forbidden) {
    return {
        Errc::upstream_failed, fmt::format("Exotel was not contacted and no call was placed: {}", error.detail), {}};
  }
  if (error.code == Errc::bad_configuration) {
    return {error.code, fmt::format("Exotel was not contacted and no call was placed: {}", error.detail), {}};
  }
  return {error.code,
          fmt::format("No answer came from Exotel ({}). The call may have been placed: look before you dial again.",
                      error.detail),
          error.retry_after};
}

}  // namespace exo::exotel
