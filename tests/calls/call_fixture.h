#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "calls/call_plane.h"
#include "support/fake_greetings.h"

namespace exo::test {

/// Keeps the newest state of each record and how often it was saved. Thread-safe.
class FakeCallLog final : public domain::CallLog {
 public:
  void save(domain::CallRecord record) override {
    const std::lock_guard lock(mutex_);
    ++saves_[record.id];
    records_[record.id] = std::move(record);
    changed_.notify_all();
  }
  void report(domain::CallReport report) override {
    const std::lock_guard lock(mutex_);
    reports_.push_back(std::move(report));
    changed_.notify_all();
  }
  std::vector<domain::CallReport> reports() {
    const std::lock_guard lock(mutex_);
    return reports_;
  }
  /// Waits for a record of which `wanted` is true; fails the test when there is none within ten seconds.
  domain::CallRecord wait_for(const std::function<bool(const domain::CallRecord&)>& wanted) {
    std::unique_lock lock(mutex_);
    domain::CallRecord found;
    const bool came = changed_.wait_for(lock, std::chrono::seconds(10), [&] {
      return std::ranges::any_of(records_, [&](const auto& each) {
        if (!wanted(each.second)) return false;
        found = each.second;
        return true;
      });
    });
    EXPECT_TRUE(came) << "no such record";
    return found;
  }
  domain::CallRecord wait_for_end() {
    return wait_for([](const auto& record) { return record.end_reason != domain::EndReason::live; });
  }
  std::vector<domain::CallRecord> all() {
    const std::lock_guard lock(mutex_);
    std::vector<domain::CallRecord> records;
    for (const auto& [id, record] : records_) records.push_back(record);
    return records;
  }
  int saves(const std::string& id) {
    const std::lock_guard lock(mutex_);
    return saves_[id];
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, domain::CallRecord> records_;
  std::map<std::string, int> saves_;
  std::vector<domain::CallReport> reports_;
};

/// The real call plane on an ephemeral loopback port, with a bot "sales" on 08041234567.
class CallPlaneFixture : public testing::Test {
 protected:
  CallPlaneFixture() {
    options.listen = "127.0.0.1:0";
    options.loops = 2;
    board.publish_bots({domain::Bot{"sales", "Sales", "Welcome to sales", "en", {}}});
    board.publish_dids({domain::Did{"did-1", "08041234567", "", "sales", ""}});
    board.publish_address({.webhook_base_url = "https://gw.example.com"});
  }
  ~CallPlaneFixture() override { plane.reset(); }

  void start() {
    auto started = calls::CallPlane::start(options, {board, greetings, log, [] { return std::string("tts is slow"); }});
    ASSERT_TRUE(started) << started.error().detail;
    plane = *std::move(started);
  }

  calls::CallPlaneOptions options;
  domain::Switchboard board;
  FakeGreetings greetings;
  FakeCallLog log;
  std::unique_ptr<calls::CallPlane> plane;
};

}  // namespace exo::test
