#include "speech/program.h"

#include <cerrno>
#include <chrono>
#include <cstdlib>

#include <gtest/gtest.h>
#include <sys/wait.h>

namespace exo::speech {
namespace {

ProgramRun shell(std::string script) {
  return {.program = "sh", .arguments = {"-c", std::move(script)}, .input = {}};
}

/// Nothing that we started is left, not even as a zombie.
void expect_no_children() {
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(Program, GetsTheInputAndReturnsTheOutput) {
  auto run = shell("cat; printf end");
  run.input = "in;";
  const auto output = run_program(run);
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(*output, "in;end");
  expect_no_children();
}

TEST(Program, TakesAndGivesMoreThanAPipeHolds) {
  ProgramRun run{.program = "cat", .arguments = {}, .input = std::string(3 << 20, 'x')};
  run.time_limit = std::chrono::seconds(30);
  const auto output = run_program(run);
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(*output, run.input);
}

TEST(Program, MayIgnoreItsInput) {
  auto run = shell("exec 0<&-; printf ok");
  run.input = std::string(3 << 20, 'x');
  const auto output = run_program(run);
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(*output, "ok");
}

TEST(Program, GetsItsArgumentsUntouchedByAnyShell) {
  const auto output = run_program({.program = "printf", .arguments = {"%s", "$HOME; `id` \"'"}, .input = {}});
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(*output, "$HOME; `id` \"'");
}

TEST(Program, DoesNotSeeOurEnvironment) {
  ::setenv("ELEVENLABS_API_KEY", "sk_secret", 1);
  const auto output = run_program({.program = "env", .arguments = {}, .input = {}});
  ::unsetenv("ELEVENLABS_API_KEY");
  ASSERT_TRUE(output);
  EXPECT_EQ(output->find("sk_secret"), std::string::npos);
  EXPECT_NE(output->find("PATH="), std::string::npos);
}

TEST(Program, ThatIsMissingIsNotFound) {
  const auto output = run_program({.program = "exogate-no-such-program", .arguments = {}, .input = {}});
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, Errc::not_found);
  EXPECT_NE(output.error().detail.find("exogate-no-such-program"), std::string::npos);
}

TEST(Program, ThatFailsIsReported) {
  const auto exited = run_program(shell("echo words; exit 3"));
  ASSERT_FALSE(exited);
  EXPECT_EQ(exited.error().code, Errc::upstream_failed);
  EXPECT_EQ(exited.error().detail, "sh: exit status 3");
  const auto killed = run_program(shell("kill -9 $$"));
  ASSERT_FALSE(killed);
}

TEST(Program, IsKilledAtItsTimeLimitWithAllItStarted) {
  for (const auto* script : {"sleep 600", "sleep 600 & wait", "exec 1>&-; sleep 600", "trap '' TERM; sleep 600"}) {
    auto run = shell(script);
    run.time_limit = std::chrono::milliseconds(200);
    const auto started = std::chrono::steady_clock::now();
    const auto output = run_program(run);
    ASSERT_FALSE(output) << script;
    EXPECT_EQ(output.error().code, Errc::upstream_timeout) << script;
    EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(60)) << script;
    expect_no_children();
  }
}

TEST(Program, MayNotWriteWithoutEnd) {
  auto run = shell("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done");
  run.max_output = 100'000;
  run.time_limit = std::chrono::seconds(60);
  const auto output = run_program(run);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, Errc::too_large);
  expect_no_children();
}

}  // namespace
}  // namespace exo::speech
