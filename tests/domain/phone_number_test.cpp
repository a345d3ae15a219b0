#include "domain/phone_number.h"

#include <span>
#include <string>

#include <gtest/gtest.h>

namespace exo::domain {
namespace {

struct Row {
  std::string_view input;
  std::string_view expected;
};

// ------------------------------------------------------------------------------- clean_did_number, decisions.md §3

constexpr Row kCleanedDids[] = {
    {"+918047123456", "+918047123456"},
    {"08047123456", "08047123456"},  // the account knows it so: no +91 is forced on it
    {"918047123456", "918047123456"},
    {"18001234567", "18001234567"},  // toll-free
    {"1800 123 4567", "18001234567"},
    {"+91 (80) 4712-34.56", "+918047123456"},
    {" \t080-4712-3456\r\n", "08047123456"},
    {"12345", "12345"},  // the shortest
    {"123456789012345", "123456789012345"},
    {"+123456789012345", "+123456789012345"},
    {"\xE2\x80\xAA+91 80471 23456\xE2\x80\xAC", "+918047123456"},  // direction marks of an address book
    {"080\xE2\x80\x93"
     "4712\xC2\xA0"
     "3456",
     "08047123456"},  // en dash, no-break space
};

TEST(CleanDidNumber, RemovesSeparatorsAndKeepsTheForm) {
  for (const auto& [input, expected] : kCleanedDids) {
    const auto number = clean_did_number(input);
    ASSERT_TRUE(number) << input;
    EXPECT_EQ(*number, expected) << input;
  }
}

TEST(CleanDidNumber, RefusesWhatIsNoNumber) {
  for (const std::string_view input :
       {"",
        " ",
        "+",
        "-",
        "1234",
        "+1234",
        "1234567890123456",
        "+1234567890123456",
        "++918047123456",
        "91+8047123456",
        "080471234x6",
        "sip:bot@example.com",
        "080,4712",
        "080/4712345",
        "080_4712345",
        "tel:0804712345",
        "<script>",
        "\xE0\xA5\xA6\xE0\xA5\xAE\xE0\xA5\xA6\xE0\xA5\xAA\xE0\xA5\xAD\xE0\xA5\xA7" /* Devanagari digits */,
        "08047123456\xFF",
        "\xFF\xFE"}) {
    const auto number = clean_did_number(input);
    ASSERT_FALSE(number) << input;
    EXPECT_EQ(number.error().code, Errc::unprocessable) << input;
    EXPECT_TRUE(number.error().detail.starts_with("number ")) << number.error().detail;
  }
  EXPECT_FALSE(clean_did_number(std::string_view("08047\000123456", 12)));
  EXPECT_FALSE(clean_did_number(std::string(100'000, '9')));
}

// ---------------------------------------------------------------------------- normalise_to_number, decisions.md §5

constexpr Row kDialable[] = {
    // Bare ten digits: length decides, not the prefix.
    {"9876543210", "+919876543210"},
    {"6000000000", "+916000000000"},
    {"9123456789", "+919123456789"},
    {"919123456789", "+919123456789"},
    {"919876543210", "+919876543210"},
    {"00919876543210", "+919876543210"},
    {"09876543210", "+919876543210"},
    {"+919876543210", "+919876543210"},
    // Separators and their look-alikes.
    {"98765 43210", "+919876543210"},
    {"+91-98765-43210", "+919876543210"},
    {"(+91) 98765.43210", "+919876543210"},
    {" 9876543210\n", "+919876543210"},
    {"98765\xE2\x80\x91"
     "43210",
     "+919876543210"},  // non-breaking hyphen
    {"98765\xC2\xA0"
     "43210",
     "+919876543210"},  // no-break space
    {"98765\xE3\x80\x80"
     "43210",
     "+919876543210"},                                           // ideographic space
    {"\xE2\x81\xA6+919876543210\xE2\x81\xA9", "+919876543210"},  // direction isolates
    {"\xEF\xBC\x8B"
     "919876543210",
     "+919876543210"},  // fullwidth plus
    {"\xE2\x88\x92"
     "9876543210",
     "+919876543210"},  // minus sign
    // Digits of other scripts.
    {"\xE0\xA5\xAF\xE0\xA5\xAE\xE0\xA5\xAD\xE0\xA5\xAC\xE0\xA5\xAB\xE0\xA5\xAA\xE0\xA5\xA9\xE0\xA5\xA8\xE0\xA5\xA7\xE0"
     "\xA5\xA6",
     "+919876543210"},  // Devanagari
    {"\xD9\xA9\xD9\xA8\xD9\xA7\xD9\xA6\xD9\xA5\xD9\xA4\xD9\xA3\xD9\xA2\xD9\xA1\xD9\xA0", "+919876543210"},  // Arabic
    {"\xDB\xB9\xDB\xB8\xDB\xB7\xDB\xB6\xDB\xB5\xDB\xB4\xDB\xB3\xDB\xB2\xDB\xB1\xDB\xB0", "+919876543210"},  // Urdu
    {"\xEF\xBC\x99"
     "876543210",
     "+919876543210"},  // fullwidth nine
    // Other countries pass; 00 is '+'.
    {"+14155550100", "+14155550100"},
    {"0014155550100", "+14155550100"},
    {"+6591234567", "+6591234567"},
    {"+12345678", "+12345678"},
    {"+123456789012345", "+123456789012345"},
    // Landlines pass as typed.
    {"01123456789", "01123456789"},
    {"022-2345-6789", "02223456789"},
    {"+911123456789", "+911123456789"},
    {"00911123456789", "+911123456789"},
    // 080 and the like are also 0 and ten digits from 6 to 9; +91 reaches the same landline.
    {"08047123456", "+918047123456"},
};

TEST(NormaliseToNumber, GivesTheFormThatExotelDials) {
  for (const auto& [input, expected] : kDialable) {
    const auto number = normalise_to_number(input);
    ASSERT_TRUE(number) << input;
    EXPECT_EQ(*number, expected) << input;
  }
}

TEST(NormaliseToNumber, RefusesAnythingElse) {
  for (const std::string_view input : {"",
                                       " ",
                                       "+",
                                       "0",
                                       "00",
                                       "+0",
                                       "987654321",
                                       "98765432101",
                                       "5876543210",
                                       "1123456789",
                                       "91987654321",
                                       "9198765432101",
                                       "911123456789",
                                       "+91987654321",
                                       "+9198765432101",
                                       "+910987654321",
                                       "+0123456789",
                                       "+1234567",
                                       "+1234567890123456",
                                       "001234567",
                                       "0091987654321",
                                       "0000919876543210",
                                       "0987654321",
                                       "098765432101",
                                       "18001234567",
                                       "100",
                                       "9876543210x",
                                       "x9876543210",
                                       "98765+43210",
                                       "++919876543210",
                                       "9876543210;ext=1",
                                       "sip:a@b",
                                       "anonymous",
                                       "9876543210,9876543211",
                                       "\xFF"
                                       "9876543210",
                                       "\xE0\xA5\xB0"
                                       "876543210" /* the sign after Devanagari nine */,
                                       "\xC2\xB2"
                                       "876543210" /* superscript two */}) {
    const auto number = normalise_to_number(input);
    ASSERT_FALSE(number) << input << " became " << *number;
    EXPECT_EQ(number.error().code, Errc::bad_request) << input;
    EXPECT_TRUE(number.error().detail.starts_with("Invalid to_number")) << number.error().detail;
  }
  EXPECT_FALSE(normalise_to_number(std::string_view("98765\00043210", 11)));
  EXPECT_FALSE(normalise_to_number(std::string(200'000, '0')));
}

// --------------------------------------------------------------------------- number_key, exotel.md §7.2, decisions §3

TEST(NumberKey, IsOneForEverySpellingOfAnIndianNumber) {
  constexpr std::string_view kMobile[] = {"9513886363",     "09513886363",     "919513886363",  "+919513886363",
                                          "00919513886363", "+91 95138-86363", "(0)9513886363", "+91 (0) 95138 86363",
                                          " 919513886363",  "95138.86363",     "009513886363"};
  constexpr std::string_view kLandline[] = {"08047123456", "8047123456", "+918047123456", "918047123456",
                                            "080-4712 3456"};
  constexpr std::string_view kShortArea[] = {"01123456789", "1123456789", "+911123456789", "911123456789"};
  constexpr std::string_view kNinetyOne[] = {"9123456789", "09123456789", "919123456789", "+919123456789"};
  constexpr std::string_view kTollFree[] = {"18001234567",    "1800 123 4567", "018001234567",
                                            "+9118001234567", "9118001234567", "009118001234567"};
  constexpr std::string_view kShortTollFree[] = {"1860123456", "01860123456", "911860123456", "+911860123456"};
  const std::span<const std::string_view> groups[] = {kMobile,    kLandline, kShortArea,
                                                      kNinetyOne, kTollFree, kShortTollFree};
  for (const auto& group : groups) {
    for (const auto spelling : group) EXPECT_EQ(number_key(spelling), number_key(group[0])) << spelling;
    for (const auto& other : groups) {
      if (other.data() != group.data()) EXPECT_FALSE(same_number(group[0], other[0])) << group[0] << " " << other[0];
    }
  }
}

TEST(NumberKey, ForgetsThePlusOfOtherCountries) {
  EXPECT_TRUE(same_number("+14155550100", "14155550100"));
  EXPECT_TRUE(same_number("+14155550100", "0014155550100"));
  EXPECT_TRUE(same_number("+6531234567", "6531234567"));
  EXPECT_FALSE(same_number("+14155550100", "+14155550101"));
}

TEST(NumberKey, TellsAmericanFromIndianTollFreeNumbers) {
  EXPECT_FALSE(same_number("+18005551234", "18005551234"));
  EXPECT_TRUE(same_number("+18005551234", "0018005551234"));
}

TEST(NumberKey, ComparesDigitsNotPrefixes) {
  EXPECT_FALSE(same_number("9876543210", "9876543211"));
  EXPECT_FALSE(same_number("9876543210", "987654321"));
  EXPECT_FALSE(same_number("12345", "912345"));
  EXPECT_FALSE(same_number("12345", "012345"));
}

TEST(NumberKey, KeepsShortCodes) {
  EXPECT_EQ(number_key("12345"), "12345");
  EXPECT_TRUE(same_number("12345", " 123-45 "));
}

TEST(NumberKey, KeepsTextThatIsNoNumberTrimmed) {
  EXPECT_EQ(number_key(" anonymous "), "anonymous");
  EXPECT_EQ(number_key("sip:9876543210@example.com"), "sip:9876543210@example.com");
  EXPECT_EQ(number_key(""), "");
  EXPECT_EQ(number_key("+"), "+");
  EXPECT_EQ(number_key("00"), "00");
  EXPECT_EQ(number_key("\xFF\xFE"), "\xFF\xFE");
}

TEST(NumberKey, SurvivesLongText) {
  const std::string zeros(1'000'000, '0');
  EXPECT_EQ(number_key(zeros).size(), zeros.size() - 2);
  EXPECT_EQ(number_key(std::string(1'000'000, 'x')).size(), 1'000'000U);
}

// --------------------------------------------------------------------------------------- restore_plus, decisions §7

TEST(RestorePlus, PutsBackWhatFormDecodingTook) {
  constexpr Row kRows[] = {{" 919324606985", "+919324606985"},
                           {" 919324606985\n", "+919324606985"},
                           {" 6591234567", "+6591234567"},
                           {"+919324606985", "+919324606985"},
                           {"919324606985", "919324606985"},
                           {"07948516111", "07948516111"},
                           {" 07948516111", "07948516111"},
                           {"919324606985 ", "919324606985"},
                           {" anonymous", "anonymous"},
                           {" ", ""},
                           {"", ""},
                           {"\t919324606985", "919324606985"}};
  for (const auto& [input, expected] : kRows) EXPECT_EQ(restore_plus(input), expected) << input;
}

}  // namespace
}  // namespace exo::domain
