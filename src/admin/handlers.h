#pragma once

#include "admin/route.h"

namespace exo::admin {

// One handler per row of the route table (routes.cpp); each file below serves one kind of thing.

// auth_handlers.cpp
[[nodiscard]] Result<Reply> get_setup(Services& services, const Request& request);
[[nodiscard]] Result<Reply> post_setup(Services& services, const Request& request);
[[nodiscard]] Result<Reply> post_login(Services& services, const Request& request);
[[nodiscard]] Result<Reply> post_session(Services& services, const Request& request);
[[nodiscard]] Result<Reply> delete_session(Services& services, const Request& request);
[[nodiscard]] Result<Reply> post_logout(Services& services, const Request& request);
[[nodiscard]] Result<Reply> get_me(Services& services, const Request& request);

// integration_handlers.cpp
[[nodiscard]] Result<Reply> get_integration(Services& services, const Request& request);
[[nodiscard]] Result<Reply> put_integration(Services& services, const Request& request);
[[nodiscard]] Result<Reply> post_did(Services& services, const Request& request);
[[nodiscard]] Result<Reply> put_did(Services& services, const Request& request);
[[nodiscard]] Result<Reply> delete_did(Services& services, const Request& request);

// exotel_account_handlers.cpp
[[nodiscard]] Result<Reply> post_verify(Services& services, const Request& request);
[[nodiscard]] Result<Reply> get_numbers(Services& services, const Request& request);

// test_call_handlers.cpp
[[nodiscard]] Result<Reply> get_test_call_options(Services& services, const Request& request);
[[nodiscard]] Result<Reply> post_test_call(Services& services, const Request& request);

// test_call_progress.cpp
[[nodiscard]] Result<Reply> list_test_calls(Services& services, const Request& request);
[[nodiscard]] Result<Reply> get_test_call(Services& services, const Request& request);

// bot_handlers.cpp
[[nodiscard]] Result<Reply> list_bots(Services& services, const Request& request);
[[nodiscard]] Result<Reply> get_bot(Services& services, const Request& request);
[[nodiscard]] Result<Reply> put_bot(Services& services, const Request& request);
[[nodiscard]] Result<Reply> delete_bot(Services& services, const Request& request);

// recording_handlers.cpp
[[nodiscard]] Result<Reply> get_recording(Services& services, const Request& request);
[[nodiscard]] Result<Reply> put_recording(Services& services, const Request& request);
[[nodiscard]] Result<Reply> delete_recording(Services& services, const Request& request);

// stream_login_handlers.cpp
[[nodiscard]] Result<Reply> post_stream_credentials(Services& services, const Request& request);
[[nodiscard]] Result<Reply> delete_stream_credentials(Services& services, const Request& request);

// browser_call_handlers.cpp
[[nodiscard]] Result<Reply> post_browser_call(Services& services, const Request& request);

// call_handlers.cpp
[[nodiscard]] Result<Reply> list_calls(Services& services, const Request& request);
[[nodiscard]] Result<Reply> get_call(Services& services, const Request& request);

// call_summary_handlers.cpp
[[nodiscard]] Result<Reply> get_call_summary(Services& services, const Request& request);

// call_export_handlers.cpp
[[nodiscard]] Result<Reply> export_calls(Services& services, const Request& request);

// event_handlers.cpp
[[nodiscard]] Result<Reply> get_events(Services& services, const Request& request);

// greeting_preview_handlers.cpp
[[nodiscard]] Result<Reply> get_bot_greeting(Services& services, const Request& request);
[[nodiscard]] Result<Reply> post_greeting_preview(Services& services, const Request& request);

// monitoring_handlers.cpp
[[nodiscard]] Result<Reply> get_metrics(Services& services, const Request& request);
[[nodiscard]] Result<Reply> get_livez(Services& services, const Request& request);
[[nodiscard]] Result<Reply> get_readyz(Services& services, const Request& request);

// site_handlers.cpp
[[nodiscard]] Result<Reply> get_health(Services& services, const Request& request);
[[nodiscard]] Result<Reply> get_site(Services& services, const Request& request);

// system_handlers.cpp
[[nodiscard]] Result<Reply> get_system(Services& services, const Request& request);

// openapi_handler.cpp
[[nodiscard]] Result<Reply> get_openapi(Services& services, const Request& request);

// settings_handlers.cpp
[[nodiscard]] Result<Reply> get_settings(Services& services, const Request& request);

// user_handlers.cpp
[[nodiscard]] Result<Reply> list_users(Services& services, const Request& request);
[[nodiscard]] Result<Reply> get_user(Services& services, const Request& request);
[[nodiscard]] Result<Reply> post_user(Services& services, const Request& request);
[[nodiscard]] Result<Reply> put_user(Services& services, const Request& request);
[[nodiscard]] Result<Reply> delete_user(Services& services, const Request& request);
[[nodiscard]] Result<Reply> list_user_sessions(Services& services, const Request& request);
[[nodiscard]] Result<Reply> delete_user_session(Services& services, const Request& request);

// session_handlers.cpp
[[nodiscard]] Result<Reply> list_own_sessions(Services& services, const Request& request);
[[nodiscard]] Result<Reply> delete_own_session(Services& services, const Request& request);
[[nodiscard]] Result<Reply> post_confirm(Services& services, const Request& request);
[[nodiscard]] Result<Reply> post_password(Services& services, const Request& request);

// token_handlers.cpp
[[nodiscard]] Result<Reply> list_tokens(Services& services, const Request& request);
[[nodiscard]] Result<Reply> post_token(Services& services, const Request& request);
[[nodiscard]] Result<Reply> delete_token(Services& services, const Request& request);

// audit_handlers.cpp
[[nodiscard]] Result<Reply> list_audit(Services& services, const Request& request);
[[nodiscard]] Result<Reply> export_audit(Services& services, const Request& request);

}  // namespace exo::admin
