#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace exo::exotel {

/// What an answer of Exotel's REST API says, whether it came as JSON or XML (exotel.md §5.5, §5.6). Texts as sent.
struct ProviderReply {
  struct Exception {
    std::string status;  ///< "403"; empty when absent
    std::string message;
    std::string code{};  ///< "34010"; often absent
  };
  std::optional<Exception> exception;  ///< a RestException, wherever it stood
  std::string call_sid;                ///< of Call, else of the top level; empty when absent
  std::string call_status;

  // What the details of a call add (§5.8); empty when absent.
  std::string direction;
  std::string from;
  std::string to;
  std::string custom_field;
  std::string recording_url;
  std::string duration;
  std::string conversation_duration;  ///< of Details
};

/// Tries JSON, then XML, whatever the Content-Type said; names are compared without case. nullopt when `body` is
/// neither: HTML, plain text, XML with a DOCTYPE, JSON nested deeper than 32 levels. Never throws.
[[nodiscard]] std::optional<ProviderReply> read_reply(std::string_view body);

}  // namespace exo::exotel
