#include "base/secret.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <memory>
#include <ostream>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace exo {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(!Streamable<Secret>);
static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!std::equality_comparable<Secret>);
static_assert(!std::convertible_to<Secret, std::string> && !std::convertible_to<Secret, std::string_view>);
static_assert(!std::convertible_to<std::string, Secret>, "nothing becomes a secret by accident");

// Short enough to live inside the object, where what is left behind can be looked at without touching freed memory.
constexpr std::string_view kShort = "s3cr3t-token";
constexpr std::string_view kLong = "a secret that is much too long to be kept inside of a string object";

/// Memory in which a Secret can be made and destroyed, and which can be searched afterwards.
struct Place {
  alignas(Secret) std::array<char, sizeof(Secret)> bytes{};

  template <class... Args>
  Secret* make(Args&&... args) {
    return std::construct_at(reinterpret_cast<Secret*>(bytes.data()), std::forward<Args>(args)...);
  }
  [[nodiscard]] bool holds(std::string_view text) const { return !std::ranges::search(bytes, text).empty(); }
};

TEST(Secret, RevealsItsText) {
  const Secret secret{std::string(kLong)};
  EXPECT_EQ(secret.reveal(), kLong);
  EXPECT_FALSE(secret.empty());
  EXPECT_TRUE(Secret().empty());
  EXPECT_EQ(Secret().reveal(), "");
}

TEST(Secret, IsWipedWhenItGoes) {
  Place place;
  Secret* const secret = place.make(std::string(kShort));
  ASSERT_TRUE(place.holds(kShort)) << "the test looks in the wrong place";
  std::destroy_at(secret);
  EXPECT_FALSE(place.holds(kShort.substr(0, 4)));
}

TEST(Secret, LeavesNothingWhereItWasMovedFrom) {
  Place from;
  Secret* const constructed = from.make(std::string(kShort));
  const Secret first(std::move(*constructed));
  EXPECT_FALSE(from.holds(kShort.substr(0, 4)));
  EXPECT_EQ(first.reveal(), kShort);
  *constructed = Secret(std::string(kShort));
  Secret second(std::string("other"));
  second = std::move(*constructed);
  EXPECT_FALSE(from.holds(kShort.substr(0, 4)));
  EXPECT_FALSE(from.holds("other")) << "the old text went the other way";
  EXPECT_EQ(second.reveal(), kShort);
  std::destroy_at(constructed);
}

TEST(Secret, LeavesNoTailOfALongerText) {
  Place place;
  Secret* const secret = place.make(std::string(kShort));
  *secret = Secret(std::string("x"));
  EXPECT_FALSE(place.holds(kShort.substr(4)));
  const Secret shorter(std::string("y"));
  *secret = shorter;
  EXPECT_EQ(secret->reveal(), "y");
  std::destroy_at(secret);
}

TEST(Secret, CopiesAndMovesLongText) {
  Secret original{std::string(kLong)};
  Secret copy = original;
  EXPECT_EQ(copy.reveal(), kLong);
  const Secret moved = std::move(original);
  EXPECT_EQ(moved.reveal(), kLong);
  EXPECT_TRUE(original.empty());  // NOLINT(bugprone-use-after-move): that it is empty is the promise
  copy = moved;
  EXPECT_EQ(copy.reveal(), kLong);
  Secret& itself = copy;
  copy = itself;
  EXPECT_EQ(copy.reveal(), kLong);
  copy = std::move(itself);
  EXPECT_EQ(copy.reveal(), kLong);
}

TEST(Secret, MatchesOnlyTheWholeText) {
  const Secret secret(std::string("token"));
  EXPECT_TRUE(secret.matches("token"));
  EXPECT_FALSE(secret.matches("Token"));
  EXPECT_FALSE(secret.matches("toke"));
  EXPECT_FALSE(secret.matches("tokens"));
  EXPECT_FALSE(secret.matches(""));
  EXPECT_TRUE(Secret().matches(""));
}

}  // namespace
}  // namespace exo
