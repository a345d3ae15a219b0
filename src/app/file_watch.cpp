#include "app/file_watch.h"

#include <algorithm>
#include <utility>

#include <sys/stat.h>

namespace exo::app {

FileWatch::Stamp FileWatch::look_at(const std::filesystem::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return {};
  return {status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_size, status.st_ino, status.st_dev};
}

void FileWatch::watch(const std::vector<std::filesystem::path>& files) {
  std::vector<Watched> wanted;
  for (const auto& file : files) {
    const auto known = std::ranges::find(files_, file, &Watched::file);
    const auto now = look_at(file);
    wanted.push_back(known == files_.end() ? Watched{file, now, now} : *known);
  }
  files_ = std::move(wanted);
}

bool FileWatch::changed() {
  bool differs = false;
  bool settled = true;
  for (auto& each : files_) {
    const auto now = look_at(each.file);
    settled = settled && now == std::exchange(each.last_look, now);
    differs = differs || now != each.known;
  }
  if (!differs || !settled) return false;
  for (auto& each : files_) each.known = each.last_look;
  return true;
}

void FileWatch::accept() {
  for (auto& each : files_) each.known = each.last_look = look_at(each.file);
}

}  // namespace exo::app
