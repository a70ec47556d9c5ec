/// Owners for what GLib and GMime hand out. Internal to webhooks/mail.
#pragma once

#include <gmime/gmime.h>

#include <memory>
#include <mutex>

namespace sportello::webhooks {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
struct Free {
  void operator()(void* memory) const { g_free(memory); }
};
template <class T>
using Held = std::unique_ptr<T, Unref>;
using HeldText = std::unique_ptr<char, Free>;

inline void start_gmime() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

}  // namespace sportello::webhooks
