#include "exotel/rest.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "exotel/cut_text.h"

namespace exo::exotel {
namespace {

constexpr std::size_t kMaxShownText = 300;  // decisions.md §5
constexpr std::chrono::seconds kMaxRetryAfter{24 * 3600};

constexpr std::string_view kClusterHint =
    "Check the account SID and the API credentials, and the cluster: accounts in Mumbai use api.in.exotel.com, "
    "accounts "
    "in Singapore api.exotel.com.";

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

std::string sentence_of(const HttpReply& reply, const ProviderReply::Exception& exception) {
  auto message = cleaned(exception.message);
  if (message.empty()) message = fmt::format("Exotel refused the call without a reason (HTTP {})", reply.status);
  return message;
}

std::string sentence_of(const HttpReply& reply) {
  const auto text = cleaned(reply.body);
  auto sentence = fmt::format("Exotel returned HTTP {}", reply.status);
  if (!text.empty()) sentence += ": " + text;
  return sentence;
}

}  // namespace

std::string cleaned(std::string_view text) {
  std::string out;
  for (const char c : printable(text, text.size())) {
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
  }
  return cut(std::string(trim(out)), kMaxShownText);
}

HttpRequest rest_request(const domain::Integration& integration, std::string_view path, std::string_view version) {
  const Secret pair(integration.api_key.reveal() + ":" + integration.api_token.reveal());
  HttpRequest request;
  request.url = fmt::format("{}/{}/Accounts/{}{}", integration.effective_api_base_url(), version,
                            percent_encode(integration.account_sid), path);
  request.headers = {{"Accept", "application/json"}};
  request.secret_headers.emplace_back("Authorization", Secret("Basic " + base64_encode(as_bytes(pair.reveal()))));
  // decisions.md §5: a dial may take 30 s.
  request.connect_timeout = std::chrono::seconds(5);
  request.total_timeout = std::chrono::seconds(35);
  request.max_body = 1 << 20;
  return request;
}

bool says_status(const HttpReply& reply, const std::optional<ProviderReply>& answer, int status) {
  if (reply.status == status) return true;
  return answer && answer->exception && trim(answer->exception->status) == std::to_string(status);
}

std::optional<Error> refusal(const HttpReply& reply, const std::optional<ProviderReply>& answer) {
  const bool is_exception = answer && answer->exception;
  if (!is_exception && reply.status >= 200 && reply.status <= 299) return std::nullopt;
  auto sentence = is_exception ? sentence_of(reply, *answer->exception) : sentence_of(reply);
  const auto says = [&](int status) { return says_status(reply, answer, status); };
  if (says(401) || says(404)) sentence = with_hint(std::move(sentence));
  return Error{Errc::upstream_failed, std::move(sentence), says(429) ? retry_after(reply) : std::chrono::seconds{0}};
}

}  // namespace exo::exotel
