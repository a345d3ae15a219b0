#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "base/random.h"

namespace exo::speech {

/// Stands in for a local speech program: a shell script that does `body`.
class FakeProgram {
 public:
  explicit FakeProgram(const std::string& body)
      : path_(std::filesystem::temp_directory_path() / ("program-" + random_hex(8))) {
    std::ofstream(path_) << "#!/bin/sh\n" << body << "\n";
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
  }
  FakeProgram(const FakeProgram&) = delete;
  FakeProgram& operator=(const FakeProgram&) = delete;
  ~FakeProgram() { std::filesystem::remove(path_); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

/// A file that is gone with this object.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& content = {})
      : path_(std::filesystem::temp_directory_path() / ("scratch-" + random_hex(8))) {
    if (!content.empty()) std::ofstream(path_, std::ios::binary) << content;
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() { std::filesystem::remove(path_); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace exo::speech
