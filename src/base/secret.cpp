#include "base/secret.h"

#include <utility>

#include <sodium.h>

namespace exo {

namespace {

/// The whole capacity: a string that once was longer leaves its tail behind, and one that was moved from keeps its
/// short text.
void wipe_text(std::string& text) noexcept {
  sodium_memzero(text.data(), text.capacity());
  text.clear();
}

}  // namespace

Secret::Secret(std::string text) noexcept {
  text_.swap(text);
  wipe_text(text);  // swapping short strings copies them
}

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) {
  other.wipe();
}

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe();
    text_ = other.text_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    text_.swap(other.text_);
    other.wipe();  // swapping short strings copies them
  }
  return *this;
}

Secret::~Secret() {
  wipe();
}

bool Secret::matches(std::string_view candidate) const noexcept {
  return text_.size() == candidate.size() && sodium_memcmp(text_.data(), candidate.data(), candidate.size()) == 0;
}

void Secret::wipe() noexcept {
  wipe_text(text_);
}

}  // namespace exo
