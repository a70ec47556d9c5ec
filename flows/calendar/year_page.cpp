#include "flows/calendar/year_page.h"

#include <fmt/core.h>

#include "flows/calendar/year.h"
#include "flows/core/html.h"
#include "flows/core/text.h"
#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

using std::chrono::month;

/// Spaces up to a width counted in code points.
std::string padded(std::string text, std::size_t width) {
  const std::size_t used = length(text);
  if (used < width) text.append(width - used, ' ');
  return text;
}

std::string capital(std::string_view word) {
  std::string text(word);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string heading(std::string_view title, std::chrono::year year, Language language) {
  return fmt::format("{} · {} {}", title, language == Language::It ? "orari" : "opening hours", static_cast<int>(year));
}

/// "Lu", "Mo".
std::string short_weekday(unsigned iso, Language language) {
  return capital(weekday_in_words(std::chrono::weekday{iso}, language).substr(0, 2));
}

bool differs(const YearDay& day) {
  return day.exception != nullptr;
}

/// The days of one month, from the days of its year.
std::vector<YearDay> in_month(const std::vector<YearDay>& days, month wanted) {
  std::vector<YearDay> found;
  for (const YearDay& day : days) {
    if (day.date.month() == wanted) found.push_back(day);
  }
  return found;
}

unsigned iso_weekday(Date date) {
  return weekday_of(date).iso_encoding();
}

std::string legend_of(const Calendar& calendar, Language language) {
  std::vector<std::string> entries;
  for (const DayKind kind : kDayKinds) {
    if (kind == DayKind::Other && calendar.services.size() < 2) continue;
    entries.push_back(fmt::format("{} {}", symbol_of(kind), name_of(kind, language)));
  }
  std::string line;
  for (const std::string& entry : entries) line += (line.empty() ? "" : "   ") + entry;
  return line;
}

constexpr std::string_view kStyle = R"(
@page { size: A4; margin: 14mm }
body { font: 14px/1.4 system-ui, sans-serif; color: #1a1a1a; max-width: 190mm; margin: 1.5em auto; padding: 0 1em }
h1 { font-size: 1.5em; margin: 0 0 .2em } h2 { font-size: 1.1em; margin: 1.4em 0 .4em }
table { border-collapse: collapse } th { font-weight: 600; text-align: left }
.hours td, .hours th, .days td, .days th { padding: .15em 1.2em .15em 0; vertical-align: top }
.year { display: grid; grid-template-columns: repeat(3, 1fr); gap: .8em 1.6em; align-items: start }
.month { break-inside: avoid } .month caption { font-weight: 600; text-align: left; padding-bottom: .2em }
.month th, .month td { width: 2em; text-align: center; padding: .1em 0; font-size: .85em }
.month th { color: #555; font-weight: 400 }
.usual { background: #cfe8d5 } .other { background: #e6eefb } .changed { background: #fbe3b0; text-decoration: underline }
.closed { background: #c33; color: #fff; font-weight: 600 } .resting { color: #666 }
.legend span { display: inline-block; margin-right: 1.4em } .legend b { display: inline-block; width: 1.6em; margin-right: .4em; text-align: center; font-weight: inherit }
.sign { margin-top: 2.5em; display: flex; gap: 2em } .sign p { flex: 1; border-top: 1px solid #1a1a1a; padding-top: .3em }
.days tr { break-inside: avoid }
@media print { body { margin: 0; padding: 0; font-size: 12px; print-color-adjust: exact; -webkit-print-color-adjust: exact } }
@media (max-width: 40em) { .year { grid-template-columns: 1fr } }
)";

std::string_view class_of(DayKind kind) {
  switch (kind) {
    case DayKind::Usual:
      return "usual";
    case DayKind::Other:
      return "other";
    case DayKind::Changed:
      return "changed";
    case DayKind::Closed:
      return "closed";
    case DayKind::Resting:
      return "resting";
  }
  return {};
}

std::string month_table(const std::vector<YearDay>& days, Language language) {
  std::string html = fmt::format("<table class=\"month\"><caption>{}</caption><tr>",
                                 capital(month_in_words(days.front().date.month(), language)));
  for (unsigned iso = 1; iso <= 7; ++iso)
    html += fmt::format("<th scope=\"col\">{}</th>", short_weekday(iso, language));
  html += "</tr>\n<tr>";
  for (unsigned gap = 1; gap < iso_weekday(days.front().date); ++gap) html += "<td></td>";
  for (const YearDay& day : days) {
    if (iso_weekday(day.date) == 1 && day.date.day() != std::chrono::day{1}) html += "</tr>\n<tr>";
    std::string title = name_of(day.kind, language);
    if (day.exception != nullptr) title.insert(0, day.exception->name.in(language) + ": ");
    html += fmt::format("<td class=\"{}\" title=\"{}\">{}</td>", class_of(day.kind), html_escaped(title),
                        static_cast<unsigned>(day.date.day()));
  }
  return html + "</tr></table>\n";
}

}  // namespace

std::string year_text(const Calendar& calendar, std::string_view title, std::chrono::year year, Language language) {
  const bool it = language == Language::It;
  const auto days = days_of(calendar, year);
  std::string text = heading(title, year, language) + " (" + calendar.zone.name() + ")\n";

  for (std::size_t i = 0; i < calendar.services.size(); ++i) {
    text +=
        fmt::format("\n{} · {}\n", capital(calendar.services[i].name.in(language)), total_in_words(days, i, language));
    for (const WeekLine& line : week_lines(calendar.services[i], language)) {
      text += "  " + padded(line.days, 20) + intervals_in_words(line.hours, language) + "\n";
    }
  }

  text += "\n" + padded("", 12);
  for (int day = 1; day <= 31; ++day) text += day % 5 == 0 ? fmt::format("{:2} ", day) : day == 1 ? " 1 " : " . ";
  text += "\n";
  for (unsigned m = 1; m <= 12; ++m) {
    std::string line = padded(capital(month_in_words(month{m}, language)), 12);
    for (const YearDay& day : in_month(days, month{m})) line += fmt::format(" {} ", symbol_of(day.kind));
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  text += "\n" + legend_of(calendar, language) + "\n";

  text += it ? "\nGiorni diversi dal solito\n" : "\nDays that differ\n";
  for (const YearDay& day : days) {
    if (!differs(day)) continue;
    text += "  " + padded(in_words(day.date, language), 24) + padded(day.exception->name.in(language), 28) +
            hours_in_words(calendar, day, language) + "\n";
  }
  return text;
}

std::string year_html(const Calendar& calendar, std::string_view title, std::chrono::year year, Language language) {
  const bool it = language == Language::It;
  const auto days = days_of(calendar, year);
  const std::string head = html_escaped(heading(title, year, language));
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\"><title>{}</title>\n<style>{}</style></head>"
      "<body>\n<h1>{}</h1>\n<p>{} {}</p>\n",
      name_of(language), head, kStyle, head, it ? "Fuso orario:" : "Time zone:", calendar.zone.name());

  html += "<table class=\"hours\">\n";
  for (std::size_t i = 0; i < calendar.services.size(); ++i) {
    std::string hours;
    for (const WeekLine& line : week_lines(calendar.services[i], language)) {
      hours +=
          fmt::format("{}{}: {}", hours.empty() ? "" : "<br>", line.days, intervals_in_words(line.hours, language));
    }
    html +=
        fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n",
                    html_escaped(capital(calendar.services[i].name.in(language))), hours, total_in_words(days, i, language));
  }
  html += "</table>\n<div class=\"year\">\n";
  for (unsigned m = 1; m <= 12; ++m) html += month_table(in_month(days, month{m}), language);
  html += "</div>\n<p class=\"legend\">";
  for (const DayKind kind : kDayKinds) {
    if (kind == DayKind::Other && calendar.services.size() < 2) continue;
    html += fmt::format("<span><b class=\"{}\">1</b>{}</span>", class_of(kind), name_of(kind, language));
  }

  html +=
      fmt::format("</p>\n<h2>{}</h2>\n<table class=\"days\">\n", it ? "Giorni diversi dal solito" : "Days that differ");
  for (const YearDay& day : days) {
    if (!differs(day)) continue;
    html += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", in_words(day.date, language),
                        html_escaped(day.exception->name.in(language)), html_escaped(hours_in_words(calendar, day, language)));
  }
  html += fmt::format("</table>\n<div class=\"sign\"><p>{}</p><p>{}</p></div>\n</body></html>\n", it ? "Data" : "Date",
                      it ? "Letto e approvato" : "Read and approved");
  return html;
}

}  // namespace sportello::flows
