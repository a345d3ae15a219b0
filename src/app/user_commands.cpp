#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/console_audit.h"
#include "app/gateway.h"
#include "net/listen_address.h"
#include "store/accounts.h"
#include "store/database.h"

namespace exo::app {
namespace {

/// Turns the terminal's echo off for as long as a password is typed.
class SilentTerminal {
 public:
  SilentTerminal() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    active_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;
  ~SilentTerminal() {
    if (active_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }

 private:
  termios before_{};
  bool active_ = false;
};

Secret read_line() {
  std::string line;
  std::getline(std::cin, line);
  if (line.ends_with('\r')) line.pop_back();
  return Secret(std::move(line));
}

Secret prompt(const char* question) {
  fmt::print(stderr, "{}", question);
  const SilentTerminal silent;
  auto answer = read_line();
  fmt::print(stderr, "\n");
  return answer;
}

/// From the terminal, asked twice; else one line of standard input. Never from the command line, which others can read.
Result<Secret> ask_password() {
  if (isatty(STDIN_FILENO) == 0) return read_line();
  auto password = prompt("Password (12 characters or more): ");
  const auto again = prompt("The same again: ");
  if (!password.matches(again.reveal()))
    return fail(Errc::bad_request, "the two passwords differ; nothing was changed");
  return password;
}

enum class NoDatabase : std::uint8_t { make_one, refuse };

/// Opens the database that the server uses; both may run at the same time.
template <class Work>
int with_accounts(const Config& config, NoDatabase policy, Work work) {
  const auto file = config.store_folder / "exogate.db";
  std::error_code ignored;
  if (policy == NoDatabase::refuse && !std::filesystem::exists(file, ignored)) {
    return report_failure(
        Error{Errc::not_found, fmt::format("there is no database at {}: name the gateway's folder with "
                                           "--store-folder or --config",
                                           file.string())});
  }
  auto database = store::Database::open(file);
  if (!database) return report_failure(database.error());
  store::Accounts accounts(**database);
  const Result<void> done = work(accounts, **database);
  return done ? kExitOk : report_failure(done.error());
}

}  // namespace

int user_add(const Config& config, const std::string& email, domain::Role role) {
  const auto password = ask_password();
  if (!password) return report_failure(password.error());
  return with_accounts(config, NoDatabase::make_one,
                       [&](store::Accounts& accounts, store::Database& database) -> Result<void> {
                         const auto user = accounts.create_user(email, *password, role);
                         if (!user) return std::unexpected(user.error());
                         record_done_at_console(database, {.action = "user.added", .subject = user->id});
                         fmt::print("{} can sign in now, as {}.\n", user->email, domain::to_string(user->role));
                         return {};
                       });
}

int user_passwd(const Config& config, const std::string& email) {
  const auto password = ask_password();
  if (!password) return report_failure(password.error());
  return with_accounts(config, NoDatabase::refuse,
                       [&](store::Accounts& accounts, store::Database& database) -> Result<void> {
                         const auto changed = accounts.set_password(email, *password);
                         if (!changed) return changed;
                         record_done_at_console(database, {.action = "password.changed", .subject = email});
                         fmt::print("The password of {} is changed; they are signed out everywhere.\n", email);
                         return {};
                       });
}

int user_list(const Config& config) {
  return with_accounts(config, NoDatabase::refuse, [](store::Accounts& accounts, store::Database&) -> Result<void> {
    const auto users = accounts.users();
    if (!users) return std::unexpected(users.error());
    for (const auto& user : *users) {
      fmt::print("{}\t{}{}\n", user.email, domain::to_string(user.role), user.disabled ? "\tdisabled" : "");
    }
    return {};
  });
}

int user_setup_link(const Config& config) {
  return with_accounts(config, NoDatabase::refuse,
                       [&](store::Accounts& accounts, store::Database& database) -> Result<void> {
                         const auto token = accounts.create_setup_token();
                         if (!token) return std::unexpected(token.error());
                         record_done_at_console(database, {.action = "setup_link.made"});
                         const auto address = net::parse_listen_address(config.admin.listen);
                         if (!address) return std::unexpected(address.error());
                         const auto scheme = config.admin.tls.enabled() ? "https" : "http";
                         fmt::print("Creates a super_admin, works once, for 24 hours:\n{}\n",
                                    setup_link(fmt::format("{}://127.0.0.1:{}", scheme, address->port), *token));
                         return {};
                       });
}

}  // namespace exo::app
