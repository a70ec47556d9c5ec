/// The small pictures that the console shows: made when one is first asked for, on a thread of their own, so that neither
/// a turn nor an acknowledgement waits for them, and kept beside their files.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "bot/media_store.h"
#include "flows/core/result.h"

namespace sportello::bot {

class Thumbnailer {
 public:
  /// A WebP; NotFound without such a file, Invalid when it is none that can be made small, Unavailable otherwise.
  using Done = std::function<void(flows::Result<std::string> picture)>;

  /// `log` hears once what keeps it from working at all, from its thread.
  Thumbnailer(const MediaStore& media, std::function<void(const std::string& why)> log);
  ~Thumbnailer();
  Thumbnailer(const Thumbnailer&) = delete;
  Thumbnailer& operator=(const Thumbnailer&) = delete;

  void start();
  /// Who still waits hears Unavailable.
  void stop();

  /// Tells at once when the picture is there, otherwise from its thread. False, and `done` is not called, when too many
  /// wait or it does not run. From any thread.
  bool ask(const std::string& name, Done done);

 private:
  struct Wish {
    std::string name;
    Done done;
  };

  void work(const std::stop_token& stop);
  flows::Result<std::string> make(const std::string& name, const std::stop_token& stop);

  const MediaStore& media_;
  std::function<void(const std::string&)> log_;
  bool complained_ = false;
  std::mutex mutex_;
  std::condition_variable_any news_;
  std::deque<Wish> wishes_;
  /// Cannot be decoded: not tried again at every look.
  std::set<std::string> hopeless_;
  bool open_ = false;
  std::jthread thread_;
};

}  // namespace sportello::bot
