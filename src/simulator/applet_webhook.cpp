#include "simulator/applet_webhook.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "simulator/exotel_values.h"

namespace exo::simulator {

TargetUrl make_webhook_url(const TargetUrl& applet_url, const VoicebotCallOptions& options, const std::string& call_sid,
                           WallTime created, WallTime now) {
  FormFields fields{{"CallSid", call_sid},
                    {"CallFrom", options.from},
                    {"CallTo", options.to},
                    {"Direction", options.direction},
                    {"Created", created_time(created)},
                    {"DialWhomNumber", ""},
                    {"HangupLatencyStartTimeExocc", ""},
                    {"HangupLatencyStartTime", ""},
                    {"ServerCode", ""},
                    {"From", options.from},
                    {"To", options.routing_to}};
  if (!options.custom_field.empty()) fields.emplace_back("CustomField", options.custom_field);
  fields.emplace_back("CurrentTime", exotel_time(now));
  TargetUrl url = applet_url;
  if (!url.query.empty()) url.query += '&';
  url.query += form_encode(fields);
  return url;
}

Result<std::string> read_webhook_answer(unsigned status, const std::string& body) {
  if (status >= 300 && status < 400) {
    return fail(Errc::upstream_failed, fmt::format("it answered HTTP {}; redirects are not followed", status));
  }
  if (status != 200) return fail(Errc::upstream_failed, fmt::format("it answered HTTP {}, not 200", status));
  const auto answer = parse_json(body);
  if (!answer || !answer->is_object()) return fail(Errc::upstream_failed, "it did not answer with a JSON object");
  const auto url = answer->find("url");
  if (url == answer->end() || !url->is_string()) {
    return fail(Errc::upstream_failed, "its JSON has no text under \"url\"");
  }
  auto text = url->get<std::string>();
  const auto target = parse_target_url(text);
  if (!target || !target->is_socket()) {
    return fail(Errc::upstream_failed,
                fmt::format("its url is no ws or wss URL{}", target ? ": " + target->shown() : ""));
  }
  return text;
}

}  // namespace exo::simulator
