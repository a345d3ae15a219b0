// Definitions that keep members of libflite.a out of the executable: the linker takes ours first.
#include <flite/flite.h>

extern "C" {

// au_alsa.o would drag in libasound. flite calls these only to play on a sound card, which we never ask for.
cst_audiodev* audio_open_alsa(int /*rate*/, int /*channels*/, cst_audiofmt /*format*/) {
  return nullptr;
}
int audio_close_alsa(cst_audiodev* /*device*/) {
  return -1;
}
int audio_write_alsa(cst_audiodev* /*device*/, void* /*samples*/, int /*bytes*/) {
  return -1;
}
int audio_flush_alsa(cst_audiodev* /*device*/) {
  return -1;
}
int audio_drain_alsa(cst_audiodev* /*device*/) {
  return -1;
}

// cst_error.o prints a line for every odd word, and ends the process on an error unless there is a place to jump to
// (builtin_voice.cpp sets one).
jmp_buf* cst_errjmp = nullptr;
int cst_errmsg(const char* /*format*/, ...) {
  return 0;
}

}  // extern "C"
