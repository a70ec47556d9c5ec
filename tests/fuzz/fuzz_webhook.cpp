// Any bytes as the body of a signed webhook: it never throws, says in order what it found, and what it keeps of each
// element reads back as the same element.
#include "tests/fuzz/expect.h"
#include "webhooks/whatsapp/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace sportello;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const webhooks::Batch batch = webhooks::parse_batch(body);
  fuzz::expect(batch.fault != webhooks::BatchFault::NotJson || batch.updates.empty(), "no updates of what is no JSON");
  for (const webhooks::Update& update : batch.updates) {
    fuzz::expect(!update.key.empty(), "every update has a key");
    const webhooks::Update again = webhooks::reparse(update.raw);
    fuzz::expect(again.key == update.key, "the kept text has the same key", update.raw);
    fuzz::expect(again.to == update.to, "the kept text came to the same number", update.raw);
    fuzz::expect(again.content.index() == update.content.index(), "the kept text means the same", update.raw);
    fuzz::expect(again.raw == update.raw, "the kept text is kept as it is", update.raw);
  }
  return 0;
}
