// Learns the weights of flows/understanding/lexicon/cues.txt: softmax regression over the cues of examples.
// usage: learn_cues OUT FILE…     FILE: examples.txt (sentences under [intent]) or labelled questions (.jsonl)
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "flows/understanding/cues.h"
#include "flows/understanding/subjects.h"
#include "flows/understanding/time_words.h"
#include "flows/understanding/understanding.h"
#include "tests/support/examples_digest.h"
#include "tests/support/question_cases.h"

namespace {

using namespace sportello;
using Vector = std::array<float, flows::kIntents>;

constexpr int kRounds = 40;
constexpr float kStep = 0.3F;
constexpr float kDecay = 0.0015F;
constexpr int kSeenPair = 3;
constexpr int kSmallest = 15;  // hundredths

struct Example {
  std::vector<std::uint32_t> cues;
  Vector wanted{};
};

std::size_t index_of(std::string_view intent) {
  for (std::size_t i = 0; i < flows::kIntents; ++i) {
    if (flows::name_of(static_cast<flows::Intent>(i)) == intent) return i;
  }
  throw std::runtime_error("no intent is called '" + std::string(intent) + "'");
}

class Learner {
 public:
  void read_questions(const std::string& file) {
    for (const auto& question : tests::read_questions(file)) {
      Vector wanted{};
      for (const auto& expected : question.alternatives) {
        if (!expected.contains("intent")) {
          // What is no question about hours is a problem told, or nothing the desk knows of.
          if (expected.contains("intent_not")) wanted[index_of("unknown")] = wanted[index_of("ticket_open")] = 1;
          continue;
        }
        const auto& intent = expected["intent"];
        wanted[index_of((intent.is_string() ? intent : intent.at(0)).get<std::string>())] = 1;
      }
      add(question.text, wanted);
    }
  }
  void read_examples(const std::string& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot read " + file);
    digests_ += tests::examples_digest(file) + "\n";
    std::string line;
    std::optional<std::size_t> intent;
    for (int number = 1; std::getline(in, line); ++number) {
      if (line.empty() || line.starts_with("//")) continue;
      if (line.starts_with('[') && line.ends_with(']')) {
        intent = index_of(std::string_view(line).substr(1, line.size() - 2));
        continue;
      }
      if (!intent) throw std::runtime_error(file + ":" + std::to_string(number) + ": a sentence before any [intent]");
      Vector wanted{};
      wanted[*intent] = 1;
      add(line, wanted);
    }
  }

  /// A pair of words seen in one example only teaches nothing about others.
  void forget_rare() {
    std::vector<int> seen(ids_.size());
    for (const Example& example : examples_) {
      std::vector<std::uint32_t> cues = example.cues;
      std::sort(cues.begin(), cues.end());
      cues.erase(std::unique(cues.begin(), cues.end()), cues.end());
      for (const auto cue : cues) ++seen[cue];
    }
    std::vector<bool> kept(ids_.size());
    for (const auto& [name, id] : ids_) {
      const bool is_pair = name.find_first_of("_~", 1) != std::string::npos && name.front() != '=';
      kept[id] = seen[id] >= (is_pair ? kSeenPair : 1);
    }
    std::erase_if(ids_, [&](const auto& each) { return !kept[each.second]; });
    for (Example& example : examples_) std::erase_if(example.cues, [&](std::uint32_t cue) { return !kept[cue]; });
    count_ = kept.size();
  }

  void learn() {
    forget_rare();
    weights_.assign(count_, {});
    std::vector<Vector> squares(count_, Vector{});
    std::vector<std::size_t> order(examples_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = (i * 7919) % order.size();
    for (int round = 0; round < kRounds; ++round) {
      for (const std::size_t at : order) step(examples_[at], squares);
    }
  }

  void write(const std::string& file) const {
    std::map<std::string_view, std::uint32_t> sorted(ids_.begin(), ids_.end());
    std::ofstream out(file);
    out << "// Learned from examples.txt by learn_cues: hundredths that a cue speaks for an intent. Not to be "
           "edited.\n"
        << digests_;
    for (const auto& [name, id] : sorted) {
      std::string line;
      for (std::size_t i = 0; i < flows::kIntents; ++i) {
        const int weight = static_cast<int>(std::lround(weights_[id][i] * 100));
        if (std::abs(weight) < kSmallest) continue;
        line += (line.empty() ? "" : " ") + std::string(flows::name_of(static_cast<flows::Intent>(i))) + "=" +
                std::to_string(weight);
      }
      if (!line.empty()) out << name << '\t' << line << '\n';
    }
    std::printf("%zu examples, %zu cues\n", examples_.size(), ids_.size());
  }

 private:
  void add(const std::string& text, Vector wanted) {
    float sum = 0;
    for (const float each : wanted) sum += each;
    if (sum == 0) return;
    for (float& each : wanted) each /= sum;
    Example example{{}, wanted};
    const flows::Reading reading = read(text);
    names_.each(reading, {0, reading.words().size()}, [&](const flows::Cue& cue) {
      example.cues.push_back(ids_.try_emplace(cue.name(), static_cast<std::uint32_t>(ids_.size())).first->second);
    });
    examples_.push_back(std::move(example));
  }

  /// As understand() reads it before it weighs; the day hardly matters.
  static flows::Reading read(std::string_view text) {
    const auto& lexicon = flows::Lexicon::shipped();
    const auto& meanings = flows::Meanings::shipped();
    flows::Reading reading = flows::read_words(text, lexicon, meanings, flows::Language::It);
    flows::find_time(reading, lexicon, meanings, {*flows::parse_date("2027-03-10"), 600});
    for (const auto& sentence : flows::sentences_of(reading.words())) {
      flows::mark_subjects(reading.words(), sentence, meanings);
    }
    return reading;
  }

  void step(const Example& example, std::vector<Vector>& squares) {
    Vector shares{};
    for (const auto cue : example.cues) {
      for (std::size_t i = 0; i < shares.size(); ++i) shares[i] += weights_[cue][i];
    }
    float most = shares[0];
    for (const float share : shares) most = std::max(most, share);
    float sum = 0;
    for (float& share : shares) sum += share = std::exp(share - most);
    for (std::size_t i = 0; i < shares.size(); ++i) shares[i] = shares[i] / sum - example.wanted[i];
    for (const auto cue : example.cues) {
      for (std::size_t i = 0; i < shares.size(); ++i) {
        const float slope = shares[i] + kDecay * weights_[cue][i];
        squares[cue][i] += slope * slope;
        weights_[cue][i] -= kStep * slope / (std::sqrt(squares[cue][i]) + 0.05F);
      }
    }
  }

  flows::CueNames names_{flows::Lexicon::shipped()};
  std::unordered_map<std::string, std::uint32_t> ids_;
  std::vector<Example> examples_;
  std::vector<Vector> weights_;
  std::size_t count_ = 0;  ///< ids given out
  std::string digests_;    ///< a line for each file of examples
};

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 3) throw std::runtime_error("usage: learn_cues OUT FILE…");
    Learner learner;
    for (int i = 2; i < argc; ++i) {
      const std::string file = argv[i];
      if (file.ends_with(".jsonl"))
        learner.read_questions(file);
      else
        learner.read_examples(file);
    }
    learner.learn();
    learner.write(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "learn_cues: %s\n", error.what());
    return 1;
  }
}
