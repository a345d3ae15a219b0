#include "store/vault.h"

#include <set>

#include "base/encoding.h"
#include "store_fixture.h"

namespace exo::store::test {
namespace {

using VaultTest = StoreTest;

TEST_F(VaultTest, OpensInItsPlaceWhatItSealed) {
  const auto vault = open_vault();
  for (const auto& text :
       {std::string(), std::string("a"), std::string("नमस्ते"), std::string("\0x\0", 3), std::string(100'000, 's')}) {
    const auto opened = vault.unseal(vault.seal(Secret(text), "place"), "place");
    ASSERT_TRUE(opened.has_value());
    EXPECT_TRUE(opened->matches(text));
  }
}

TEST_F(VaultTest, TheSameSecretIsNeverSealedTheSameWay) {
  const auto vault = open_vault();
  std::set<std::string> sealed;
  for (int i = 0; i < 100; ++i) sealed.insert(vault.seal(Secret("secret"), "place"));
  EXPECT_EQ(sealed.size(), 100U);
}

TEST_F(VaultTest, TheFormOnDiskIsVersionNonceCiphertextTag) {
  const auto sealed = base64_decode(open_vault().seal(Secret("12345"), "place"));
  ASSERT_TRUE(sealed.has_value());
  EXPECT_EQ(sealed->size(), 1U + 24U + 5U + 16U);
  EXPECT_EQ(sealed->front(), std::byte{1});
}

TEST_F(VaultTest, OpensATextThatAnEarlierReleaseSealed) {
  // Fixed for ever: key 00 01 … 1f, nonce 24 × 0x07, associated data "integrations/exotel/api_key".
  ASSERT_TRUE(write_file(folder / "master.key", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
                         FileAccess::owner_only));
  const auto opened = open_vault().unseal(
      "AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHB4efMLYxHqq0D/8WVSVT7hA+RacSvXjATA9EzhfvRA==", "integrations/exotel/api_key");
  ASSERT_TRUE(opened.has_value());
  EXPECT_TRUE(opened->matches("a known secret"));
}

TEST_F(VaultTest, RefusesASealedTextInAnotherPlace) {
  const auto vault = open_vault();
  const auto moved =
      vault.unseal(vault.seal(Secret("s"), "integrations/exotel/api_key"), "integrations/exotel/api_token");
  ASSERT_FALSE(moved.has_value());
  EXPECT_EQ(moved.error().code, Errc::internal);
}

TEST_F(VaultTest, RefusesEveryChangedByteAndEveryShorterText) {
  const auto vault = open_vault();
  const auto sealed = base64_decode(vault.seal(Secret("secret"), "place")).value();
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto altered = sealed;
    altered[i] ^= std::byte{1};
    EXPECT_FALSE(vault.unseal(base64_encode(altered), "place")) << i;
    EXPECT_FALSE(vault.unseal(base64_encode(Bytes(sealed).first(i)), "place")) << i;
  }
  EXPECT_FALSE(vault.unseal("", "place"));
  EXPECT_FALSE(vault.unseal("not base64 !", "place"));
}

TEST_F(VaultTest, RefusesAnotherKey) {
  const auto sealed = open_vault("one.key").seal(Secret("secret"), "place");
  EXPECT_FALSE(open_vault("two.key").unseal(sealed, "place"));
  EXPECT_TRUE(open_vault("one.key").unseal(sealed, "place"));
}

TEST_F(VaultTest, CheckAcceptsTheKeyThatTheDatabaseWasMadeWithOnly) {
  const auto database = open_database();
  const auto right = open_vault("right.key");
  EXPECT_TRUE(right.check(*database));
  EXPECT_TRUE(right.check(*database));
  const auto refused = open_vault("wrong.key").check(*database);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::bad_configuration);
  EXPECT_EQ(refused.error().detail,
            "the master key is not the one that this database was made with: restore the right key file");
  EXPECT_TRUE(right.check(*database));
}

TEST_F(VaultTest, CheckRefusesATamperedCheckValue) {
  const auto database = open_database();
  const auto vault = open_vault();
  ASSERT_TRUE(vault.check(*database));
  const auto other = vault.seal(Secret("something else"), "vault_check");
  tamper("UPDATE vault_check SET sealed = '" + other + "'");
  EXPECT_FALSE(vault.check(*database));
}

TEST_F(VaultTest, AMissingKeyIsMadeOnlyForADatabaseThatHasNone) {
  const auto database = open_database();
  EXPECT_EQ(Vault::when_missing(*database).value(), Vault::Missing::create);
  ASSERT_TRUE(open_vault().check(*database));
  EXPECT_EQ(Vault::when_missing(*database).value(), Vault::Missing::refuse);
}

TEST_F(VaultTest, AMissingKeyThatMustNotBeMadeIsAskedFor) {
  const auto key_file = folder / "lost.key";
  const auto refused = Vault::open(key_file, Vault::Missing::refuse);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::bad_configuration);
  EXPECT_TRUE(refused.error().detail.starts_with("the master key " + key_file.string() + " is missing: restore it"));
  EXPECT_FALSE(std::filesystem::exists(key_file));
}

TEST_F(VaultTest, NothingIsMadeInSystemdsCredentialsFolder) {
  ASSERT_EQ(::setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1), 0);
  const auto refused = Vault::open(folder / "master.key", Vault::Missing::create);
  ::unsetenv("CREDENTIALS_DIRECTORY");
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().detail.find("is missing"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder / "master.key"));
}

}  // namespace
}  // namespace exo::store::test
