#include "domain/role.h"

#include <gtest/gtest.h>

namespace exo::domain {
namespace {

TEST(Role, SuperAdminMayDoWhatAdminMayDo) {
  EXPECT_TRUE(allows(Role::super_admin, Role::admin));
  EXPECT_TRUE(allows(Role::super_admin, Role::super_admin));
  EXPECT_TRUE(allows(Role::admin, Role::admin));
  EXPECT_FALSE(allows(Role::admin, Role::super_admin));
}

TEST(Role, NamesRoundTripAndOthersAreNone) {
  for (const auto role : {Role::admin, Role::super_admin}) EXPECT_EQ(role_from(to_string(role)), role);
  for (const std::string_view name : {"", "Admin", "supervisor", "agent", "super_admin "})
    EXPECT_FALSE(role_from(name));
}

}  // namespace
}  // namespace exo::domain
