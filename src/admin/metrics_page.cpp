#include "admin/metrics_page.h"

#include <algorithm>
#include <array>

#include "admin/database_files.h"
#include "base/metrics_text.h"
#include "base/process_facts.h"

namespace exo::admin {
namespace {

using Type = MetricsText::Type;

void write_process(MetricsText& text, const Services& services) {
  text.family("exogate_build_info", Type::gauge, "Always 1; the version is in the label");
  text.sample(1, {{"version", EXOGATE_VERSION}});
  const auto facts = process_facts();
  text.gauge("exogate_uptime_seconds", "Since the admin plane was started", facts.up_seconds);
  text.gauge("exogate_resident_memory_bytes", "Of this process", static_cast<double>(facts.resident_bytes));
  text.gauge("exogate_open_files", "File descriptors of this process", static_cast<double>(facts.open_files));
  text.family("exogate_cpu_seconds_total", Type::counter, "Processor time of this process");
  text.sample(facts.cpu_seconds);
  text.family("exogate_database_bytes", Type::gauge, "Size of the database file and of its write-ahead log");
  const auto files = database_files(services.parts.database_file);
  text.sample(static_cast<double>(files.database_bytes), {{"file", "database"}});
  text.sample(static_cast<double>(files.journal_bytes), {{"file", "wal"}});
}

void write_call_plane(MetricsText& text, const Services& services) {
  text.gauge("exogate_live_streams", "Media streams that are open now",
             static_cast<double>(services.parts.active_streams()));
  const auto state = services.parts.call_plane ? services.parts.call_plane() : CallPlaneState{};
  text.gauge("exogate_accepting_calls", "1 unless the call plane drains", state.accepting ? 1 : 0);
  text.family("exogate_call_plane_events_total", Type::counter,
              "What happened on the call plane: connections, webhooks, streams, refusals, …");
  for (const auto& [name, count] : state.counts) text.sample(static_cast<double>(count), {{"event", name}});
}

void write_first_audio(MetricsText& text, const CallTally::Counts& counts) {
  std::array<double, CallTally::kFirstAudioMs.size()> bounds{};
  std::ranges::transform(CallTally::kFirstAudioMs, bounds.begin(),
                         [](std::int64_t ms) { return static_cast<double>(ms) / 1000; });
  text.histogram("exogate_first_audio_seconds", "From Exotel's start to the first frame of the greeting", bounds,
                 counts.first_audio, static_cast<double>(counts.first_audio_ms_sum) / 1000);
}

void write_calls(MetricsText& text, const Services& services) {
  const auto counts = services.tally.counts();
  text.family("exogate_calls_ended_total", Type::counter, "Calls by how they ended");
  for (int value = 0; value <= static_cast<int>(domain::EndReason::no_stream); ++value) {
    const auto reason = static_cast<domain::EndReason>(value);
    if (reason == domain::EndReason::live) continue;
    const auto found = counts.ended.find(std::string(to_string(reason)));
    text.sample(found == counts.ended.end() ? 0.0 : static_cast<double>(found->second),
                {{"reason", to_string(reason)}});
  }
  text.family("exogate_greetings_total", Type::counter, "Ended calls by the voice that greeted");
  for (const auto& [voice, count] : counts.voices) text.sample(static_cast<double>(count), {{"voice", voice}});
  text.counter("exogate_greeting_fallbacks_total", "Ended calls that another voice than the first choice greeted",
               counts.fallbacks);
  write_first_audio(text, counts);
  text.gauge("exogate_speech_trouble", "1: a vendor or the local command failed within ten minutes",
             services.parts.speech_trouble().empty() ? 0 : 1);
}

}  // namespace

std::string metrics_page(Services& services) {
  MetricsText text;
  write_process(text, services);
  write_call_plane(text, services);
  write_calls(text, services);
  text.gauge("exogate_event_streams", "Readers of /api/v1/events", static_cast<double>(services.event_readers.taken()));
  text.gauge("exogate_call_records_failing", "1: the last try to write call records failed",
             services.parts.calls.trouble() ? 1 : 0);
  return text.text();
}

}  // namespace exo::admin
