#include "speech/greeting_job.h"

#include <gtest/gtest.h>

namespace exo::speech {
namespace {

GreetingJob job(const std::string& name) {
  GreetingJob made;
  made.name = name;
  return made;
}

std::string taken(WaitingJobs& jobs) {
  std::string names;
  while (auto next = jobs.take()) names += next->name;
  return names;
}

TEST(WaitingJobs, TheNewestCallerIsServedFirstAndTheBackgroundLast) {
  WaitingJobs jobs;
  jobs.add(job("a"), Urgency::caller_waits);
  jobs.add(job("x"), Urgency::background);
  jobs.add(job("b"), Urgency::caller_waits);
  jobs.add(job("y"), Urgency::background);
  EXPECT_EQ(taken(jobs), "baxy");
  EXPECT_FALSE(jobs.take());
}

TEST(WaitingJobs, WhatIsAskedForAgainIsNext) {
  WaitingJobs jobs;
  for (const auto* name : {"a", "b", "c"}) jobs.add(job(name), Urgency::caller_waits);
  jobs.hurry("a");
  jobs.hurry("unknown");
  EXPECT_EQ(taken(jobs), "acb");
}

TEST(WaitingJobs, TakesBackWhatWasAddedLast) {
  WaitingJobs jobs;
  jobs.add(job("a"), Urgency::caller_waits);
  jobs.add(job("x"), Urgency::background);
  jobs.add(job("b"), Urgency::caller_waits);
  jobs.take_back(Urgency::caller_waits);
  jobs.add(job("y"), Urgency::background);
  jobs.take_back(Urgency::background);
  EXPECT_EQ(taken(jobs), "ax");
}

}  // namespace
}  // namespace exo::speech
