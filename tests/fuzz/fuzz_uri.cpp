// Any bytes as a request target, a query, a component, an address: what is taken reads back the same when written.
#include "tests/fuzz/expect.h"
#include "webhooks/http/uri.h"

namespace {

using namespace sportello;

void try_target(std::string_view text) {
  const auto target = webhooks::parse_target(text);
  if (!target) return;
  fuzz::expect(target->path.starts_with('/'), "a path starts with a slash", text);
  fuzz::expect(target->path.find('\0') == std::string::npos, "no zero byte in a path", text);
  for (const std::string_view piece : webhooks::split_path(target->path)) {
    fuzz::expect(piece != ".." && piece != "." && !piece.empty(), "no way out of a folder", text);
  }
}

void try_query(std::string_view text) {
  const auto query = webhooks::parse_query(text);
  if (!query) return;
  const auto again = webhooks::parse_query(webhooks::print_query(*query));
  fuzz::expect(again.has_value() && again->size() == query->size(), "a query reads back", text);
  auto other = again->begin();
  for (const auto& item : *query) fuzz::expect(item == *other++, "a query reads back the same", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try_target(text);
  try_query(text);
  for (const auto plus : {webhooks::Plus::Literal, webhooks::Plus::Space}) {
    fuzz::expect(webhooks::decode_component(webhooks::encode_component(text), plus) == text, "a component reads back",
                 text);
    webhooks::decode_component(text, plus);
  }
  if (const auto url = webhooks::parse_url(text)) {
    fuzz::expect(!url->host.empty() && url->port != 0 && url->target.starts_with('/'), "an address is whole", text);
    const auto again = webhooks::parse_url(url->origin() + url->target);
    fuzz::expect(again && again->origin() == url->origin() && again->target == url->target, "an address reads back",
                 text);
  }
  return 0;
}
