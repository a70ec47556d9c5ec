// Any message at any moment: it is understood the same way twice, and the days it is taken to speak of exist in order.
// The first two bytes choose the moment.
#include "flows/understanding/understanding.h"
#include "tests/fuzz/expect.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace sportello;
  if (size < 2) return 0;
  static const flows::Zone zone = *flows::Zone::find("Europe/Rome");
  static const flows::Instant noon = *flows::parse_instant("2026-01-01T12:00", zone);
  const flows::Instant now = noon + std::chrono::hours{data[0] * 24 + data[1]};
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto first = flows::understand(text, now, zone, flows::Language::It, flows::Explain::Yes);
  const auto second = flows::understand(text, now, zone, flows::Language::It);
  fuzz::expect(first.intent == second.intent && first.language == second.language, "the same words, the same meaning",
               text);
  fuzz::expect(first.confidence >= 0 && first.confidence <= 1, "a confidence is between 0 and 1", text);
  fuzz::expect(first.when.has_value() == second.when.has_value(), "the same words, the same time", text);
  if (!first.when) return 0;
  const flows::When& when = *first.when;
  fuzz::expect(!when.from || !when.to || *when.from <= *when.to, "a range runs forwards", text);
  fuzz::expect(!when.also_from || !when.also_to || *when.also_from <= *when.also_to, "its other reading too", text);
  fuzz::expect(when.kind != flows::WhenKind::Days || (when.from && when.to), "days have both ends", text);
  return 0;
}
