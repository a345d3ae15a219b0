#include "domain/switchboard.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace exo::domain {
namespace {

Bot bot(std::string id, std::string name) {
  return {.id = std::move(id), .name = std::move(name)};
}

TEST(Switchboard, BeginsEmpty) {
  const Switchboard board;
  const auto directory = board.directory();
  ASSERT_NE(directory, nullptr);
  EXPECT_EQ(directory->find_bot("b"), nullptr);
  EXPECT_EQ(directory->find_did("08047123456"), nullptr);
  EXPECT_EQ(directory->find_did(""), nullptr);
}

TEST(Switchboard, FindsADidByEverySpellingOfItsNumber) {
  Switchboard board;
  board.publish_dids({{.id = "1", .number = "08047123456"}, {.id = "2", .number = "+14155550100"}});
  const auto directory = board.directory();
  for (const auto* const number : {"08047123456", "+918047123456", "918047123456", "8047123456", "0091 80471-23456"}) {
    const auto* const did = directory->find_did(number);
    ASSERT_NE(did, nullptr) << number;
    EXPECT_EQ(did->id, "1");
  }
  EXPECT_EQ(directory->find_did("14155550100")->id, "2");
  EXPECT_EQ(directory->find_did("08047123457"), nullptr);
  EXPECT_EQ(directory->find_did("anonymous"), nullptr);
}

TEST(Switchboard, ReplacesEachPartAndKeepsTheOthers) {
  Switchboard board;
  board.publish_bots({bot("a", "A"), bot("b", "B")});
  board.publish_dids({{.id = "1", .number = "08047123456"}});
  board.publish_address({.public_url = "https://h"});
  board.publish_bots({bot("b", "B2")});
  const auto directory = board.directory();
  EXPECT_EQ(directory->find_bot("a"), nullptr);
  EXPECT_EQ(directory->find_bot("b")->name, "B2");
  EXPECT_NE(directory->find_did("08047123456"), nullptr);
  EXPECT_EQ(directory->address.public_url, "https://h");
}

TEST(Switchboard, NeverChangesADirectoryThatIsInUse) {
  Switchboard board;
  board.publish_bots({bot("a", "before")});
  const auto held = board.directory();
  board.publish_bots({bot("a", "after")});
  EXPECT_EQ(held->find_bot("a")->name, "before");
  EXPECT_EQ(board.directory()->find_bot("a")->name, "after");
}

TEST(Switchboard, LosesNothingWhenSeveralPublishAndReadAtOnce) {
  constexpr int kRounds = 300;
  Switchboard board;
  std::atomic<bool> done{false};
  std::atomic<int> torn{0};
  std::jthread reader([&] {
    while (!done) {
      const auto directory = board.directory();
      const auto* const first = directory->find_bot("first");
      const auto* const second = directory->find_bot("second");
      if ((first == nullptr) != (second == nullptr) || (first != nullptr && first->name != second->name)) ++torn;
    }
  });
  {
    std::jthread bots([&] {
      for (int i = 0; i <= kRounds; ++i)
        board.publish_bots({bot("first", std::to_string(i)), bot("second", std::to_string(i))});
    });
    std::jthread dids([&] {
      for (int i = 0; i <= kRounds; ++i) board.publish_dids({{.id = std::to_string(i), .number = "08047123456"}});
    });
    std::jthread address([&] {
      for (int i = 0; i <= kRounds; ++i) board.publish_address({.public_url = std::to_string(i)});
    });
  }
  done = true;
  reader.join();
  const auto directory = board.directory();
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(directory->find_bot("first")->name, std::to_string(kRounds));
  EXPECT_EQ(directory->find_did("08047123456")->id, std::to_string(kRounds));
  EXPECT_EQ(directory->address.public_url, std::to_string(kRounds));
}

}  // namespace
}  // namespace exo::domain
