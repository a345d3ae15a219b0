// The page as it is embedded.
#include "admin/web_files.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <regex>
#include <set>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace exo::admin {
namespace {

// Budgets, in bytes as a browser gets them (Brotli): whoever exceeds one looks at what grew.
/// What is fetched before the first view shows: the document, all that it names, the words.
constexpr std::size_t kMostAtFirst = 45'000;
/// The whole page: all that an operator's browser ever fetches. Every view, style sheets, libraries, documents,
/// the icon and the reference, with the words of one language, the larger.
constexpr std::size_t kMostInOneLanguage = 120'000;
/// The same with the words of both.
constexpr std::size_t kMostInBothLanguages = 135'000;
/// What the executable carries of it, in all codings.
constexpr std::size_t kMostCarried = 700'000;

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

std::size_t words_in(const std::map<std::string, std::string_view>& files, std::string_view language) {
  return files.at(fmt::format("i18n/{}.words.br", language)).size();
}

TEST(WebFiles, TheFirstViewFitsIntoItsBudget) {
  const auto files = page();
  const auto size_of = [&](const std::string& name) { return files.at(name + ".br").size(); };
  auto total = size_of("index.html") + std::max(words_in(files, "en"), words_in(files, "hi"));
  const auto names = named_by(files.at("index.html"));
  EXPECT_TRUE(names.contains("app.js") && names.contains("vendor/htm.js")) << "the document names its modules";
  EXPECT_TRUE(names.contains("styles/page.css"));
  for (const auto& name : names) total += size_of(name);
  std::printf("the first view: %zu bytes\n", total);
  EXPECT_LE(total, kMostAtFirst);
}

TEST(WebFiles, TheWholePageFitsIntoItsBudget) {
  const auto files = page();
  std::size_t both = 0;
  std::size_t carried = 0;
  for (const auto& [name, bytes] : files) {
    carried += bytes.size();
    if (name.ends_with(".br")) both += bytes.size();
  }
  const auto one = both - std::min(words_in(files, "en"), words_in(files, "hi"));
  std::printf("the page: %zu bytes in one language, %zu in both; carried: %zu\n", one, both, carried);
  EXPECT_GT(one, 10'000U);
  EXPECT_LE(one, kMostInOneLanguage);
  EXPECT_LE(both, kMostInBothLanguages);
  EXPECT_LE(carried, kMostCarried);
}

bool is_packed(std::string_view name) {
  return name.ends_with(".br") || name.ends_with(".gz");
}

TEST(WebFiles, EachIsThereThreeTimes) {
  const auto files = page();
  for (const auto& [name, bytes] : files) {
    if (is_packed(name)) {
      EXPECT_TRUE(files.contains(name.substr(0, name.size() - 3))) << name;
      continue;
    }
    ASSERT_TRUE(files.contains(name + ".gz") && files.contains(name + ".br")) << name;
    EXPECT_TRUE(files.at(name + ".gz").starts_with("\x1f\x8b")) << name;
    EXPECT_LT(files.at(name + ".br").size(), bytes.size()) << name;
  }
}

TEST(WebFiles, AreWrittenShort) {
  for (const auto& [name, bytes] : page()) {
    if (name.ends_with(".js") || name.ends_with(".css") || name.ends_with(".words")) {
      EXPECT_EQ(bytes.find("\n  \""), std::string_view::npos) << name;
      EXPECT_EQ(bytes.find("\n// "), std::string_view::npos) << name;
      EXPECT_EQ(bytes.find("@import"), std::string_view::npos) << name;
    }
  }
}

/// How many words a language has by number (web/reader.js): the lines of the file's third part.
std::ptrdiff_t numbered_words(std::string_view file) {
  return 1 + std::ranges::count(file.substr(file.rfind("\n\n") + 2), '\n');
}

TEST(WebFiles, WordsHaveTheSameNumbersInBothLanguages) {
  const auto files = page();
  const auto english = numbered_words(files.at("i18n/en.words"));
  EXPECT_GT(english, 100);
  EXPECT_EQ(english, numbered_words(files.at("i18n/hi.words")));
  EXPECT_EQ(files.at("views/home.js").find("home.title"), std::string_view::npos);
}

TEST(WebFiles, AllButDocumentsAndIconHaveOneHashInTheirAddress) {
  std::string folder;
  for (const auto& file : embedded::web_files()) {
    auto name = std::string(file.name);
    if (is_packed(name)) name = name.substr(0, name.size() - 3);
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
       {"vendor/htm.js", "vendor/uplot.js", "styles/page.css", "app.js", "i18n/en.words", "index.html"}) {
    EXPECT_TRUE(files.contains(name)) << name;
  }
  EXPECT_TRUE(std::ranges::none_of(files, [](const auto& file) {
    return file.first.contains("node_modules") || file.first.contains("package") || file.first.contains("pack.py") ||
           file.first.contains("minify");
  }));
  EXPECT_NE(files.at("vendor/htm.js").find("export"), std::string_view::npos);
}

}  // namespace
}  // namespace exo::admin
