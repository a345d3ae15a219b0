#include "admin/event_stream.h"

#include <utility>

#include <fmt/format.h>

namespace exo::admin {

EventStream::EventStream(EventHub& hub, Reader reader)
    : hub_(hub), reader_(std::move(reader)), seen_(hub.newest()), wrote_(reader_.clock()), checked_(wrote_) {}

std::string EventStream::reset() {
  seen_ = hub_.newest();
  return fmt::format("event: reset\nid: {}\ndata: {{}}\n\n", hub_.id_of(seen_));
}

std::string EventStream::beginning() {
  begun_ = true;
  const auto known = reader_.last_id ? hub_.number_of(*reader_.last_id) : std::nullopt;
  if (known) seen_ = *known;
  if (reader_.last_id && !known) return "retry: 3000\n\n" + reset();
  return fmt::format("retry: 3000\nid: {}\n\n", hub_.id_of(seen_));
}

std::string EventStream::written(const EventHub::Batch& batch) {
  if (batch.state == EventHub::State::lost) return reset();
  std::string text;
  for (const auto& event : batch.events) {
    text += fmt::format("event: {}\nid: {}\ndata: {}\n\n", event->kind, hub_.id_of(event->number), event->data);
    seen_ = event->number;
  }
  return text;
}

StreamStep EventStream::step(const BodySink& sink) {
  if (!begun_) return sink(beginning()) ? StreamStep::more : StreamStep::broken;
  const auto batch = hub_.wait_after(seen_, kPatience);
  if (batch.state == EventHub::State::closed) return StreamStep::done;
  const auto now = reader_.clock();
  // Before anything is written: who may no longer read gets not one event more than the recheck allows.
  if (now - checked_ >= kRecheck) {
    checked_ = now;
    if (!reader_.may_read()) {
      sink("event: signed-out\ndata: {}\n\n");
      return StreamStep::done;
    }
  }
  auto text = written(batch);
  if (text.empty() && now - wrote_ >= kHeartbeat) text = ": still here\n\n";
  if (text.empty()) return StreamStep::more;
  wrote_ = now;
  return sink(text) ? StreamStep::more : StreamStep::broken;
}

}  // namespace exo::admin
