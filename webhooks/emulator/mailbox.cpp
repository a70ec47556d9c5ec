#include "webhooks/emulator/mailbox.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "flows/core/html.h"
#include "flows/core/json.h"
#include "flows/core/text.h"
#include "webhooks/emulator/routes.h"
#include "webhooks/http/uri.h"

namespace sportello::webhooks {
namespace {

using flows::Errc;
using flows::fail;
using flows::html_escaped;
using flows::Result;
using nlohmann::json;

constexpr std::size_t kMost = 500;
constexpr std::size_t kLongestText = 20'000;

/// A header's value: one line.
std::string header(std::string_view text) {
  std::string line = flows::clean_text(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return flows::trim(line);
}

constexpr const char* kHead =
    "<!doctype html><html lang=\"it\"><head><meta charset=\"utf-8\"><title>Posta · Sportello</title>"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"color-scheme\" "
    "content=\"light dark\"><style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}"
    "h1{font-size:1.3rem}h2{font-size:1.1rem}details{border:1px solid #8886;border-radius:.5rem;margin:.5rem 0;"
    "padding:.5rem .8rem}summary{cursor:pointer}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}"
    "small{opacity:.75}label{display:block;margin:.6rem 0}input,select,textarea{font:inherit;width:100%;"
    "box-sizing:border-box;padding:.4rem}textarea{min-height:9rem}button{font:inherit;padding:.5rem 1rem}"
    ".note{border-left:.25rem solid #c77;padding-left:.7rem}</style></head><body>";

}  // namespace

void Mailbox::show(ShownMail mail) {
  const std::lock_guard lock(mutex_);
  ++count_;
  mails_.push_front(std::move(mail));
  if (mails_.size() > kMost) mails_.pop_back();
}

Result<void> Mailbox::write(const Written& written) {
  const std::string from = header(written.from);
  const auto at = from.find('@');
  if (at == std::string::npos || at == 0 || from.find(' ') != std::string::npos) {
    return fail(Errc::Invalid, "Il mittente deve essere un indirizzo e-mail. · The sender must be an e-mail address.");
  }
  if (written.text.empty() || written.text.size() > kLongestText) {
    return fail(Errc::Invalid, "Il testo manca o è troppo lungo. · The text is missing or too long.");
  }
  const auto business = std::find_if(options_.businesses.begin(), options_.businesses.end(),
                                     [&](const auto& each) { return each.number.value == written.number; });
  const auto& to = business == options_.businesses.end() ? options_.businesses.front() : *business;
  ShownMail mail{options_.now(), to.name, to.number, from, to.address, header(written.subject),
                 flows::clean_text(written.text), {}, header(written.in_reply_to), true};
  {
    const std::lock_guard lock(mutex_);
    mail.message_id = "demo." + std::to_string(++count_) + "." + std::to_string(mail.at.time_since_epoch().count()) +
                      "@cliente.example";
  }
  std::string message = "From: <" + from + ">\r\nTo: <" + to.address + ">\r\nSubject: " + mail.subject +
                        "\r\nMessage-ID: <" + mail.message_id + ">\r\n";
  if (!mail.in_reply_to.empty()) message += "In-Reply-To: <" + mail.in_reply_to + ">\r\n";
  message += "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + mail.text + "\r\n";
  const flows::PhoneNumberId number = to.number;
  show(std::move(mail));
  if (!options_.bring(number, message)) return fail(Errc::Unavailable, "the desk could not store it");
  return {};
}

std::string Mailbox::page(const Query& query) const {
  const std::lock_guard lock(mutex_);
  ShownMail answered;
  for (const ShownMail& mail : mails_) {
    if (!mail.incoming && mail.message_id == query.find("reply").value_or("")) answered = mail;
  }
  const bool reply = !answered.message_id.empty();
  std::string html = kHead;
  html += "<h1>Posta della dimostrazione · The demo's mail</h1>"
          "<p><small>Niente esce da questa macchina. · Nothing leaves this machine.</small></p>";
  if (const auto fault = query.find("fault")) html += "<p class=\"note\" role=\"alert\">" + html_escaped(*fault) + "</p>";
  html += "<details" + std::string(reply || query.find("fault") ? " open" : "") +
          "><summary>Scrivi un'e-mail · Write an e-mail</summary><form method=\"post\" action=\"/emulator/mail\">"
          "<input type=\"hidden\" name=\"in_reply_to\" value=\"" + html_escaped(answered.message_id) +
          "\"><label>A · To<select name=\"number\">";
  for (const auto& business : options_.businesses) {
    html += "<option value=\"" + html_escaped(business.number.value) + "\"" +
            (business.number == answered.number ? " selected" : "") + ">" + html_escaped(business.name) + " – " +
            html_escaped(business.address) + "</option>";
  }
  html += "</select></label><label>Da · From<input name=\"from\" type=\"email\" required value=\"" +
          html_escaped(reply ? answered.to : "luca@ferramenta-bianchi.example") +
          "\"></label><label>Oggetto · Subject<input name=\"subject\" value=\"" +
          html_escaped(reply ? "Re: " + answered.subject : "luca@ferramenta-bianchi.example") +
          "\"></label><label>Testo · Text<textarea name=\"text\" required>" +
          (reply ? "" : "Luca Bianchi\nwww.ferramenta-bianchi.example\n") +
          "</textarea></label><button>Invia · Send</button></form></details>";
  if (mails_.empty()) {
    html += "<p>Ancora nessuna e-mail: arriva la prima quando si apre una richiesta. · No mail yet: the first comes when "
            "a request is opened.</p>";
  }
  const auto zone = flows::Zone::find("Europe/Rome");
  for (const ShownMail& mail : mails_) {
    html += "<details><summary><strong>" + html_escaped(mail.subject.empty() ? "(senza oggetto)" : mail.subject) +
            "</strong><br><small>" + (mail.incoming ? "→ " : "← ") + html_escaped(mail.business) + " · " +
            html_escaped(mail.incoming ? "da " + mail.from : "a " + mail.to) + " · " +
            (zone ? html_escaped(flows::iso_local(mail.at, *zone)) : "") + "</small></summary><pre>" + html_escaped(mail.text) +
            "</pre>";
    if (!mail.incoming) {
      html += "<p><a href=\"/emulator/mail?reply=" + html_escaped(mail.message_id) + "\">Rispondi · Reply</a></p>";
    }
    html += "</details>";
  }
  return html + "</body></html>";
}

Response Mailbox::list() const {
  const std::lock_guard lock(mutex_);
  json mails = json::array();
  for (const ShownMail& mail : mails_) {
    mails.push_back({{"at", flows::iso_utc(mail.at)},
                     {"business", mail.business},
                     {"number", mail.number.value},
                     {"from", mail.from},
                     {"to", mail.to},
                     {"subject", mail.subject},
                     {"text", mail.text},
                     {"message_id", mail.message_id},
                     {"in_reply_to", mail.in_reply_to},
                     {"incoming", mail.incoming}});
  }
  return Response::json(flows::print_json({{"mails", std::move(mails)}}));
}

void Mailbox::mount(Router& router) {
  router.add(Method::Get, "/emulator/mail", [this](const Request& request, const Replier& replier) {
    Response response = Response::html(page(request.query));
    response.headers.set("Content-Security-Policy",
                         "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'self'");
    response.headers.set("Cache-Control", "no-store");
    replier.send(std::move(response));
  });
  router.add(Method::Get, "/emulator/api/mails",
             [this](const Request&, const Replier& replier) { replier.send(list()); });
  // The desk takes a mail in on its own thread, for which none of the server's may wait.
  const auto later = [this](std::function<void()> work) {
    constexpr std::size_t kAtOnce = 8;
    const std::lock_guard lock(writers_mutex_);
    if (writers_.size() >= kAtOnce) writers_.pop_front();
    writers_.emplace_back(std::move(work));
  };
  router.add(Method::Post, "/emulator/mail", [this, later](const Request& request, const Replier& replier) {
    if (emulator::from_elsewhere(request)) return void(replier.send(Response::problem(403, "Not from another site")));
    const auto form = parse_query(request.body);
    if (!form) return void(replier.send(Response::problem(400, "Not a form")));
    const auto field = [&](std::string_view name) { return std::string(form->find(name).value_or("")); };
    later([this, replier, written = Written{field("number"), field("from"), field("subject"), field("text"),
                                            field("in_reply_to")}] {
      const auto done = write(written);
      replier.send(Response::redirect(done ? "/emulator/mail" : "/emulator/mail?fault=" + encode_component(done.error().text)));
    });
  });
  router.add(Method::Post, "/emulator/api/mails", [this, later](const Request& request, const Replier& replier) {
    if (emulator::from_elsewhere(request)) return void(replier.send(Response::problem(403, "Not from another site")));
    const auto body = flows::parse_json(request.body);
    if (!body || !body->is_object()) return void(replier.send(Response::problem(400, "a JSON object, please")));
    const auto field = [&](const char* name) {
      return body->contains(name) && body->at(name).is_string() ? body->at(name).get<std::string>() : std::string();
    };
    later([this, replier, written = Written{field("number"), field("from"), field("subject"), field("text"),
                                            field("in_reply_to")}] {
      const auto done = write(written);
      replier.send(done ? Response::no_content() : emulator::problem_of(done.error()));
    });
  });
}

}  // namespace sportello::webhooks
