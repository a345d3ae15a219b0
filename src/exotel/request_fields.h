#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "exotel/webhook.h"

namespace exo::exotel {

/// What a request of Exotel says, whatever its form: form, JSON or multipart body, seen from the body itself, and the
/// query. The body comes before the query, and the first of several equal names before the others.
///
/// Names are asked for in lower case without '_' and '-': "Call_Sid" and "callSid" are "callsid". A member of an
/// object, written `Stream[Key]` or as JSON, is "stream[key]". Legs are left out: they come in any number and nobody
/// needs them. Bodies over kMaxBodyBytes and what is beyond kMaxFields say nothing. Never throws but for want of
/// memory.
class RequestFields {
 public:
  static constexpr std::size_t kMaxBodyBytes = 64UL << 10;
  static constexpr std::size_t kMaxFields = 128;  ///< Exotel sends about thirty

  explicit RequestFields(const WebhookRequest& request);

  /// The first that is neither blank nor the word "null", by the order of `names`, trimmed; empty when there is none.
  [[nodiscard]] std::string_view first(std::initializer_list<std::string_view> names) const;
  /// As `first`, fit to be shown and at most `max_bytes`.
  [[nodiscard]] std::string text(std::initializer_list<std::string_view> names, std::size_t max_bytes) const;
  /// As `text`, with the '+' that form-decoding took (decisions.md §7).
  [[nodiscard]] std::string number(std::initializer_list<std::string_view> names, std::size_t max_bytes) const;

  /// Takes the members of the object `name` in, if it came as a text that holds JSON: Stream={"StreamSID":…}.
  void unfold(std::string_view name);

 private:
  void add(std::string name, std::string value);
  void add_all(FormFields fields);
  void add_json(std::string_view body);
  [[nodiscard]] std::string_view raw(std::initializer_list<std::string_view> names) const;

  FormFields named_;
};

}  // namespace exo::exotel
