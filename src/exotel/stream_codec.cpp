#include "exotel/stream_codec.h"

#include <array>
#include <charconv>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace exo::exotel {
namespace {

namespace json = boost::json;
using Names = std::initializer_list<std::string_view>;

constexpr Names kStreamSid = {"stream_sid", "streamSid", "streamSID", "StreamSid"};
constexpr Names kCallSid = {"call_sid", "callSid"};
constexpr Names kAccountSid = {"account_sid", "accountSid"};
constexpr Names kFrom = {"from", "from ", "From"};
constexpr Names kTo = {"to", "to ", "To"};  // one documented example has the key "to " (exotel.md §1.6)
constexpr Names kParameters = {"custom_parameters", "customParameters"};
constexpr Names kMediaFormat = {"media_format", "mediaFormat"};
constexpr Names kSampleRate = {"sample_rate", "sampleRate"};

const json::value* find(const json::object& object, Names names) noexcept {
  for (const auto name : names) {
    if (const auto* value = object.if_contains({name.data(), name.size()})) return value;
  }
  return nullptr;
}

const json::object* find_object(const json::object& object, Names names) noexcept {
  const auto* value = find(object, names);
  return value == nullptr ? nullptr : value->if_object();
}

std::string_view view(const json::string& text) noexcept {
  return {text.data(), text.size()};
}

// Whole numbers only: 8000.0 is 8000, while 1e300 and text are nothing.
std::optional<std::uint64_t> number_of(std::string_view text) noexcept {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<domain::SampleRate> sample_rate_of(std::string_view text) noexcept {
  const auto hz = number_of(text);
  if (!hz || *hz > 1'000'000) return std::nullopt;
  return domain::sample_rate_from(static_cast<long long>(*hz));
}

}  // namespace

struct StreamDecoder::State {
  static constexpr std::size_t kValueBytes = 8 * 1024;  // a live media message needs about 1 KiB
  static constexpr std::size_t kParserBytes = 4 * 1024;

  std::array<unsigned char, kValueBytes> value_memory;
  std::array<unsigned char, kParserBytes> parser_memory;
  // Made anew for each message: release() would keep doubling the block that a message beyond kValueBytes asks for.
  std::optional<json::monotonic_resource> memory{std::in_place, value_memory.data(), value_memory.size()};
  json::parser parser{json::storage_ptr(), options(), parser_memory.data(), parser_memory.size()};
  std::optional<json::value> root;
  std::array<domain::StreamParameter, kMaxParameters> parameters;

  static json::parse_options options() noexcept {
    json::parse_options options;
    options.max_depth = kMaxDepth;
    options.allow_invalid_utf8 = true;  // checked already, see decode()
    return options;
  }

  /// A string or number as text; "" for everything else.
  std::string_view text_of(const json::value* value);
  std::string_view text(const json::object* object, Names names) {
    return object == nullptr ? std::string_view{} : text_of(find(*object, names));
  }
  std::uint64_t number(const json::object* object, Names names) { return number_of(text(object, names)).value_or(0); }

  domain::StreamEvent parse(std::string_view message);
  domain::StreamEvent read(const json::object& message);
  domain::StreamEvent read_start(const json::object& message, std::string_view stream_sid);
  domain::StreamEvent read_media(const json::object& message, std::string_view stream_sid);
  std::span<const domain::StreamParameter> read_parameters(const json::object* object);
};

std::string_view StreamDecoder::State::text_of(const json::value* value) {
  if (value == nullptr) return {};
  if (const auto* text = value->if_string()) return view(*text);
  std::array<char, 32> digits{};
  char* end = digits.data();
  if (const auto* number = value->if_int64()) end = std::to_chars(end, digits.end(), *number).ptr;
  if (const auto* number = value->if_uint64()) end = std::to_chars(end, digits.end(), *number).ptr;
  if (const auto* number = value->if_double()) end = std::to_chars(end, digits.end(), *number).ptr;
  const auto length = static_cast<std::size_t>(end - digits.data());
  if (length == 0) return {};
  auto* kept = static_cast<char*>(memory->allocate(length, 1));
  std::memcpy(kept, digits.data(), length);
  return {kept, length};
}

std::span<const domain::StreamParameter> StreamDecoder::State::read_parameters(const json::object* object) {
  if (object == nullptr) return {};
  std::size_t count = 0;
  for (const auto& pair : *object) {
    if (count == parameters.size()) break;
    parameters[count++] = {{pair.key().data(), pair.key().size()}, text_of(&pair.value())};
  }
  return {parameters.data(), count};
}

domain::StreamEvent StreamDecoder::State::read_start(const json::object& message, std::string_view stream_sid) {
  const auto* start = find_object(message, {"start"});
  domain::StreamStart event;
  const auto inner_sid = text(start, kStreamSid);
  event.stream_sid = stream_sid.empty() ? inner_sid : stream_sid;
  event.call_sid = text(start, kCallSid);
  if (event.call_sid.empty()) event.call_sid = text(&message, kCallSid);
  event.account_sid = text(start, kAccountSid);
  event.from = text(start, kFrom);
  event.to = text(start, kTo);
  if (start == nullptr) return event;
  event.parameters = read_parameters(find_object(*start, kParameters));
  const auto* format = find_object(*start, kMediaFormat);
  event.encoding = text(format, {"encoding"});
  event.sample_rate = sample_rate_of(text(format, kSampleRate));
  return event;
}

domain::StreamEvent StreamDecoder::State::read_media(const json::object& message, std::string_view stream_sid) {
  const auto* media = find_object(message, {"media"});
  const auto* payload = media == nullptr ? nullptr : find(*media, {"payload"});
  const auto* base64 = payload == nullptr ? nullptr : payload->if_string();
  if (base64 == nullptr) return domain::StreamMalformed{"media without payload"};
  if (!decoded_size(view(*base64))) return domain::StreamMalformed{"media payload is not base64"};
  return domain::StreamMedia{stream_sid, view(*base64), number(media, {"chunk"}), number(media, {"timestamp"})};
}

domain::StreamEvent StreamDecoder::State::read(const json::object& message) {
  const auto* event = find(message, {"event"});
  const auto* name = event == nullptr ? nullptr : event->if_string();
  if (name == nullptr) return domain::StreamMalformed{"no event"};
  const auto kind = view(*name);
  const auto stream_sid = text(&message, kStreamSid);
  if (kind == "media") return read_media(message, stream_sid);
  if (kind == "start") return read_start(message, stream_sid);
  if (kind == "mark") return domain::StreamMark{stream_sid, text(find_object(message, {"mark"}), {"name"})};
  if (kind == "dtmf") return domain::StreamDtmf{stream_sid, text(find_object(message, {"dtmf"}), {"digit"})};
  if (kind == "stop") return domain::StreamStop{stream_sid, text(find_object(message, {"stop"}), {"reason"})};
  if (kind == "connected") return domain::StreamConnected{};
  return domain::StreamUnknown{kind};
}

domain::StreamEvent StreamDecoder::State::parse(std::string_view message) {
  if (message.size() > kMaxMessageBytes) return domain::StreamMalformed{"message too large"};
  root.reset();
  parser.reset();  // after a broken message it still holds parts that lie in `memory`
  memory.emplace(value_memory.data(), value_memory.size());
  parser.reset(&*memory);
  json::error_code error;
  parser.write(message.data(), message.size(), error);
  if (error) return domain::StreamMalformed{"not JSON"};
  root.emplace(parser.release());
  const auto* object = root->if_object();
  if (object == nullptr) return domain::StreamMalformed{"not a JSON object"};
  return read(*object);
}

StreamDecoder::StreamDecoder() : state_(std::make_unique<State>()) {}
StreamDecoder::~StreamDecoder() = default;

domain::StreamEvent StreamDecoder::decode(std::string_view text) noexcept {
  try {
    return state_->parse(text);
  } catch (const std::exception&) {
    return domain::StreamMalformed{"message cannot be held"};
  }
}

std::optional<std::size_t> decoded_size(std::string_view base64) noexcept {
  std::size_t padding = 0;
  while (padding < 2 && base64.ends_with('=')) {
    base64.remove_suffix(1);
    ++padding;
  }
  const auto rest = base64.size() % 4;
  if (rest == 1 || (padding != 0 && (rest + padding) != 4)) return std::nullopt;
  return base64.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1);
}

StreamEncoder::StreamEncoder(std::string_view stream_sid)
    : sid_(json::serialize(json::string({stream_sid.data(), stream_sid.size()}))) {}

void StreamEncoder::media_head(std::string& out, std::uint64_t sequence, std::uint64_t chunk,
                               std::uint64_t timestamp_ms) const {
  out.clear();
  fmt::format_to(std::back_inserter(out),
                 R"({{"event":"media","sequence_number":"{}","stream_sid":{},"media":)"
                 R"({{"chunk":"{}","timestamp":"{}","payload":")",
                 sequence, sid_, chunk, timestamp_ms);
}

void StreamEncoder::mark(std::string& out, std::uint64_t sequence, std::string_view name) const {
  out.clear();
  fmt::format_to(std::back_inserter(out),
                 R"({{"event":"mark","sequence_number":"{}","stream_sid":{},"mark":{{"name":{}}}}})", sequence, sid_,
                 json::serialize(json::string({name.data(), name.size()})).c_str());
}

void StreamEncoder::clear(std::string& out, std::uint64_t sequence) const {
  out.clear();
  fmt::format_to(std::back_inserter(out), R"({{"event":"clear","sequence_number":"{}","stream_sid":{}}})", sequence,
                 sid_);
}

}  // namespace exo::exotel
