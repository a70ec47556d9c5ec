#include "flows/core/json_lines.h"

namespace sportello::flows {
namespace {

class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}

  std::map<std::string, std::size_t, std::less<>> walk() {
    value({});
    return std::move(lines_);
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }

  void step() {
    if (!at_end() && text_[at_] == '\n') ++line_;
    ++at_;
  }

  void skip_blank() {
    while (!at_end()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        step();
      } else if (text_.substr(at_, 2) == "//") {
        while (!at_end() && text_[at_] != '\n') step();
      } else if (text_.substr(at_, 2) == "/*") {
        while (!at_end() && text_.substr(at_, 2) != "*/") step();
        step();
        step();
      } else {
        return;
      }
    }
  }

  std::string string() {
    std::string out;
    step();
    while (!at_end() && text_[at_] != '"') {
      if (text_[at_] == '\\') step();
      if (!at_end()) out += text_[at_];
      step();
    }
    step();
    return out;
  }

  static std::string escaped(const std::string& key) {
    std::string out;
    for (const char c : key) {
      if (c == '~') {
        out += "~0";
      } else if (c == '/') {
        out += "~1";
      } else {
        out += c;
      }
    }
    return out;
  }

  void value(const std::string& pointer) {
    skip_blank();
    lines_.emplace(pointer, line_);
    if (at_end()) return;
    if (text_[at_] == '{') return object(pointer);
    if (text_[at_] == '[') return array(pointer);
    if (text_[at_] == '"') {
      string();
      return;
    }
    while (!at_end() && std::string_view{",]} \t\r\n/"}.find(text_[at_]) == std::string_view::npos) step();
  }

  void object(const std::string& pointer) {
    step();
    for (skip_blank(); !at_end() && text_[at_] != '}'; skip_blank()) {
      if (text_[at_] != '"') {
        step();
        continue;
      }
      const std::size_t key_line = line_;
      const std::string member = pointer + "/" + escaped(string());
      lines_.emplace(member, key_line);
      skip_blank();
      step();
      value(member);
    }
    step();
  }

  void array(const std::string& pointer) {
    step();
    int index = 0;
    for (skip_blank(); !at_end() && text_[at_] != ']'; skip_blank()) {
      if (text_[at_] == ',') {
        step();
        continue;
      }
      value(pointer + "/" + std::to_string(index++));
    }
    step();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::map<std::string, std::size_t, std::less<>> lines_;
};

}  // namespace

std::map<std::string, std::size_t, std::less<>> json_lines(std::string_view text) {
  return Walker(text).walk();
}

}  // namespace sportello::flows
