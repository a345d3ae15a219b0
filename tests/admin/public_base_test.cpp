#include "admin/public_base.h"

#include <gtest/gtest.h>

namespace exo::admin {
namespace {

TEST(PublicBase, TheWebhooksOwnComesFirstAndTheFleetIsNotIt) {
  EXPECT_EQ(public_http_base({.public_url = "https://a.example/", .webhook_base_url = "http://b.example/in/"}),
            "http://b.example/in");
  EXPECT_EQ(public_http_base({.public_url = "wss://a.example"}), "https://a.example");
  EXPECT_EQ(public_wss_base({.public_url = "https://a.example"}), "wss://a.example");
  EXPECT_EQ(public_http_base({.core_fleet = {"https://fleet.example"}}), std::nullopt);
}

TEST(StatusCallbackUrl, CarriesTheKeyEscaped) {
  const domain::PublicAddress address{.public_url = "https://a.example"};
  EXPECT_EQ(status_callback_url(address, {}).reveal(), "https://a.example/api/v1/exotel/voice/status");
  EXPECT_EQ(status_callback_url(address, Secret("k&y =+")).reveal(),
            "https://a.example/api/v1/exotel/voice/status?key=k%26y%20%3D%2B");
  EXPECT_TRUE(status_callback_url({}, Secret("key")).empty());
}

}  // namespace
}  // namespace exo::admin
