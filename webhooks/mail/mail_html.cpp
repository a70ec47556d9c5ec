#include <string>

#include "webhooks/mail/mime.h"

#include "flows/core/html.h"

namespace sportello::webhooks {
namespace {

/// One word of the text; a web address becomes a link. A full stop after it belongs to the sentence.
std::string word_html(std::string_view word) {
  if (!word.starts_with("https://") && !word.starts_with("http://")) return flows::html_escaped(word);
  std::string_view address = word;
  while (!address.empty() && std::string_view(".,;:!?)»").find(address.back()) != std::string_view::npos) {
    address.remove_suffix(1);
  }
  const std::string link = flows::html_escaped(address);
  return "<a href=\"" + link + "\">" + link + "</a>" + flows::html_escaped(word.substr(address.size()));
}

std::string line_html(std::string_view line) {
  std::string out;
  while (true) {
    const auto space = line.find(' ');
    out += word_html(line.substr(0, space));
    if (space == std::string_view::npos) return out;
    out += ' ';
    line.remove_prefix(space + 1);
  }
}

}  // namespace

std::string html_of(std::string_view text, std::string_view language) {
  std::string html = "<!doctype html>\n<html lang=\"" + flows::html_escaped(language) +
                     "\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                     "<meta name=\"color-scheme\" content=\"light dark\"></head>\n"
                     "<body style=\"font:16px/1.5 sans-serif;max-width:36em;margin:1em auto;padding:0 1em\">\n";
  bool in_paragraph = false;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) {
      if (in_paragraph) html += "</p>\n";
      in_paragraph = false;
      continue;
    }
    html += in_paragraph ? "<br>\n" : "<p>";
    html += line_html(line);
    in_paragraph = true;
  }
  if (in_paragraph) html += "</p>\n";
  return html + "</body>\n</html>\n";
}

}  // namespace sportello::webhooks
