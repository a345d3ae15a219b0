#include "admin/static_files.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <sodium.h>

#include "base/encoding.h"
#include "base/text.h"

namespace exo::admin {
namespace {

/// What a folder shows.
constexpr std::string_view kIndex = "/index.html";

/// A way to write a file smaller: its name in HTTP, and what the file's name ends with.
struct Coding {
  std::string_view name;
  std::string_view ending;
};
/// Those that we have, the smallest first.
constexpr std::array<Coding, 2> kCodings{{{"br", ".br"}, {"gzip", ".gz"}}};

constexpr std::string_view kHashedFolder = "/a/";
constexpr std::string_view kForEver = "public, max-age=31536000, immutable";
constexpr std::string_view kAskEachTime = "no-cache";

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kContentTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
}};

std::string_view content_type_of(std::string_view name) noexcept {
  for (const auto& [ending, type] : kContentTypes) {
    if (name.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

std::string etag_of(std::string_view bytes) {
  std::array<std::byte, 16> hash{};
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr, 0);
  return hex_encode(hash);
}

bool is_current(std::string_view if_none_match, std::string_view etag) {
  for (auto candidate : split(if_none_match, ',')) {
    candidate = trim(candidate);
    if (candidate.starts_with("W/")) candidate.remove_prefix(2);
    if (candidate == etag || candidate == "*") return true;
  }
  return false;
}

/// In thousandths: "br;q=0.5" is 500, and without a weight 1000.
int weight_in(std::string_view parameters) {
  for (auto parameter : split(parameters, ';')) {
    parameter = trim(parameter);
    if (!istarts_with(parameter, "q=")) continue;
    const auto value = parameter.substr(2);
    if (!value.starts_with('0')) return 1000;
    int weight = 0;
    int place = 100;
    for (const char digit : value.substr(std::min<std::size_t>(2, value.size()))) {
      if (digit < '0' || digit > '9') break;
      weight += (digit - '0') * place;
      place /= 10;
    }
    return weight;
  }
  return 1000;
}

/// RFC 9110 §12.5.3: how welcome is a coding? 0: not at all, or nothing is said of it.
int weight_of(std::string_view coding, std::string_view accept_encoding) {
  int any = 0;
  for (const auto entry : split(accept_encoding, ',')) {
    const auto end = std::min(entry.find(';'), entry.size());
    auto named = trim(entry.substr(0, end));
    if (iequals(named, "x-gzip")) named = "gzip";
    const int weight = weight_in(entry.substr(end));
    if (iequals(named, coding)) return weight;
    if (named == "*") any = weight;
  }
  return any;
}

/// What lies under a hash is named by it. To hash it again would bring all of it into memory at every start.
std::string tag_for(std::string_view path, std::string_view bytes) {
  if (!path.starts_with(kHashedFolder)) return etag_of(bytes);
  const auto rest = path.substr(kHashedFolder.size());
  return std::string(rest.substr(0, rest.find('/')));
}

}  // namespace

StaticFiles::StaticFiles(std::span<const embedded::File> files) {
  const auto is_packed = [](std::string_view name) {
    return std::ranges::any_of(kCodings, [&](const Coding& coding) { return name.ends_with(coding.ending); });
  };
  std::map<std::string_view, std::string_view> packed;
  for (const auto& file : files) {
    if (is_packed(file.name)) packed.emplace(file.name, file.bytes);
  }
  for (const auto& file : files) {
    if (is_packed(file.name)) continue;
    auto path = "/" + std::string(file.name);
    Entry entry{.plain = file.bytes,
                .packed = {},
                .content_type = content_type_of(file.name),
                .cache_control = path.starts_with(kHashedFolder) ? kForEver : kAskEachTime,
                .etag = tag_for(path, file.bytes)};
    for (const auto& coding : kCodings) {
      const auto found = packed.find(std::string(file.name).append(coding.ending));
      if (found != packed.end()) entry.packed.push_back({coding.name, found->second});
    }
    add(std::move(path), entry);
  }
}

void StaticFiles::add(std::string path, const Entry& entry) {
  if (path.ends_with(kIndex)) {
    const auto folder = path.substr(0, path.size() - kIndex.size() + 1);
    entries_.emplace(folder, entry);
    // The files of a folder name each other from the root, so the slash at the end does not matter.
    if (folder.size() > 1) entries_.emplace(folder.substr(0, folder.size() - 1), entry);
  }
  entries_.emplace(std::move(path), entry);
}

const StaticFiles::Copy* StaticFiles::Entry::copy_for(std::string_view accept_encoding) const {
  const Copy* best = nullptr;
  int most = 0;
  for (const auto& copy : packed) {
    const int weight = weight_of(copy.coding, accept_encoding);
    if (weight <= most) continue;
    best = &copy;
    most = weight;
  }
  return weight_of("identity", accept_encoding) > most ? nullptr : best;
}

std::optional<Reply> StaticFiles::find(std::string_view path, const Wish& wish) const {
  const auto found = entries_.find(path);
  if (found == entries_.end()) return std::nullopt;
  const auto& entry = found->second;
  const auto* copy = entry.copy_for(wish.accept_encoding);
  const auto etag = fmt::format("\"{}{}{}\"", entry.etag, copy ? "-" : "", copy ? copy->coding : "");
  Reply reply{.content_type = std::string(entry.content_type),
              .headers = {{"ETag", etag}, {"Cache-Control", std::string(entry.cache_control)}}};
  if (!entry.packed.empty()) reply.headers.emplace_back("Vary", "Accept-Encoding");
  if (is_current(wish.if_none_match, etag)) {
    reply.status = 304;
    return reply;
  }
  if (copy) reply.headers.emplace_back("Content-Encoding", copy->coding);
  reply.body = copy ? copy->bytes : entry.plain;
  return reply;
}

}  // namespace exo::admin
