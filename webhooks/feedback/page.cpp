#include "webhooks/feedback/page.h"

#include <fmt/format.h>

#include <string_view>

#include "flows/core/html.h"
#include "flows/wording/texts.h"

namespace sportello::webhooks {
namespace {

using flows::html_escaped;
using flows::Language;

class Page {
 public:
  explicit Page(const FeedbackView& view) : view_(view) {}

  std::string html() const {
    return fmt::format(
        R"(<!doctype html>
<html lang="{}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{}</title>
<link rel="stylesheet" href="/feedback/page/style.css">
</head>
<body>
<main>
<p class="business">{}</p>
{}
</main>
{}
</body>
</html>
)",
        flows::name_of(view_.language), say("feedback.title"), html_escaped(business_name()), body(), languages());
  }

 private:
  std::string business_name() const { return view_.business != nullptr ? view_.business->name : std::string{}; }

  std::string say(std::string_view key) const {
    flows::Params params{{"code", view_.code}, {"business", business_name()}};
    if (view_.score) params["score"] = std::to_string(*view_.score);
    static const flows::Texts house;
    const flows::Texts& texts = view_.business != nullptr ? view_.business->texts : house;
    return html_escaped(texts.say(key, view_.language, params));
  }

  std::string action() const {
    return html_escaped(view_.path) + (view_.language == Language::En ? "?lang=en" : "?lang=it");
  }

  std::string body() const {
    switch (view_.stage) {
      case FeedbackStage::Score:
        return score_form();
      case FeedbackStage::Comment:
        return comment_form();
      case FeedbackStage::Done:
        return notice("feedback.done", "feedback.done_more");
      case FeedbackStage::Over:
        return notice("feedback.over", "feedback.over_more");
      case FeedbackStage::Unknown:
        return notice("feedback.unknown", "feedback.unknown_more");
      case FeedbackStage::Failed:
        return notice("feedback.failed", "feedback.failed_more");
    }
    return {};
  }

  std::string notice(std::string_view title, std::string_view more) const {
    return fmt::format("<h1>{}</h1>\n<p>{}</p>", say(title), say(more));
  }

  std::string score_form() const {
    std::string buttons;
    for (int score = 1; score <= 5; ++score) {
      buttons += fmt::format(
          "<button type=\"submit\" name=\"score\" value=\"{0}\"><span class=\"number\">{0}</span> "
          "<span>{1}</span></button>\n",
          score, say("feedback.score_" + std::to_string(score)));
    }
    return fmt::format(
        "<h1>{}</h1>\n<p>{}</p>\n<form method=\"post\" action=\"{}\">\n<fieldset>\n<legend>{}</legend>\n{}</fieldset>\n"
        "</form>",
        say("feedback.ask"), say("feedback.about"), action(), say("feedback.choose"), buttons);
  }

  std::string comment_form() const {
    return fmt::format(
        "<h1>{}</h1>\n<p role=\"status\">{}</p>\n<form method=\"post\" action=\"{}\">\n<label for=\"comment\">{}</label>\n"
        "<textarea id=\"comment\" name=\"comment\" rows=\"5\" maxlength=\"2000\" required></textarea>\n"
        "<button class=\"send\" type=\"submit\">{}</button>\n</form>",
        say("feedback.thanks"), say("feedback.kept"), action(), say("feedback.comment"), say("feedback.send"));
  }

  /// The same page in the other language.
  std::string languages() const {
    if (view_.stage == FeedbackStage::Unknown || view_.stage == FeedbackStage::Failed) return {};
    const bool it = view_.language == Language::It;
    return fmt::format("<footer><a href=\"{}?lang={}\" hreflang=\"{}\" lang=\"{}\">{}</a></footer>",
                       html_escaped(view_.path), it ? "en" : "it", it ? "en" : "it", it ? "en" : "it",
                       it ? "English" : "Italiano");
  }

  const FeedbackView& view_;
};

}  // namespace

std::string feedback_page(const FeedbackView& view) {
  return Page(view).html();
}

}  // namespace sportello::webhooks
