// Any text as a message of Exotel's: the decoder neither crashes nor reads outside of it.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "exotel/stream_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static exo::exotel::StreamDecoder decoder;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(decoder.decode(text));
  return 0;
}
