#include "flows/wording/texts.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "embedded/catalogue.h"
#include "flows/core/json.h"
#include "flows/wording/message.h"

namespace sportello::flows {
namespace {

using nlohmann::json;

/// Longer subjects are cut by most mail programs.
constexpr std::size_t kSubject = 120;

std::size_t limit_of(const std::string& kind) {
  if (kind == "text") return limits::kInteractiveBody;
  if (kind == "button") return limits::kButtonTitle;
  if (kind == "row") return limits::kRowTitle;
  if (kind == "description") return limits::kRowDescription;
  if (kind == "subject") return kSubject;
  throw std::logic_error("the catalogue names an unknown kind of sentence: " + kind);
}

HouseSentence sentence_from(const json& value) {
  HouseSentence sentence{.text = {value.at("it").get<std::string>(), value.at("en").get<std::string>()},
                         .limit = limit_of(value.value("kind", std::string{"text"})),
                         .placeholders = {}};
  sentence.placeholders = placeholders_of(sentence.text.it);
  sentence.placeholders.merge(placeholders_of(sentence.text.en));
  return sentence;
}

std::map<std::string, HouseSentence, std::less<>> read_catalogue() {
  std::map<std::string, HouseSentence, std::less<>> sentences;
  for (const auto& file : embedded::catalogue()) {
    json value;
    const JsonError error = parse_json(file.content, value, JsonComments::Allow);
    if (error.fault != JsonFault::None) {
      throw std::logic_error("catalogue/" + std::string(file.name) + ": " + error.text);
    }
    for (const auto& [key, sentence] : value.items()) {
      if (!sentences.emplace(key, sentence_from(sentence)).second) {
        throw std::logic_error("the catalogue says '" + key + "' twice");
      }
    }
  }
  return sentences;
}

using Sentences = std::map<std::string, Localized, std::less<>>;

std::shared_ptr<const Sentences> house() {
  static const auto shared = [] {
    auto sentences = std::make_shared<Sentences>();
    for (const auto& [key, sentence] : house_sentences()) sentences->emplace(key, sentence.text);
    return std::shared_ptr<const Sentences>(std::move(sentences));
  }();
  return shared;
}

}  // namespace

const std::map<std::string, HouseSentence, std::less<>>& house_sentences() {
  static const auto sentences = read_catalogue();
  return sentences;
}

Texts::Texts() : sentences_(house()) {}

Texts::Texts(const std::map<std::string, Localized>& overrides) : sentences_(house()) {
  if (overrides.empty()) return;
  auto own = std::make_shared<Sentences>(*sentences_);
  for (const auto& [key, text] : overrides) own->insert_or_assign(key, text);
  sentences_ = std::move(own);
}

std::string Texts::say(std::string_view key, Language language, const Params& params) const {
  const auto found = sentences_->find(key);
  if (found == sentences_->end()) throw std::out_of_range("no sentence '" + std::string(key) + "'");
  return render(found->second.in(language), params);
}

bool Texts::has(std::string_view key) const {
  return sentences_->contains(key);
}

std::vector<std::string> Texts::keys() const {
  std::vector<std::string> out;
  out.reserve(sentences_->size());
  for (const auto& [key, text] : *sentences_) out.push_back(key);
  return out;
}

}  // namespace sportello::flows
