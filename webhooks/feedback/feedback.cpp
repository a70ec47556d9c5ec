#include "webhooks/feedback/feedback.h"

#include <charconv>
#include <utility>

#include "embedded/feedback_style.h"
#include "flows/core/text.h"
#include "storage/reader.h"
#include "webhooks/feedback/page.h"

namespace sportello::webhooks {
namespace {

constexpr std::size_t kLongestToken = 100;
constexpr std::size_t kLargestForm = 32 * 1024;
constexpr std::size_t kLongestComment = 2000;
constexpr std::size_t kReaderThreads = 1;
constexpr std::size_t kMaxWaiting = 64;

/// Nothing of anybody else's is loaded, nothing runs, nobody frames it, and the address goes nowhere.
Response page(const FeedbackView& view, int status = 200) {
  Response response = Response::html(feedback_page(view), status);
  response.headers.set("Content-Security-Policy",
                       "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
                       "base-uri 'none'");
  response.headers.set("Referrer-Policy", "no-referrer");
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("X-Robots-Tag", "noindex");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

std::optional<int> read_score(std::string_view text) {
  int score = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), score);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return score >= 1 && score <= 5 ? std::optional(score) : std::nullopt;
}

class FeedbackPages : public Feedback {
 public:
  explicit FeedbackPages(FeedbackOptions options)
      : options_(std::move(options)), readers_(options_.open_reader, kReaderThreads, kMaxWaiting) {}

  void mount(Router& router) override {
    router.add(Method::Get, "/feedback/page/style.css", [](const Request&, const Replier& replier) {
      Response response = Response::text(std::string(embedded::feedback_style("style.css")));
      response.headers.set("Content-Type", "text/css; charset=utf-8");
      response.headers.set("X-Content-Type-Options", "nosniff");
      response.headers.set("Cache-Control", "max-age=3600");
      replier.send(std::move(response));
    });
    router.add(Method::Get, "/feedback/{token}",
               [this](const Request& request, const Replier& replier) { show(request, replier); });
    router.add(Method::Post, "/feedback/{token}",
               [this](const Request& request, const Replier& replier) { take(request, replier); });
  }

 private:
  const flows::Business* business_of(const flows::BusinessId& id) const {
    for (const auto* business : options_.businesses) {
      if (business->id == id) return business;
    }
    return nullptr;
  }

  static std::optional<flows::Language> wanted_language(const Request& request) {
    const auto wanted = request.query.find("lang");
    if (wanted == "en") return flows::Language::En;
    return wanted == "it" ? std::optional(flows::Language::It) : std::nullopt;
  }

  FeedbackView look(storage::Reader& reader, const std::string& token, std::optional<flows::Language> wanted) const {
    FeedbackView view;
    const auto survey = token.size() <= kLongestToken ? reader.survey_by_token(token) : std::nullopt;
    const auto* business = survey ? business_of(survey->business) : nullptr;
    view.language = wanted.value_or(survey && survey->language == "en" ? flows::Language::En : flows::Language::It);
    if (business == nullptr) return view;
    view.business = business;
    view.path = "/feedback/" + survey->token;
    view.code = reader.ticket_code(survey->ticket).value_or("");
    view.score = survey->score;
    if (survey->score && !survey->comment.empty()) {
      view.stage = FeedbackStage::Done;
    } else if (options_.now() >= survey->expires_at) {
      view.stage = survey->score ? FeedbackStage::Done : FeedbackStage::Over;
    } else {
      view.stage = survey->score ? FeedbackStage::Comment : FeedbackStage::Score;
    }
    return view;
  }

  static FeedbackView failed(std::optional<flows::Language> wanted) {
    FeedbackView view;
    view.stage = FeedbackStage::Failed;
    view.language = wanted.value_or(flows::Language::It);
    return view;
  }

  void show(const Request& request, const Replier& replier) {
    ReaderPool::Job job;
    const auto wanted = wanted_language(request);
    job.run = [this, replier, wanted, token = std::string(request.param("token"))](storage::Reader& reader) {
      const FeedbackView view = look(reader, token, wanted);
      replier.send(page(view, view.stage == FeedbackStage::Unknown ? 404 : 200));
    };
    job.failed = [replier, wanted](const flows::Error&) { replier.send(page(failed(wanted), 503)); };
    if (!readers_.submit(std::move(job))) replier.send(page(failed(wanted), 503));
  }

  void take(const Request& request, const Replier& replier) {
    const auto wanted = wanted_language(request);
    const auto form = request.body.size() <= kLargestForm ? parse_query(request.body) : std::nullopt;
    const std::string token(request.param("token"));
    const std::string back = "/feedback/" + encode_component(token) +
                             (wanted == flows::Language::En ? "?lang=en" : wanted ? "?lang=it" : "");
    FeedbackAnswer answer{.token = token, .score = std::nullopt, .comment = {}};
    if (form) {
      answer.score = read_score(form->find("score").value_or(""));
      answer.comment = flows::shorten(
          flows::trim_ends(flows::clean_text(std::string(form->find("comment").value_or("")))), kLongestComment);
    }
    // What says nothing shows the page again; so does an answer that came too late or for the second time.
    if (token.size() > kLongestToken || (!answer.score && answer.comment.empty())) {
      replier.send(Response::redirect(back));
      return;
    }
    const bool taken =
        options_.store(std::move(answer), [replier, back, wanted](const flows::Result<void>& stored) {
          const bool lost = !stored && stored.error().code != flows::Errc::Conflict &&
                            stored.error().code != flows::Errc::NotFound;
          replier.send(lost ? page(failed(wanted), 503) : Response::redirect(back));
        });
    if (!taken) replier.send(page(failed(wanted), 503));
  }

  const FeedbackOptions options_;
  ReaderPool readers_;
};

}  // namespace

std::unique_ptr<Feedback> make_feedback(FeedbackOptions options) {
  return std::make_unique<FeedbackPages>(std::move(options));
}

}  // namespace sportello::webhooks
