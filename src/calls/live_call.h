#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "calls/outbox.h"
#include "calls/site.h"
#include "domain/stream_brain.h"
#include "exotel/stream_codec.h"

namespace exo::calls {

/// One media stream without its socket: decodes what came in, asks the brain, leaves what is to go out in the outbox
/// and the record in the call log. The socket, whatever reads and writes it, only calls in here; one loop's thread
/// only.
class LiveCall {
 public:
  /// `decoder` and `scratch` belong to the loop and are shared by its calls.
  LiveCall(domain::StreamOpening opening, Site& site, exotel::StreamDecoder& decoder, domain::StreamActions& scratch,
           domain::Moment now);

  /// The stream was opened by a token that was made for this call; `start` should name it.
  void tie_to(std::string call_id) { tied_to_ = std::move(call_id); }

  void on_text(std::string_view message, domain::Moment now);
  void on_binary(domain::Moment now);
  /// `beat`: when the tick was due.
  void on_tick(domain::Moment now, SteadyTime beat);
  /// The socket is gone. Does nothing when the call has ended already.
  void on_closed(domain::SocketLoss loss, std::string_view detail, domain::Moment now);
  void on_shutdown(domain::Moment now);

  [[nodiscard]] Outbox& outbox() noexcept { return outbox_; }
  [[nodiscard]] const domain::CallRecord& record() const noexcept { return brain_.record(); }
  /// `start` has come, or the call is over.
  [[nodiscard]] bool started() const noexcept { return brain_.started(); }

 private:
  void check_call(const domain::StreamStart& start) const;
  void apply();
  void log_end() const;

  Site& site_;
  exotel::StreamDecoder& decoder_;
  domain::StreamActions& actions_;
  domain::StreamBrain brain_;
  Outbox outbox_;
  std::string tied_to_;
  bool addressed_ = false;
  bool end_logged_ = false;
};

}  // namespace exo::calls
