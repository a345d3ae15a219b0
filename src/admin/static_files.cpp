#include "admin/static_files.h"

#include <algorithm>
#include <array>

#include <sodium.h>

#include "base/encoding.h"
#include "base/text.h"

namespace exo::admin {
namespace {

/// What a folder shows.
constexpr std::string_view kIndex = "/index.html";

constexpr std::string_view kCompressed = ".gz";
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

/// Is there a weight, and is it 0? "gzip;q=0.0" says: anything but that.
bool is_refused(std::string_view parameters) {
  for (auto parameter : split(parameters, ';')) {
    parameter = trim(parameter);
    if (!istarts_with(parameter, "q=")) continue;
    return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
  }
  return false;
}

/// RFC 9110 §12.5.3, of which we need: is gzip, or else everything, welcome?
bool welcomes_gzip(std::string_view accept_encoding) {
  bool any = false;
  for (const auto entry : split(accept_encoding, ',')) {
    const auto end = std::min(entry.find(';'), entry.size());
    const auto coding = trim(entry.substr(0, end));
    const bool welcome = !is_refused(entry.substr(end));
    if (iequals(coding, "gzip") || iequals(coding, "x-gzip")) return welcome;
    if (coding == "*") any = welcome;
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
  std::map<std::string_view, std::string_view> compressed;
  for (const auto& file : files) {
    if (file.name.ends_with(kCompressed)) {
      compressed.emplace(file.name.substr(0, file.name.size() - kCompressed.size()), file.bytes);
    }
  }
  for (const auto& file : files) {
    if (file.name.ends_with(kCompressed)) continue;
    auto path = "/" + std::string(file.name);
    const auto archive = compressed.find(file.name);
    const Entry entry{file.bytes, archive == compressed.end() ? std::string_view{} : archive->second,
                      content_type_of(file.name), path.starts_with(kHashedFolder) ? kForEver : kAskEachTime,
                      tag_for(path, file.bytes)};
    if (path.ends_with(kIndex)) {
      const auto folder = path.substr(0, path.size() - kIndex.size() + 1);
      entries_.emplace(folder, entry);
      // The files of a folder name each other from the root, so the slash at the end does not matter.
      if (folder.size() > 1) entries_.emplace(folder.substr(0, folder.size() - 1), entry);
    }
    entries_.emplace(std::move(path), entry);
  }
}

std::optional<Reply> StaticFiles::find(std::string_view path, const Wish& wish) const {
  const auto found = entries_.find(path);
  if (found == entries_.end()) return std::nullopt;
  const auto& entry = found->second;
  const bool gzip = !entry.gzip.empty() && welcomes_gzip(wish.accept_encoding);
  const auto etag = '"' + entry.etag + (gzip ? "-gzip\"" : "\"");
  Reply reply{.content_type = std::string(entry.content_type),
              .headers = {{"ETag", etag}, {"Cache-Control", std::string(entry.cache_control)}}};
  if (!entry.gzip.empty()) reply.headers.emplace_back("Vary", "Accept-Encoding");
  if (is_current(wish.if_none_match, etag)) {
    reply.status = 304;
    return reply;
  }
  if (gzip) reply.headers.emplace_back("Content-Encoding", "gzip");
  reply.body = gzip ? entry.gzip : entry.plain;
  return reply;
}

}  // namespace exo::admin
