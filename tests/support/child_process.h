/// A program started by a test, and gone with it.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace sportello::tests {

class ChildProcess {
 public:
  /// Starts argv[0], found by PATH; what it prints goes to the file. Throws when it cannot be started.
  ChildProcess(const std::vector<std::string>& argv, const std::string& output_file);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  /// Kills it.
  ~ChildProcess();

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  /// Waits for its end; the exit code, or -1 when a signal ended it.
  int wait();
  bool running();

 private:
  pid_t pid_ = -1;
  int status_ = 0;
};

/// Runs it to its end; the exit code.
int run(const std::vector<std::string>& argv, const std::string& output_file);

/// A new directory, removed with everything in it at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();
  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& text);

}  // namespace sportello::tests
