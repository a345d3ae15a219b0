#include "admin/static_files.h"

#include <array>

#include <sodium.h>

#include "base/encoding.h"
#include "base/text.h"

namespace exo::admin {
namespace {

struct Vendored {
  std::string_view file;
  std::string_view path;
};

/// What a folder shows.
constexpr std::string_view kIndex = "/index.html";

constexpr std::array kVendored{
    Vendored{"node_modules/htm/preact/standalone.module.js", "/vendor/htm.js"},
    Vendored{"node_modules/uplot/dist/uPlot.iife.min.js", "/vendor/uplot.js"},
    Vendored{"node_modules/uplot/dist/uPlot.min.css", "/vendor/uplot.css"},
};

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

/// Empty: an npm file that nobody is meant to fetch.
std::string public_path(std::string_view name) {
  for (const auto& vendored : kVendored) {
    if (vendored.file == name) return std::string(vendored.path);
  }
  if (name.starts_with("node_modules/")) return {};
  return "/" + std::string(name);
}

std::string etag_of(std::string_view bytes) {
  std::array<std::byte, 16> hash{};
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr, 0);
  return '"' + hex_encode(hash) + '"';
}

bool is_current(std::string_view if_none_match, std::string_view etag) {
  for (auto candidate : split(if_none_match, ',')) {
    candidate = trim(candidate);
    if (candidate.starts_with("W/")) candidate.remove_prefix(2);
    if (candidate == etag || candidate == "*") return true;
  }
  return false;
}

}  // namespace

StaticFiles::StaticFiles(std::span<const embedded::File> files) {
  for (const auto& file : files) {
    auto path = public_path(file.name);
    if (path.empty()) continue;
    const Entry entry{file.bytes, content_type_of(file.name), etag_of(file.bytes)};
    if (path.ends_with(kIndex)) {
      const auto folder = path.substr(0, path.size() - kIndex.size() + 1);
      entries_.emplace(folder, entry);
      // The files of a folder name each other from the root, so the slash at the end does not matter.
      if (folder.size() > 1) entries_.emplace(folder.substr(0, folder.size() - 1), entry);
    }
    entries_.emplace(std::move(path), entry);
  }
}

std::optional<Reply> StaticFiles::find(std::string_view path, std::string_view if_none_match) const {
  const auto found = entries_.find(path);
  if (found == entries_.end()) return std::nullopt;
  const auto& entry = found->second;
  Reply reply{.content_type = std::string(entry.content_type),
              .headers = {{"ETag", entry.etag}, {"Cache-Control", "no-cache"}}};
  if (is_current(if_none_match, entry.etag)) {
    reply.status = 304;
  } else {
    reply.body = entry.bytes;
  }
  return reply;
}

}  // namespace exo::admin
