#include "store/password.h"

#include <array>
#include <fstream>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sodium.h>

namespace exo::store::test {
namespace {

std::string rule_for(std::string_view password, std::string_view email = "asha@example.com") {
  const auto checked = check_new_password(Secret(std::string(password)), email);
  if (checked) return "";
  EXPECT_EQ(checked.error().code, Errc::unprocessable);
  return checked.error().detail;
}

TEST(Password, CountsCharactersNotBytes) {
  EXPECT_EQ(rule_for("abcdefghij1"), "the password needs at least 12 characters");
  EXPECT_EQ(rule_for("abcdefghij12"), "");
  EXPECT_EQ(rule_for("नमस्तेदोस"), "the password needs at least 12 characters");  // 9 code points, 27 bytes
  EXPECT_EQ(rule_for("नमस्तेदोस्तों"), "");                                         // 13 code points
  EXPECT_NE(rule_for(""), "");
}

TEST(Password, RefusesThoseThatEverybodyUsesInAnyCase) {
  for (const auto* common :
       {"123456789012", "Password1234", "PASSWORDPASSWORD", "qwertyuiop123", "aaaaaaaaaaaa", "abababababababab",
        "111111111111111", "12345678901234", "SuperAdmin123", "abcdefghijkl"}) {
    EXPECT_EQ(rule_for(common), "the password is one that everybody uses; choose another") << common;
  }
  EXPECT_EQ(rule_for("correct horse battery"), "");
}

TEST(Password, RefusesListedOnesRepeatedOrBetweenDigitsAndSigns) {
  for (const auto* common : {"monkeymonkey", "dragon123dragon123", "Football2024!", "12345letmein67",
                             "!!!superman!!!!!", "123qweasdzxc", "counterstrike", "MonkeyMonkey1"}) {
    EXPECT_EQ(rule_for(common), "the password is one that everybody uses; choose another") << common;
  }
  for (const auto* own : {"monkeys ride home", "football and tea", "2024-08-25 12:07:08", "क1234567890ख"}) {
    EXPECT_EQ(rule_for(own), "") << own;
  }
}

TEST(Password, RefusesNames) {
  for (const auto* name : {"exogate123456", "ExogateExogate", "asha12345678", "AshaAshaAsha", "!!exogate!!!!"}) {
    EXPECT_EQ(rule_for(name), "the password is the name in the e-mail address, or this program's; choose another")
        << name;
  }
  EXPECT_NE(rule_for("control.room.24x7", "Control.Room.24x7@example.com"), "");
  EXPECT_EQ(rule_for("asha sings well"), "");
  EXPECT_EQ(rule_for("a fine exogate password"), "");
}

TEST(Password, RefusesTheEmailAddress) {
  EXPECT_EQ(rule_for("asha@example.com"), "the password must not be the e-mail address");
  EXPECT_EQ(rule_for(" ASHA@Example.COM "), "the password must not be the e-mail address");
  EXPECT_EQ(rule_for("asha@example.com, but longer"), "");
}

TEST(Password, RefusesBrokenTextAndGiants) {
  EXPECT_EQ(rule_for("valid until \xFF\xFE"), "the password is not valid UTF-8");
  std::string giant;
  while (giant.size() < kMaxPasswordBytes) giant += "abcdefgh";
  EXPECT_EQ(rule_for(giant), "");
  EXPECT_EQ(rule_for(giant + "x"), "the password is longer than 1024 bytes");
}

TEST(Password, IsHashedWithArgon2idAtItsRealPrice) {
  const Secret password("correct horse battery");
  const auto hash = hash_password(password);
  ASSERT_TRUE(hash.has_value());
  EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << *hash;
  EXPECT_EQ(verify_password(password, *hash), PasswordVerdict::right);
  EXPECT_EQ(verify_password(Secret("correct horse batterz"), *hash), PasswordVerdict::wrong);
  EXPECT_EQ(verify_password(Secret(), *hash), PasswordVerdict::wrong);
  EXPECT_EQ(verify_password(Secret(password.reveal() + std::string(1, '\0')), *hash), PasswordVerdict::wrong);
}

TEST(Password, NoticesAWeakHash) {
  const Secret password("correct horse battery");
  std::array<char, crypto_pwhash_STRBYTES> weak{};
  ASSERT_EQ(crypto_pwhash_str(weak.data(), password.reveal().data(), password.reveal().size(), 1, 8192), 0);
  EXPECT_EQ(verify_password(password, weak.data()), PasswordVerdict::right_but_hash_is_weak);
  EXPECT_EQ(verify_password(Secret("wrong"), weak.data()), PasswordVerdict::wrong);
}

TEST(Password, ABrokenHashFitsNothing) {
  for (const auto* hash : {"", "!", "$argon2id$v=19$m=65536,t=3,p=1$", "plain text"}) {
    EXPECT_EQ(verify_password(Secret("plain text"), hash), PasswordVerdict::wrong);
  }
}

TEST(Password, NobodysHashCostsAsMuchAsAnybodys) {
  EXPECT_EQ(crypto_pwhash_str_needs_rehash(nobodys_hash().c_str(), kHashPasses, kHashMemoryBytes), 0);
  EXPECT_EQ(verify_password(Secret("anything at all"), nobodys_hash()), PasswordVerdict::wrong);
}

long peak_memory_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "VmHWM:") continue;
    long kib = 0;
    status >> kib;
    return kib;
  }
  return -1;
}

TEST(Password, AtMostTwoAreHashedAtOnce) {
  const Secret password("correct horse battery");
  ASSERT_TRUE(hash_password(password));
  const long with_one = peak_memory_kib();
  ASSERT_GT(with_one, 64 * 1024);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) threads.emplace_back([&] { EXPECT_TRUE(hash_password(password)); });
  }
  // Six at once would take 320 MiB more than one.
  EXPECT_LT(peak_memory_kib() - with_one, 100 * 1024);
}

}  // namespace
}  // namespace exo::store::test
