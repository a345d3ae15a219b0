#include "admin/same_origin.h"

#include <gtest/gtest.h>

#include "incoming.h"

namespace exo::admin {
namespace {

using test::incoming;

TEST(Provenance, FetchMetadataDecidesWhereItIsSent) {
  EXPECT_EQ(provenance(incoming({{"Sec-Fetch-Site", "same-origin"}})), Provenance::own_page);
  EXPECT_EQ(provenance(incoming({{"Sec-Fetch-Site", "none"}})), Provenance::own_page);
  for (const auto* site : {"same-site", "cross-site", "Same-Origin ", "nonsense"}) {
    EXPECT_EQ(provenance(incoming({{"Sec-Fetch-Site", site}, {"Host", "h"}, {"Origin", "http://h"}})),
              Provenance::foreign_page)
        << site;
  }
}

TEST(Provenance, OriginMustBeTheHost) {
  EXPECT_EQ(provenance(incoming({{"Host", "box.lan:8080"}, {"Origin", "http://box.lan:8080"}})), Provenance::own_page);
  EXPECT_EQ(provenance(incoming({{"Host", "Box.lan"}, {"Origin", "https://box.LAN"}})), Provenance::own_page);
  for (const auto* origin : {"http://evil.example", "http://box.lan", "null", "box.lan:8080", "http://box.lan:80801",
                             "http://evil.example/box.lan:8080", "http://box.lan:8080.evil.example"}) {
    EXPECT_EQ(provenance(incoming({{"Host", "box.lan:8080"}, {"Origin", origin}})), Provenance::foreign_page) << origin;
  }
  EXPECT_EQ(provenance(incoming({{"Origin", "http://"}})), Provenance::foreign_page);
}

TEST(Provenance, IsUnknownWithoutEitherHeader) {
  EXPECT_EQ(provenance(incoming({{"Host", "box.lan"}})), Provenance::unknown);
}

}  // namespace
}  // namespace exo::admin
