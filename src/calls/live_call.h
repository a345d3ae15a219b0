#pragma once

#include <string_view>

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

  void on_text(std::string_view message, domain::Moment now);
  void on_binary(domain::Moment now);
  void on_tick(domain::Moment now);
  /// The socket is gone. Does nothing when the call has ended already.
  void on_closed(domain::SocketLoss loss, std::string_view detail, domain::Moment now);
  void on_shutdown(domain::Moment now);

  [[nodiscard]] Outbox& outbox() noexcept { return outbox_; }
  [[nodiscard]] const domain::CallRecord& record() const noexcept { return brain_.record(); }

 private:
  void apply();
  void log_end() const;

  Site& site_;
  exotel::StreamDecoder& decoder_;
  domain::StreamActions& actions_;
  domain::StreamBrain brain_;
  Outbox outbox_;
  bool addressed_ = false;
};

}  // namespace exo::calls
