// The page as it is embedded.
#include "admin/web_files.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace exo::admin {
namespace {

/// What a browser fetches before it shows the first view, in the larger language.
constexpr std::size_t kMostAtFirst = 120'000;
/// All views, both languages, the reference. A budget: whoever exceeds it looks at what grew.
constexpr std::size_t kMostInAll = 240'000;

bool stays(std::string_view name) {
  return name.ends_with(".html") || name == "favicon.svg";
}

/// By the names that a person knows: without the hash.
std::map<std::string, std::string_view> page() {
  std::map<std::string, std::string_view> files;
  for (const auto& file : embedded::web_files()) {
    auto name = std::string(file.name);
    if (name.starts_with("a/")) name = name.substr(name.find('/', 2) + 1);
    files[name] = file.bytes;
  }
  return files;
}

/// The hashed files that a document names: style sheets, scripts and the modules that they import.
std::set<std::string> named_by(std::string_view document) {
  static const std::regex kAddress(R"re((?:href|src)="/a/[0-9a-f]+/([^"]+)")re");
  std::set<std::string> names;
  const std::string text(document);
  for (std::sregex_iterator found(text.begin(), text.end(), kAddress), end; found != end; ++found) {
    names.insert((*found)[1]);
  }
  return names;
}

TEST(WebFiles, TheFirstViewFitsIntoItsBudgetCompressed) {
  const auto files = page();
  const auto size_of = [&](const std::string& name) { return files.at(name + ".gz").size(); };
  auto total = size_of("index.html") + std::max(size_of("i18n/en.json"), size_of("i18n/hi.json"));
  const auto names = named_by(files.at("index.html"));
  EXPECT_TRUE(names.contains("app.js") && names.contains("vendor/htm.js")) << "the document names its modules";
  for (const auto& name : names) total += size_of(name);
  std::printf("the first view: %zu bytes compressed\n", total);
  EXPECT_LE(total, kMostAtFirst);
}

TEST(WebFiles, FitIntoTheirBudgetCompressed) {
  std::size_t total = 0;
  std::size_t plain = 0;
  for (const auto& [name, bytes] : page()) (name.ends_with(".gz") ? total : plain) += bytes.size();
  std::printf("the page: %zu bytes compressed, %zu plain\n", total, plain);
  EXPECT_GT(total, 10'000U);
  EXPECT_LE(total, kMostInAll);
}

TEST(WebFiles, EachIsThereTwice) {
  const auto files = page();
  for (const auto& [name, bytes] : files) {
    if (name.ends_with(".gz")) {
      EXPECT_TRUE(bytes.starts_with("\x1f\x8b")) << name;
      EXPECT_TRUE(files.contains(name.substr(0, name.size() - 3))) << name;
    } else {
      EXPECT_TRUE(files.contains(name + ".gz")) << name;
    }
  }
}

TEST(WebFiles, AllButDocumentsAndIconHaveOneHashInTheirAddress) {
  std::string folder;
  for (const auto& file : embedded::web_files()) {
    auto name = std::string(file.name);
    if (name.ends_with(".gz")) name = name.substr(0, name.size() - 3);
    if (stays(name)) continue;
    ASSERT_TRUE(name.starts_with("a/")) << name;
    const auto its = name.substr(0, name.find('/', 2));
    if (folder.empty()) folder = its;
    EXPECT_EQ(its, folder) << name;
  }
  EXPECT_EQ(folder.size(), 14U);
  EXPECT_EQ(folder.find_first_not_of("0123456789abcdef", 2), std::string::npos) << folder;
}

TEST(WebFiles, HoldTheLibrariesOfThePageAndNothingElseOfNpm) {
  const auto files = page();
  for (const auto* name :
       {"vendor/htm.js", "vendor/uplot.js", "vendor/uplot.css", "app.js", "i18n/en.json", "index.html"}) {
    EXPECT_TRUE(files.contains(name)) << name;
  }
  EXPECT_TRUE(std::ranges::none_of(files, [](const auto& file) {
    return file.first.contains("node_modules") || file.first.contains("package") || file.first.contains("pack.py");
  }));
  EXPECT_NE(files.at("vendor/htm.js").find("export"), std::string_view::npos);
}

}  // namespace
}  // namespace exo::admin
