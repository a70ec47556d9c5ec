#include "flows/mail/intake.h"

#include <algorithm>
#include <array>

#include "flows/core/text.h"

namespace sportello::flows {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (true) {
    const auto end = text.find('\n');
    lines.push_back(trim(text.substr(0, end)));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

/// "Il giorno 21 nov 2026 alle ore 10:00 Rossi ha scritto:", "On … wrote:", "-----Messaggio originale-----": what mail
/// programs put above the mail they quote.
bool begins_a_quotation(const std::string& line) {
  const std::string folded = fold(line);
  const bool says_who = folded.ends_with("ha scritto:") || folded.ends_with("wrote:") || folded.ends_with("scrisse:");
  const bool divider = folded.starts_with("-----") && (folded.find("original") != std::string::npos);
  const bool underlined = folded.starts_with("________");
  const bool header = folded.starts_with("da: ") || folded.starts_with("from: ");
  return says_who || divider || underlined || (header && folded.find('@') != std::string::npos);
}

/// The text after "Label:" when the line begins with one of the field's labels.
std::optional<std::string> after_label(const std::string& line, const Field& field) {
  const auto colon = line.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const std::string before = fold(trim(line.substr(0, colon)));
  const std::string it = fold(field.label.it);
  const std::string en = fold(field.label.en);
  const bool fits = before == it || before == en || before.starts_with(it + " ") || it.starts_with(before + " ") ||
                    it.ends_with(" " + before) || before.starts_with(en + " ") || en.starts_with(before + " ");
  if (before.empty() || !fits) return std::nullopt;
  return trim(line.substr(colon + 1));
}

Answer answer(std::string value) {
  Answer given;
  given.shown = value;
  given.values = {std::move(value)};
  given.source = AnswerSource::Volunteered;
  return given;
}

/// A line that can be a name or a site, and is no sentence of the request.
bool is_short(const std::string& line) {
  return !line.empty() && length(line) <= 80 && std::count(line.begin(), line.end(), ' ') < 8;
}

}  // namespace

std::string automatic_reason(const IncomingMail& mail, const std::vector<std::string>& own) {
  if (std::find(own.begin(), own.end(), mail.from) != own.end()) return "it comes from our own address";
  if (mail.from.empty()) return "it has no sender";
  if (mail.is_report) return "it is a delivery or reading notice";
  if (!mail.auto_submitted.empty() && !mail.auto_submitted.starts_with("no")) return "Auto-Submitted: " + mail.auto_submitted;
  if (mail.return_path == "<>") return "it is a bounce";
  const std::array robots{"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce"};
  const std::string local = mail.from.substr(0, mail.from.find('@'));
  for (const char* robot : robots) {
    if (local.starts_with(robot)) return "it comes from " + local;
  }
  const std::array bulk{"bulk", "list", "junk", "auto_reply"};
  if (std::find(bulk.begin(), bulk.end(), mail.precedence) != bulk.end()) return "Precedence: " + mail.precedence;
  if (!mail.list_id.empty()) return "it comes from a mailing list";
  if (!mail.auto_response_suppress.empty() && mail.auto_response_suppress != "none") {
    return "X-Auto-Response-Suppress: " + mail.auto_response_suppress;
  }
  return {};
}

std::optional<std::string> sole_address(std::string_view text) {
  std::string address = trim(text);
  const auto at = address.find('@');
  const auto dot = address.rfind('.');
  const bool plain = std::all_of(address.begin(), address.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("@.!#$%&'*+-/=?^_`{|}~").find(static_cast<char>(c)) != std::string_view::npos;
  });
  const bool fits = plain && at != std::string::npos && at > 0 && address.rfind('@') == at && dot != std::string::npos &&
                    dot > at + 1 && dot + 2 < address.size() && address.find("..") == std::string::npos;
  if (!fits) return std::nullopt;
  std::transform(address.begin(), address.end(), address.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return address;
}

std::string new_words(std::string_view text) {
  std::string kept;
  std::string_view rest = text;
  bool first = true;
  while (!rest.empty() || first) {
    first = false;
    const auto end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (line == "-- " || line == "--") break;
    const std::string trimmed = trim(line);
    if (trimmed.starts_with('>')) continue;
    // Long introductions are broken into two lines by some programs.
    const std::string with_next = trim(std::string(line) + " " + std::string(rest.substr(0, rest.find('\n'))));
    const bool broken = (fold(trimmed).starts_with("il ") || fold(trimmed).starts_with("on ")) && begins_a_quotation(with_next);
    if (begins_a_quotation(trimmed) || broken) break;
    kept += std::string(line) + "\n";
  }
  return trim_ends(kept);
}

Result<MailRequest> read_request(const Business& business, const IncomingMail& mail) {
  const MailIntake& intake = *business.mail_intake;
  const auto requester = sole_address(mail.subject);
  if (!requester) return fail(Errc::Invalid, "intake_subject");
  MailRequest request;
  request.answers[intake.subject_field] = answer(*requester);
  std::vector<std::string> lines = lines_of(new_words(mail.text));
  std::erase_if(lines, [](const std::string& line) { return line.empty(); });
  std::vector<std::string> body;
  const Field* detail = business.form.field(intake.body_field);
  for (const std::string& line : lines) {
    bool taken = false;
    for (const std::string& id : intake.line_fields) {
      const auto value = after_label(line, *business.form.field(id));
      if (taken || !value || value->empty() || request.answers.contains(id)) continue;
      request.answers[id] = answer(*value);
      taken = true;
    }
    if (taken) continue;
    const auto labelled = after_label(line, *detail);
    if (labelled && labelled->empty()) continue;
    body.push_back(labelled.value_or(line));
  }
  // Without labels the lines come in the order the business asks for them.
  for (const std::string& id : intake.line_fields) {
    if (request.answers.contains(id)) continue;
    if (body.size() > 1 && is_short(body.front())) {
      request.answers[id] = answer(body.front());
      body.erase(body.begin());
    } else {
      request.incomplete = true;
    }
  }
  std::string words;
  for (const std::string& line : body) words += (words.empty() ? "" : "\n") + line;
  if (count_letters_and_digits(words) == 0) return fail(Errc::Invalid, "intake_empty");
  request.incomplete = request.incomplete || count_letters_and_digits(words) < detail->min_letters;
  request.summary = shorten(trim(body.front()), 120);
  request.answers[intake.body_field] = answer(shorten(words, detail->max_length));
  return request;
}

bool wants_no_news(const IncomingMail& mail) {
  const auto is_stop = [](std::string text) {
    std::string word = fold(trim(text));
    while (!word.empty() && (word.back() == '.' || word.back() == '!')) word.pop_back();
    return word == "stop" || word == "unsubscribe" || word == "disiscrivimi" || word == "cancellami dalla lista";
  };
  return is_stop(mail.subject) || is_stop(new_words(mail.text));
}

}  // namespace sportello::flows
